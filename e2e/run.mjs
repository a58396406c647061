// The journeys: what people do with the product, walked in a real browser against the real program.
//
//   SHUNDAN=target/debug/shundan node e2e/run.mjs [name …]
//
// Each journey gets windows of its own in one company, made by `shundan demo` on a fresh SQLite file. What a page
// complains of fails the journey; a failed journey leaves its last picture beside the others in e2e/out/.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, logIn, openWindow, settle } from './browser.mjs';
import { openPostbox } from './postbox.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const SHOTS = join(HERE, 'out');
const PROGRAM = process.env.SHUNDAN;
if (PROGRAM === undefined) throw new Error('SHUNDAN names the program to walk through');

/** Starts the demo company and gives its address, once it answers. Its mail goes to a postbox of ours. */
async function start(folder, postbox) {
  const mail = ['--smtp-host', '127.0.0.1', '--smtp-port', String(postbox.port), '--smtp-security', 'none', '--mail-from', '顺单 <orders@example.com>'];
  const options = ['--db', join(folder, 'journeys.db'), 'demo', '--small', '--listen', '127.0.0.1:0', ...mail];
  const child = spawn(PROGRAM, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  const address = await new Promise((found, failed) => {
    child.stdout.on('data', (text) => {
      told += text;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(told);
      if (address) found(address[0]);
    });
    child.on('exit', (code) => failed(new Error(`the program ended with ${code}:\n${told}`)));
  });
  const password = /Password: (\S+)/.exec(told)?.[1];
  return { baseUrl: address, password, stop: () => child.kill('SIGTERM') };
}

/** What a journey is given: windows of people, logged in or not, letters they got, and pictures. */
function company(browser, { baseUrl, password, postbox }, name) {
  const windows = [];
  const complaints = [];
  const forgiven = [];
  return {
    baseUrl,
    complaints: () => complaints.filter((text) => !forgiven.some((pattern) => pattern.test(text))),
    /** What the journey provokes on purpose. */
    forgive: (pattern) => forgiven.push(pattern),
    letterTo: postbox.letterTo,
    /** A window of somebody who is not logged in. */
    async stranger(name, options = {}) {
      const page = await openWindow(browser, { baseUrl, complain: (text) => complaints.push(`${name}: ${text}`), ...options });
      windows.push(page);
      return page;
    },
    /** A window of somebody who is logged in. */
    async as(login, options = {}) {
      const page = await this.stranger(login, options);
      await logIn(page, login, password);
      await settle(page);
      return page;
    },
    async shot(page, what) {
      await settle(page);
      await page.screenshot({ path: join(SHOTS, `${name}-${what}.png`) });
    },
    async close(failed) {
      for (const [index, page] of windows.entries()) {
        if (failed) await page.screenshot({ path: join(SHOTS, `${name}-failed-${index}.png`) }).catch(() => {});
        await page.context().close();
      }
    },
  };
}

async function walk(browser, served, name) {
  const { default: journey } = await import(join(HERE, 'journeys', `${name}.mjs`));
  const its = company(browser, served, name);
  const began = Date.now();
  let fault;
  try {
    await journey(its);
    const complaints = its.complaints();
    if (complaints.length > 0) throw new Error(`the pages complained:\n  ${complaints.join('\n  ')}`);
  } catch (error) {
    fault = error;
  }
  await its.close(fault !== undefined);
  console.log(`${fault ? 'FAILED' : 'ok    '} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  if (fault) console.log(fault.stack ?? fault);
  return fault === undefined;
}

const asked = process.argv.slice(2);
const all = (await readdir(join(HERE, 'journeys'))).filter((file) => file.endsWith('.mjs')).map((file) => file.slice(0, -4)).sort();
const names = asked.length > 0 ? asked : all;
await rm(SHOTS, { recursive: true, force: true });
await mkdir(SHOTS, { recursive: true });
const folder = await mkdtemp(join(tmpdir(), 'shundan-journeys-'));
const postbox = await openPostbox();
const served = { ...(await start(folder, postbox)), postbox };
const browser = await launch();
let passed = 0;
try {
  for (const name of names) if (await walk(browser, served, name)) passed += 1;
} finally {
  await browser.close();
  served.stop();
  postbox.close();
  await rm(folder, { recursive: true, force: true });
}
console.log(`journeys: ${passed} passed, ${names.length - passed} failed`);
if (passed < names.length) process.exit(1);

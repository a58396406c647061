// The journeys: what people do with the product, walked in a real browser against the real program.
//
//   SHUNDAN=target/debug/shundan node e2e/run.mjs [name …]
//
// Each journey gets windows of its own in one company, made by `shundan demo` on a fresh SQLite file. What a page
// complains of fails the journey; a failed journey leaves its last picture beside the others in e2e/out/.
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, logIn, openWindow, settle } from './browser.mjs';
import { start } from './company.mjs';
import { openPostbox } from './postbox.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const SHOTS = join(HERE, 'out');

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
const postbox = await openPostbox();
// The company's mail goes to a postbox of ours.
const mail = ['--smtp-host', '127.0.0.1', '--smtp-port', String(postbox.port), '--smtp-security', 'none', '--mail-from', '顺单 <orders@example.com>'];
const served = { ...(await start(mail)), postbox };
const browser = await launch();
let passed = 0;
try {
  for (const name of names) if (await walk(browser, served, name)) passed += 1;
} finally {
  await browser.close();
  await served.stop();
  postbox.close();
}
console.log(`journeys: ${passed} passed, ${names.length - passed} failed`);
if (passed < names.length) process.exit(1);

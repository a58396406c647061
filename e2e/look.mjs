// Looks at pages: every route × zh/en × desktop/phone × light/dark, as screenshots to be looked at.
//
//   node look.mjs [--url http://127.0.0.1:8080] [--user name:password] [--out look] [--axe]
//                 [--langs zh,en] [--widths 1440,390] [--themes light,dark] /orders /orders/new …
//
// Prints what a page complains of, sideways overflow, and with --axe what hinders readers; fails on any.
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch, logIn, openWindow, settle } from './browser.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    user: { type: 'string', default: 'admin:demo' },
    out: { type: 'string', default: 'look' },
    langs: { type: 'string', default: 'zh,en' },
    widths: { type: 'string', default: '1440,390' },
    themes: { type: 'string', default: 'light,dark' },
    axe: { type: 'boolean', default: false },
  },
});
const routes = positionals.length > 0 ? positionals : ['/login', '/workbench', '/orders'];
const [login, password] = options.user.split(':');
const axeSource = options.axe ? await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8') : '';

const fileName = (route) => route.replace(/^\//, '').replace(/[^\w-]+/g, '_') || 'root';
let faults = 0;
function fault(text) {
  faults += 1;
  console.log(`  ! ${text}`);
}

async function hindrances(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help} (${nodes.length}×, ${nodes[0].target.join(' ')})`);
}

async function lookAt(page, route, name) {
  console.log(name);
  await page.goto(route);
  await settle(page);
  await page.screenshot({ path: join(options.out, `${name}.png`) });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) fault(`${over} px wider than the window`);
  if (options.axe) for (const hindrance of await hindrances(page)) fault(hindrance);
}

await mkdir(options.out, { recursive: true });
const browser = await launch();
try {
  for (const lang of options.langs.split(','))
    for (const width of options.widths.split(',').map(Number))
      for (const theme of options.themes.split(',')) {
        const height = width < 768 ? 844 : 900;
        const page = await openWindow(browser, { baseUrl: options.url, lang, theme, width, height, complain: fault });
        const suffix = `${lang}-${width}-${theme}`;
        for (const route of routes.filter((one) => one === '/login')) await lookAt(page, route, `${fileName(route)}.${suffix}`);
        const inside = routes.filter((one) => one !== '/login');
        if (inside.length > 0) await logIn(page, login, password);
        for (const route of inside) await lookAt(page, route, `${fileName(route)}.${suffix}`);
        await page.context().close();
      }
} finally {
  await browser.close();
}
if (faults > 0) {
  console.error(`${faults} faults`);
  process.exit(1);
}

// The pictures of docs/manual, taken anew from a demo company: every page of the manual in both languages.
//
//   SHUNDAN=target/debug/shundan node e2e/manual/pictures.mjs [name …]
//
// `cargo x manual` builds what is stale and runs it. A picture is what one sees after a few clicks; nothing is drawn by hand.
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, logIn, openWindow, settle } from '../browser.mjs';
import { start } from '../company.mjs';
import { scene } from './scene.mjs';
import { pictures } from './list.mjs';

const PLACE = fileURLToPath(new URL('../../docs/manual/img/', import.meta.url));
const LARGEST = 100_000;
/** What is legible at this size stays small. */
const QUALITY = 55;

async function take(page, file) {
  const client = await page.context().newCDPSession(page);
  const { data } = await client.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await writeFile(file, Buffer.from(data, 'base64'));
  const { size } = await stat(file);
  if (size > LARGEST) throw new Error(`${file} has ${size} bytes, more than ${LARGEST}`);
  console.log(`${file.slice(PLACE.length)}  ${Math.round(size / 1000)} kB`);
}

async function one(browser, { baseUrl, password }, picture, lang, made) {
  const { name, as, at, width = 1280, height = 760, then = async () => {} } = picture;
  const page = await openWindow(browser, { baseUrl, lang, width, height });
  await logIn(page, as, password);
  await page.goto(at(made));
  await settle(page);
  await then(page, (zh, en) => (lang === 'zh' ? zh : en), made);
  await settle(page);
  await take(page, join(PLACE, `${name}-${lang}.webp`));
  await page.context().close();
}

const asked = process.argv.slice(2);
await mkdir(PLACE, { recursive: true });
const served = await start();
const browser = await launch();
try {
  const drawing = await readFile(new URL('big-orders.bpmn', import.meta.url), 'utf8');
  const made = await scene(browser, served, drawing);
  for (const picture of pictures.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
    for (const lang of ['zh', 'en']) await one(browser, served, picture, lang, made);
  }
} finally {
  await browser.close();
  await served.stop();
}

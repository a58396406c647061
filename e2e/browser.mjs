// Starting Chromium quietly: headless, its own empty profile, nothing fetched behind our back.
import { chromium } from 'playwright-core';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export function launch() {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A fresh window in a language, a look and a size; what the page complains of goes to `complain`. */
export async function openWindow(browser, { baseUrl, lang = 'zh', theme = 'light', width = 1440, height = 900, complain = () => {} }) {
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width, height },
    locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    hasTouch: width < 768,
    reducedMotion: 'reduce',
  });
  await context.addInitScript(
    ([chosenLang, chosenTheme]) => {
      localStorage.setItem('shundan.lang', chosenLang);
      localStorage.setItem('shundan.theme', JSON.stringify(chosenTheme));
    },
    [lang, theme],
  );
  const page = await context.newPage();
  const asking = new Set();
  page.on('request', (request) => {
    // Live events keep one connection open for ever.
    if (!request.url().endsWith('/api/live')) asking.add(request);
  });
  page.on('requestfinished', (request) => asking.delete(request));
  page.on('requestfailed', (request) => asking.delete(request));
  page.asking = asking;
  page.on('console', (message) => {
    // Asking who one is before logging in is answered 401; the browser reports that by itself.
    if (message.text().includes('status of 401')) return;
    if (message.type() === 'error' || message.type() === 'warning') complain(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complain(`uncaught: ${error.message}`));
  return page;
}

export async function logIn(page, login, password) {
  await page.goto('/login');
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL((url) => !url.pathname.startsWith('/login'));
}

/** Until nothing has been fetched or drawn for a while. */
export async function settle(page, { quietMs = 250, longestMs = 10_000 } = {}) {
  await page.waitForLoadState('load');
  const end = Date.now() + longestMs;
  let quietSince = Date.now();
  while (Date.now() < end && Date.now() - quietSince < quietMs) {
    const waiting = await page.locator('[role="progressbar"], [aria-busy="true"]').count();
    if (page.asking.size > 0 || waiting > 0) quietSince = Date.now();
    await new Promise((resume) => setTimeout(resume, 25));
  }
  await page.evaluate(() => document.fonts.ready.then(() => true));
}

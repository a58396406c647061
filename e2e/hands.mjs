// What hands do in a journey: ask the server as the page would, paste as Excel does, press keys, find by number.
import { settle } from './browser.mjs';

/** The answer to a request of the page's own user. */
export async function send(page, method, path, body) {
  return page.evaluate(
    async ([method, path, body]) => {
      const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
      const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
      return { status: answer.status, body: await answer.json() };
    },
    [method, path, body],
  );
}

export async function ask(page, path) {
  const { status, body } = await send(page, 'GET', path);
  if (status !== 200) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

export async function press(page, key) {
  await page.keyboard.press(key);
}

/** Puts text on the clipboard, as a spreadsheet would, and pastes it where the cursor stands. */
export async function paste(page, text) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press('Control+V');
}

/** Through the search box to a document. */
export async function findAndOpen(page, number) {
  await page.keyboard.press('Control+K');
  await page.keyboard.type(number, { delay: 5 });
  await page.getByRole('option').filter({ hasText: number }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/(orders|shipments|invoices)\//);
  await settle(page);
}

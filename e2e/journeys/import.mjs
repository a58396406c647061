// A file with two faults: looked at without storing anything, the wrong rows corrected and handed in again, all orders there.
import assert from 'node:assert/strict';
import { ask } from '../hands.mjs';
import { settle } from '../browser.mjs';

const HEADER = '订单号,客户编号,货号,数量,备注';

async function hand(page, name, text) {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.waitForURL(/\/import\/(?!$)[^/]+$/);
  await settle(page);
}

/** The import on the page, once it has come to rest. */
async function rested(page, states) {
  const id = new URL(page.url()).pathname.split('/').at(-1);
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    const job = await ask(page, `/api/imports/${id}`);
    if (states.includes(job.state)) return job;
    await page.waitForTimeout(100);
  }
  throw new Error(`the import did not come to ${states.join(' or ')}`);
}

export default async function importOrders(its) {
  const clerk = await its.as('xiaoli');
  const [customer] = (await ask(clerk, '/api/customers?limit=1')).items;
  const goods = (await ask(clerk, '/api/stock?limit=3&sort=-available')).items.map((one) => one.sku ?? one.sku_code);
  const stamp = Date.now();
  const rows = [1, 2, 3, 4].map((n) => [`WEB-${stamp}-${n}`, customer.code, goods[n % goods.length], '1', '']);
  rows[1][2] = 'NO-SUCH-SKU';
  rows[3][3] = '两箱';

  await clerk.goto('/import');
  await settle(clerk);
  await hand(clerk, 'orders.csv', [HEADER, ...rows.map((row) => row.join(','))].join('\n'));
  await its.shot(clerk, '1-mapping');
  await clerk.getByRole('button', { name: '试导入' }).click();
  const checked = await rested(clerk, ['checked']);
  assert.deepEqual([checked.progress.rows_total, checked.progress.rows_reported], [4, 2]);
  await clerk.getByText('NO-SUCH-SKU').first().waitFor();
  await its.shot(clerk, '2-checked');
  assert.equal((await ask(clerk, `/api/orders?q=WEB-${stamp}`)).items.length, 0, 'a dry run stores nothing');

  await clerk.getByRole('button', { name: '导入', exact: true }).click();
  const done = await rested(clerk, ['done']);
  assert.deepEqual([done.progress.created, done.progress.rows_reported], [2, 2]);
  assert.equal(done.progress.rows_total, done.progress.rows_accepted + done.progress.rows_reported);

  // The error file holds the wrong rows as they were; corrected, it goes in where it came out.
  const wrong = await clerk.evaluate(async (id) => (await fetch(`/api/imports/${id}/errors.csv`)).text(), done.id);
  assert.ok(wrong.includes('NO-SUCH-SKU') && wrong.includes('两箱') && !wrong.includes(`WEB-${stamp}-1,`));
  await settle(clerk);
  await hand(clerk, 'orders-corrected.csv', wrong.replace('NO-SUCH-SKU', goods[0]).replace('两箱', '2'));
  await clerk.getByRole('button', { name: '导入', exact: true }).click();
  const corrected = await rested(clerk, ['done']);
  assert.deepEqual([corrected.progress.created, corrected.progress.rows_reported], [2, 0]);
  await settle(clerk);
  await its.shot(clerk, '3-done');
  assert.equal((await ask(clerk, `/api/orders?q=WEB-${stamp}`)).items.length, 4);
}

// One order from the clerk's keyboard to the last payment, by the hands of five people. The clerk's page stays open
// all the time and is never reloaded: at the end it must show everything.
import assert from 'node:assert/strict';
import { ask, findAndOpen, paste, press, send } from '../hands.mjs';
import { settle } from '../browser.mjs';

/** Goods of which a lot is there, and a customer who must be reviewed when he orders them. */
async function wanted(page) {
  const stock = await ask(page, '/api/stock?limit=500&sort=-available');
  const warehouse = stock.items[0].warehouse_id ?? stock.items[0].warehouse;
  const there = stock.items.filter((one) => (one.warehouse_id ?? one.warehouse) === warehouse && one.lot === '').slice(0, 3);
  assert.equal(there.length, 3, 'three goods lie in one warehouse');
  const customers = await ask(page, '/api/customers?limit=100');
  for (const customer of customers.items) {
    for (const qty of [5, 20, 60]) {
      const lines = there.map((one) => ({ sku: one.sku ?? one.sku_code, qty: String(qty) }));
      const seen = await send(page, 'POST', '/api/orders/check', { customer: customer.code, lines, warehouse });
      if (seen.status !== 200) continue;
      const enough = seen.body.lines.every((line) => Number(line.available) >= qty);
      if (enough && seen.body.review.includes('credit_limit')) return { customer, lines, warehouse };
    }
  }
  throw new Error('no customer of the clerk would need a review');
}

export default async function orderToCash(its) {
  const clerk = await its.as('xiaoli');
  const { customer, lines } = await wanted(clerk);

  // Typed and pasted, without the mouse.
  await clerk.goto('/orders/new');
  await settle(clerk);
  await clerk.keyboard.type(customer.code, { delay: 20 });
  await clerk.getByRole('option').first().waitFor();
  await press(clerk, 'Enter');
  await settle(clerk);
  await paste(clerk, lines.map(({ sku, qty }) => `${sku}\t${qty}`).join('\n'));
  await settle(clerk);
  await its.shot(clerk, '1-typed');
  await press(clerk, 'Control+Enter');
  await clerk.waitForURL(/\/orders\/ord_/);
  await settle(clerk);
  const id = new URL(clerk.url()).pathname.split('/').at(-1);
  const order = () => ask(clerk, `/api/orders/${id}`);
  const { number } = await order();
  assert.equal((await order()).review_state, 'pending');
  await clerk.getByText(number).first().waitFor();

  // The manager finds it among what waits for him, sees why, and approves.
  const manager = await its.as('chenhao');
  await manager.goto('/tasks');
  await settle(manager);
  await manager.getByRole('row').getByText(number).click();
  const task = manager.getByRole('complementary', { name: '这一件' });
  await task.getByText('超出信用额度').first().waitFor();
  await its.shot(manager, '2-review');
  await task.getByRole('textbox').fill('老客户，同意');
  await task.getByRole('button', { name: '同意' }).click();
  await manager.getByText(`已同意 ${number}`).waitFor();
  assert.equal((await order()).state, 'confirmed');

  // The warehouse: release, one wrong scan, the right ones, out.
  const floor = await its.as('zhoulei');
  await findAndOpen(floor, number);
  if ((await order()).shipping_state === 'reserved') await floor.getByRole('button', { name: '下发仓库' }).click();
  await floor.getByText('已下发').first().waitFor();
  await floor.goto('/pick');
  await settle(floor);
  await scan(floor, number);
  await floor.waitForURL(/\/pick\/shp_/);
  await settle(floor);
  const shipment = new URL(floor.url()).pathname.split('/').at(-1);
  const other = (await ask(floor, '/api/stock?limit=100')).items.find((one) => !lines.some(({ sku }) => sku === (one.sku ?? one.sku_code)));
  await scan(floor, other.sku ?? other.sku_code);
  await floor.locator('[data-tone="wrong"]').waitFor();
  await its.shot(floor, '3-wrong-scan');
  for (const line of (await ask(floor, `/api/shipments/${shipment}`)).lines) {
    await scan(floor, `${line.qty}*`);
    await scan(floor, line.sku);
    await floor.locator('[data-tone="right"]').waitFor();
  }
  await its.shot(floor, '4-picked');
  await floor.keyboard.type('SF1234567890', { delay: 5 });
  await press(floor, 'Enter');
  await floor.waitForURL(/\/pick$/);
  assert.equal((await ask(floor, `/api/shipments/${shipment}`)).state, 'shipped');

  // It arrives.
  const dispatcher = await its.as('laowu');
  await dispatcher.goto(`/shipments/${shipment}`);
  await dispatcher.getByRole('button', { name: '登记签收' }).click();
  await dispatcher.getByRole('dialog').getByRole('button', { name: '全部签收' }).last().click();
  await dispatcher.getByText('已签收').first().waitFor();

  // The invoice made itself; the money comes.
  const finance = await its.as('qianli');
  const invoices = await ask(finance, `/api/invoices?filter=${encodeURIComponent(JSON.stringify(['order_number', 'eq', number]))}`);
  assert.equal(invoices.items.length, 1, 'what was shipped is invoiced once');
  await finance.goto(`/invoices/${invoices.items[0].id}`);
  await settle(finance);
  await its.shot(finance, '5-invoice');
  await finance.getByRole('button', { name: '登记收款' }).click();
  await finance.getByRole('dialog').getByRole('button', { name: '登记收款' }).click();
  await finance.getByText('已收款').or(finance.getByText('已付清')).or(finance.getByText('已结清')).first().waitFor();
  const end = await order();
  assert.deepEqual([end.state, end.shipping_state, end.billing_state], ['closed', 'delivered', 'paid']);

  // The clerk's page, never reloaded, tells it all.
  for (const told of ['审核：同意', '已关闭', '扫描被拒', '发出', '开票', '收款完成']) await clerk.getByText(told).first().waitFor({ timeout: 10_000 });
  await its.shot(clerk, '6-timeline');
}

/** A scanner types fast and ends with Enter. */
async function scan(page, code) {
  await page.keyboard.type(code, { delay: 3 });
  await press(page, 'Enter');
}

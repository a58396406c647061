// An order past its customer's limit: the manager gets a letter, opens its link on his phone without logging in, and says yes;
// the order goes on. At his desk he then finds that nothing is left to do, and what he was told.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ask, send } from '../hands.mjs';
import { settle } from '../browser.mjs';

/** An order of the clerk's that must be reviewed for its customer's limit. */
async function overTheLimit(clerk) {
  const goods = (await ask(clerk, '/api/stock?limit=500&sort=-available')).items.filter(({ lot }) => lot === '').slice(0, 3);
  const lines = goods.map((one) => ({ sku: one.sku ?? one.sku_code, qty: '60' }));
  for (const { code } of (await ask(clerk, '/api/customers?limit=100')).items) {
    const seen = await send(clerk, 'POST', '/api/orders/check', { customer: code, lines });
    if (seen.status !== 200 || !seen.body.review.includes('credit_limit')) continue;
    const made = await send(clerk, 'POST', '/api/orders', { customer: code, lines, upto: 'placed' });
    if (made.status === 201 && made.body.review_state === 'pending') return made.body;
  }
  throw new Error('no customer of the clerk would need a review');
}

async function hindrances(page) {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, help }) => `${id}: ${help}`);
}

const phone = { width: 390, height: 844 };

export default async function letter(its) {
  const clerk = await its.as('xiaoli');
  const order = await overTheLimit(clerk);
  const manager = await its.as('chenhao');
  const unread = async () => (await ask(manager, '/api/notices/counts')).unread;
  const bell = manager.getByRole('link', { name: /未读通知/ });
  await bell.waitFor();
  const before = await unread();

  const got = await its.letterTo('chenhao@yantian.example', order.number);
  assert.match(got.text, /超出信用额度/);
  assert.match(got.text, /同意或驳回/);
  const link = new URL(got.link);
  assert.equal(link.origin, new URL(its.baseUrl).origin);

  // On his phone, where he has never logged in.
  const his = await its.stranger('phone', phone);
  await his.goto(`${link.pathname}${link.hash}`);
  await his.getByText(order.number).waitFor();
  await his.getByText('超出信用额度').waitFor();
  await its.shot(his, '1-link');
  assert.deepEqual(await hindrances(his), []);
  const over = await his.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, 'nothing stands beyond the edge');

  // No asks why, and a word is wanted; he thinks better of it.
  await his.getByRole('button', { name: '驳回' }).click();
  await his.getByRole('button', { name: '驳回' }).click();
  await his.getByText('请写一句原因').waitFor();
  await its.shot(his, '2-why');
  assert.deepEqual(await hindrances(his), []);
  await his.getByRole('button', { name: '返回' }).click();

  // One touch.
  await his.getByRole('button', { name: '同意' }).click();
  await his.getByRole('heading', { name: '已同意' }).waitFor();
  await its.shot(his, '3-done');
  assert.deepEqual(await hindrances(his), []);
  const after = await ask(clerk, `/api/orders/${order.id}`);
  assert.equal(after.review_state, 'approved');

  // The same link again says what was decided; one that was cut says that.
  await his.reload();
  await his.getByRole('heading', { name: '已同意' }).waitFor();
  its.forgive(/404/);
  await his.goto('/a#zh.sdl_0000');
  await his.getByRole('heading', { name: '没有这个链接' }).waitFor();
  await its.shot(his, '4-unknown');

  // At his desk nothing about it is left unread.
  await manager.goto('/notices');
  await settle(manager);
  await manager.getByText(order.number).first().waitFor();
  assert.ok((await unread()) < before, 'what is done need not be read');
  await its.shot(manager, '5-notices');
  assert.deepEqual(await hindrances(manager), []);
  await manager.getByRole('button', { name: '全部标为已读' }).click();
  await manager.getByRole('link', { name: '通知', exact: true }).first().waitFor();
  assert.equal(await unread(), 0);
}

// A clerk sees the orders of her own; those of another department are not there for her, by list, search or address.
import assert from 'node:assert/strict';
import { ask, send } from '../hands.mjs';
import { settle } from '../browser.mjs';

export default async function permission(its) {
  const far = await its.as('xiaoyang');
  const theirs = (await ask(far, '/api/orders?limit=5')).items;
  assert.ok(theirs.length > 0, 'the other department has orders');
  const foreign = theirs[0];

  const clerk = await its.as('xiaoli');
  const mine = (await ask(clerk, '/api/orders?limit=500')).items;
  assert.ok(mine.length > 0, 'she has orders of her own');
  assert.ok(mine.every((order) => !theirs.some(({ id }) => id === order.id)));
  await clerk.goto('/orders');
  await settle(clerk);
  assert.equal(await clerk.getByText(foreign.number).count(), 0);
  assert.ok((await clerk.getByText(mine[0].number).count()) > 0);
  await its.shot(clerk, 'list');

  // Neither the search box nor the address lead there.
  const hits = (await ask(clerk, `/api/search?q=${foreign.number}`)).items;
  assert.deepEqual(hits.filter(({ kind }) => kind === 'order'), []);
  assert.equal((await send(clerk, 'GET', `/api/orders/${foreign.id}`)).status, 404);
  assert.equal((await send(clerk, 'POST', `/api/orders/${foreign.id}/cancel`, { reason: 'x' })).status, 404);
  its.forgive(/404/);
  await clerk.goto(`/orders/${foreign.id}`);
  await settle(clerk);
  assert.equal(await clerk.getByText(foreign.customer_name).count(), 0);
  await its.shot(clerk, 'not-hers');

  // Her manager sees hers, and not the other department's.
  const manager = await its.as('chenhao');
  assert.equal((await send(manager, 'GET', `/api/orders/${mine[0].id}`)).status, 200);
  assert.equal((await send(manager, 'GET', `/api/orders/${foreign.id}`)).status, 404);
}

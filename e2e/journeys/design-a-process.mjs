// Somebody who never drew a process makes one: big or deeply discounted orders go to the sales manager, very big ones
// also to finance, both within an hour, the rest straight on. The clicks are counted and stand in the documents.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { ask } from '../hands.mjs';
import { settle } from '../browser.mjs';

const TOLD = new URL('../../docs/how-to/design-a-process.md', import.meta.url);

/** Hands that only click and type, and count. */
function hands(page) {
  const counted = { clicks: 0, began: Date.now() };
  const click = async (locator) => {
    counted.clicks += 1;
    await locator.click();
  };
  // The icon of a button is part of its name.
  const button = (name, place = page) => click(place.getByRole('button', { name: new RegExp(`(^|\\s)${name}$`) }));
  return {
    counted,
    click,
    button,
    type: (text) => page.keyboard.type(text),
    choose: (name) => click(page.locator('.ant-select-dropdown:visible').getByText(name, { exact: true })),
    async add(slot, kind) {
      await click(slot);
      await click(page.getByRole('menuitem').filter({ hasText: kind }));
    },
  };
}

const cardOf = (page, text) => page.locator('[data-card]').filter({ hasText: text });
/** The plus right behind a card. */
const behind = (card) => card.locator('xpath=following::button[@data-slot][1]');

async function approval(page, { add, button }, slot, role) {
  await add(slot, '审批');
  await button(role);
  await button('1 小时');
}

export default async function designAProcess(its) {
  const page = await its.as('xiaolu');
  await page.goto('/processes');
  await settle(page);
  const newcomer = hands(page);
  const { button, choose, type, add, counted } = newcomer;

  await button('新建流程');
  await type('大单审批');
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/\/processes\/prc_/);

  await add(behind(cardOf(page, '发起')), '条件分支');
  await choose('订单.金额');
  await type('5万');
  await button('或另一组条件');
  await choose('订单.最大折扣');
  await type('15%');
  await cardOf(page, '金额 > 50,000 或 最大折扣 > 0.15').waitFor();
  await approval(page, newcomer, behind(cardOf(page, '金额 > 50,000')), '销售经理');
  await add(behind(cardOf(page, '销售经理 · 1 小时内')), '条件分支');
  await choose('订单.金额');
  await type('20万');
  await approval(page, newcomer, behind(cardOf(page, '金额 > 200,000')), '财务');
  await its.shot(page, 'list');
  await page.getByText('没有问题').waitFor();
  await button('发布');
  const dialog = page.getByRole('dialog');
  await type('大单和大折扣要人看');
  await button('发布', dialog);
  await page.getByText('第 1 版', { exact: true }).waitFor();

  const seconds = (Date.now() - counted.began) / 1000;
  console.log(`       ${counted.clicks} clicks, ${seconds.toFixed(0)} s by a machine`);
  const told = Number(/\*\*(\d+) clicks\*\*/.exec(await readFile(TOLD, 'utf8'))?.[1]);
  assert.equal(counted.clicks, told, 'the clicks told in docs/how-to/design-a-process.md');
  assert.ok(seconds < 180);

  await asFile(page);
  await walked(its, page);
  await asDiagram(its, page);
  await atTheSide(its, page);
}

/** What was drawn is what was meant. */
async function asFile(page) {
  const id = page.url().split('/').pop();
  const { bpmn, version } = await ask(page, `/api/processes/${id}`);
  assert.equal(version, 1);
  const conditions = [...bpmn.matchAll(/<bpmn:conditionExpression[^>]*>([^<]*)</g)].map(([, text]) => text).sort();
  assert.deepEqual(conditions, ['not(approved)', 'not(approved)', 'order.amount &gt; 200000', 'order.amount &gt; 50000 or order.discount_max &gt; 0.15']);
  const tasks = [...bpmn.matchAll(/<bpmn:userTask ([^>]*)>/g)].map(([, said]) => said);
  assert.equal(tasks.length, 2);
  assert.ok(tasks.every((said) => said.includes('shundan:deadline="PT1H"') && said.includes('shundan:kind="approval"')));
  assert.ok(tasks[0].includes('role:sales_manager') && tasks[1].includes('role:finance'));
}

/** A made-up order of 300,000 is asked of both, one after the other, and touches nothing. */
async function walked(its, page) {
  const { button, click } = hands(page);
  await button('走查');
  await button('假设的单据');
  await page.getByLabel('订单.金额', { exact: true }).last().fill('30万');
  const waits = (who) => page.getByText(new RegExp(`^等\\s+${who}$`));
  await waits('销售经理').waitFor();
  await button('同意');
  await waits('财务').waitFor();
  await its.shot(page, 'walk');
  await button('同意');
  await page.getByText('走完了').waitFor();
  await click(page.getByRole('button', { name: '走查' }));
  const id = page.url().split('/').pop();
  assert.equal((await ask(page, '/api/processes')).find((one) => one.id === id).running, 0);
}

/** Shown as a diagram and back again it is the same file. */
async function asDiagram(its, page) {
  await page.getByText('图', { exact: true }).click();
  await page.locator('[data-element-id^="approval_"]').first().waitFor();
  await its.shot(page, 'diagram');
  await page.getByText('列表', { exact: true }).click();
  await cardOf(page, '财务 · 1 小时内').waitFor();
  assert.equal(await page.getByText('有改动').count(), 0);
}

/** A reminder beside finance's approval, drawn in the list: it is in the file, and in the list again when one comes back. */
async function atTheSide(its, page) {
  const { button, add } = hands(page);
  await cardOf(page, '财务 · 1 小时内').click();
  await button('超时');
  await button('照常继续');
  await button('隔一段时间');
  const side = cardOf(page, '每隔 1 小时一次，共 3 次');
  await add(behind(side), '抄送');
  await button('销售内勤');
  await its.shot(page, 'side');
  const id = page.url().split('/').pop();
  await page.getByText('草稿已保存').waitFor();
  const { bpmn } = (await ask(page, `/api/processes/${id}`)).draft;
  assert.match(bpmn, /<bpmn:boundaryEvent [^>]*attachedToRef="approval_[^>]*cancelActivity="false"/);
  assert.match(bpmn, /<bpmn:timeCycle[^>]*>R3\/PT1H</);
  await page.reload();
  await side.click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Delete');
  await cardOf(page, '财务 · 1 小时内').waitFor();
  assert.equal(await side.count(), 0);
}

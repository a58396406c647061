// Which pictures the manual has: whose page, where, and what is clicked before it is taken.
import { settle } from '../browser.mjs';

const card = (page, id) => page.locator(`[data-card="${id}"]`);

export const pictures = [
  {
    name: 'inbox',
    as: 'wangmin',
    at: () => '/tasks',
    async then(page) {
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
    },
  },
  { name: 'inbox-phone', as: 'wangmin', at: () => '/tasks', width: 390, height: 700 },
  { name: 'board', as: 'wangmin', at: () => '/orders/board' },
  {
    name: 'designer',
    as: 'xiaolu',
    at: ({ process }) => `/processes/${process}`,
    height: 900,
    async then(page) {
      await card(page, 'manager').click();
    },
  },
  {
    name: 'designer-choice',
    as: 'xiaolu',
    at: ({ process }) => `/processes/${process}`,
    async then(page) {
      await card(page, 'is_big').click();
    },
  },
  {
    name: 'walk',
    as: 'xiaolu',
    at: ({ process }) => `/processes/${process}`,
    async then(page, t) {
      await page.getByRole('button', { name: t('走查', 'Walk through') }).click();
      await page.getByRole('button', { name: t('假设的单据', 'A made-up document') }).click();
      await page.getByLabel(t('订单.金额', 'Order.amount'), { exact: false }).last().fill('300000');
      await settle(page);
    },
  },
  {
    name: 'diagram',
    as: 'xiaolu',
    at: ({ process }) => `/processes/${process}`,
    async then(page, t) {
      await page.getByText(t('图', 'Diagram'), { exact: true }).click();
      await page.locator('[data-element-id="manager"]').first().click();
    },
  },
  { name: 'decision-table', as: 'xiaolu', at: ({ table }) => `/decision-tables/${table}` },
  {
    name: 'incidents',
    as: 'xiaolu',
    at: () => '/incidents',
    async then(page) {
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
    },
  },
  { name: 'calendar', as: 'admin', at: ({ calendar }) => `/settings/calendars/${calendar}`, height: 900 },
  { name: 'absence', as: 'wangmin', at: () => '/absences' },
];

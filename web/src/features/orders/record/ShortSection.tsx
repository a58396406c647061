/** The goods do not reach: for each line what could be done, with its figures, and one button to do it all. */
import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';
import { compareDecimals } from '@/lib/decimal';
import { dayOf, formatQty } from '@/lib/format';
import type { OrderView } from '@/features/orders/entry/entry';
import { type Runner, type ShortDecision, resolveShort } from '@/features/orders/record/commands';
import { parseDay } from '@/ui/grid/day';
import { Lookup } from '@/ui/Lookup';
import type { Option } from '@/ui/lookup';
import { Section } from '@/ui/RecordPage';
import { skuSource } from '@/ui/sources';
import css from './Record.module.css';

type ShortLine = components['schemas']['ShortLine'];
type ShortAction = ShortDecision['action'];

interface Choice {
  action: ShortAction;
  warehouse?: string;
  sku?: Option | null;
  day?: string;
}

/** Decided enough to be sent. */
function isWhole(choice: Choice | undefined): choice is Choice {
  if (!choice) return false;
  if (choice.action === 'substitute') return choice.sku != null;
  if (choice.action === 'date') return choice.day !== undefined && parseDay(choice.day, dayOf(new Date())) !== null;
  return true;
}

function decisionOf(line: ShortLine, choice: Choice): ShortDecision {
  return {
    line: line.line,
    action: choice.action,
    ...(choice.action === 'warehouse' && choice.warehouse !== undefined ? { warehouse: choice.warehouse } : {}),
    ...(choice.action === 'substitute' && choice.sku ? { sku: choice.sku.value } : {}),
    ...(choice.action === 'date' && choice.day !== undefined ? { requested_on: parseDay(choice.day, dayOf(new Date())) } : {}),
  };
}

const enough = (line: ShortLine) => line.elsewhere.filter(({ available }) => compareDecimals(available, line.wanted) >= 0);

export function ShortSection({ order, runner }: { order: OrderView; runner: Runner }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const asks = order.allowed_actions.includes('resolve_short');
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const { data: lines = [] } = useQuery({
    queryKey: ['order', order.id, 'shortage', order.revision],
    queryFn: ({ signal }) => ok(api.GET('/api/orders/{id}/shortage', { params: { path: { id: order.id } }, signal })),
    enabled: asks,
  });
  if (!asks) return null;
  const left = lines.filter((line) => !isWhole(choices[line.line])).length;
  const choose = (line: ShortLine, choice: Choice) => setChoices((now) => ({ ...now, [line.line]: choice }));
  const all = (action: ShortAction) =>
    setChoices(Object.fromEntries(lines.map((line) => [line.line, { action: line.options.includes(action) ? action : 'backorder' } satisfies Choice])));
  const decide = async () => {
    const decisions = lines.flatMap((line) => {
      const choice = choices[line.line];
      return isWhole(choice) ? [decisionOf(line, choice)] : [];
    });
    if (await runner.run(resolveShort(decisions))) void message.success(t('order.done.short'));
  };
  return (
    <Section
      title={t('order.short.title', { count: lines.length })}
      extra={
        <span className={css.allButtons}>
          <Button size="small" onClick={() => all('backorder')}>
            {t('order.short.allBackorder')}
          </Button>
          {lines.some(({ options }) => options.includes('part')) && (
            <Button size="small" onClick={() => all('part')}>
              {t('order.short.allPart')}
            </Button>
          )}
        </span>
      }
    >
      <div id="order-short" className={css.short}>
        {lines.map((line) => (
          <ShortRow key={line.line} line={line} name={order.lines.find(({ id }) => id === line.line)?.name ?? ''} choice={choices[line.line]} choose={(choice) => choose(line, choice)} />
        ))}
        <div className={css.shortFoot}>
          <Button type="primary" disabled={left > 0 || lines.length === 0 || runner.busy} onClick={() => void decide()}>
            {t('order.short.decide')}
          </Button>
          {left > 0 && <span className={css.quiet}>{t('order.short.left', { count: left })}</span>}
        </div>
      </div>
    </Section>
  );
}

function ShortRow({ line, name, choice, choose }: { line: ShortLine; name: string; choice: Choice | undefined; choose: (choice: Choice) => void }) {
  const { t } = useTranslation();
  const first = (action: ShortAction): Choice => {
    if (action === 'warehouse') return { action, ...(enough(line)[0] ? { warehouse: enough(line)[0]?.warehouse_id } : {}) } as Choice;
    if (action === 'date') return { action, day: line.promised_on ?? '' };
    return { action };
  };
  return (
    <div className={css.shortRow}>
      <div className={css.shortFacts}>
        <b className="num">{`${String(line.line_no)} · ${line.sku}`}</b> <span className={css.shortName}>{name}</span>
        <div className={css.shortFigures}>
          <span>{t('order.fact.short', { wanted: formatQty(line.wanted), available: formatQty(line.available) })}</span>
          {line.elsewhere.map((other) => (
            <span key={other.warehouse_id}>{t('entry.place', { name: other.name, qty: formatQty(other.available) })}</span>
          ))}
          <span>
            {line.promised_on != null
              ? t('entry.wholeOn', { day: line.promised_on })
              : line.next_receipt_on != null
                ? t('entry.nextReceipt', { day: line.next_receipt_on, qty: formatQty(line.next_receipt_qty ?? '0') })
                : t('entry.noReceipt')}
          </span>
        </div>
      </div>
      <div className={css.shortChoice} role="radiogroup" aria-label={t('order.short.of', { line: line.line_no, sku: line.sku })}>
        {line.options.map((action) => (
          <button key={action} type="button" role="radio" aria-checked={choice?.action === action} className={css.option} onClick={() => choose(first(action))}>
            {action === 'part' ? t('order.short.part', { qty: formatQty(line.available) }) : t(`order.short.${action}`)}
          </button>
        ))}
        {choice?.action === 'warehouse' && (
          <Select
            size="small"
            aria-label={t('orders.warehouse')}
            value={choice.warehouse ?? ''}
            options={enough(line).map((other) => ({ value: other.warehouse_id, label: t('entry.place', { name: other.name, qty: formatQty(other.available) }) }))}
            onChange={(warehouse) => choose({ ...choice, warehouse })}
          />
        )}
        {choice?.action === 'substitute' && (
          <span className={css.substitute}>
            <Lookup source={skuSource} value={choice.sku ?? null} onChange={(sku) => choose({ ...choice, sku })} ariaLabel={t('entry.sku')} autoFocus />
          </span>
        )}
        {choice?.action === 'date' && (
          <Input size="small" className={css.day} aria-label={t('orders.requestedOn')} placeholder={t('entry.dayHint')} value={choice.day ?? ''} onChange={(event) => choose({ ...choice, day: event.target.value })} />
        )}
      </div>
    </div>
  );
}

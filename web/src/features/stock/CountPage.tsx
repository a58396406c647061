/** One count: enter what was found by scanning or typing, then post the differences. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Segmented, Select } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { components } from '@/api/schema';
import { asProblem } from '@/api/problem';
import { useLocations } from '@/api/refs';
import { addDecimals } from '@/lib/decimal';
import { CountLines } from '@/features/stock/CountLines';
import { differs, summaryOf, targetOf } from '@/features/stock/counting';
import type { Scanned } from '@/features/stock/lines';
import { cancelCount, type CountLine, enterCount, postCount, readCount } from '@/features/stock/rows';
import { ScanField } from '@/features/stock/ScanField';
import type { Action } from '@/ui/action';
import { NameText } from '@/ui/NameText';
import { RecordPage, RecordWait } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { QtyText, TimeText } from '@/ui/texts';
import css from './Stock.module.css';

type Found = components['schemas']['FoundLine'];
type Shown = 'all' | 'todo' | 'different';

/** Entries are sent one after another, so that two fast scans of one thing are two. */
function useEnter(id: string) {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const line = useRef(Promise.resolve());
  return (found: () => Found) => {
    line.current = line.current.then(async () => {
      try {
        queries.setQueryData(['stock', 'count', id], await enterCount(id, [found()]));
      } catch (error) {
        void message.error(asProblem(error).text);
      }
    });
    return line.current;
  };
}

export function CountPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const queries = useQueryClient();
  const { modal } = App.useApp();
  const [problem, setProblem] = useState<unknown>(null);
  const [shown, setShown] = useState<Shown>('all');
  const [location, setLocation] = useState('');
  const { data: count, error, refetch, isFetching } = useQuery({ queryKey: ['stock', 'count', id], queryFn: ({ signal }) => readCount(id, signal) });
  const locations = useLocations(count?.warehouse_id ?? null);
  const enter = useEnter(id);
  if (!count) return <RecordWait error={error} again={() => void refetch()} />;

  const open = count.allowed_actions.includes('enter');
  const summary = summaryOf(count.lines);
  const latest = () => queries.getQueryData<typeof count>(['stock', 'count', id])?.lines ?? count.lines;
  const put = (line: CountLine, qty: string) => enter(() => ({ location_id: line.location_id, sku: line.sku_id, lot: line.lot, qty }));
  const scan = ({ option, qty }: Scanned): string | undefined => {
    const target = targetOf(latest(), option.value, location);
    if ('problem' in target) return t(`stock.scanProblem.${target.problem}`, { sku: option.code });
    if ('location' in target) void enter(() => ({ location_id: target.location, sku: option.value, lot: '', qty }));
    else {
      const { line } = target;
      // Read when it is this scan's turn: the one before may have counted the same.
      void enter(() => {
        const now = latest().find((one) => one.id === line.id) ?? line;
        return { location_id: line.location_id, sku: line.sku_id, lot: line.lot, qty: addDecimals(now.qty_counted ?? '0', qty) };
      });
    }
    return undefined;
  };

  const run = async (command: () => Promise<unknown>) => {
    setProblem(null);
    try {
      await command();
      await queries.invalidateQueries({ queryKey: ['stock'] });
    } catch (failure) {
      setProblem(failure);
    }
  };
  const askPost = () =>
    modal.confirm({
      title: t('stock.postAsk', { number: count.number }),
      content: t('stock.postText', { counted: summary.counted, lines: summary.lines, different: summary.different, more: summary.more, less: summary.less }),
      okText: t('stock.post'),
      cancelText: t('stock.countOn'),
      onOk: () => run(() => postCount(count.id, latestRevision())),
    });
  const latestRevision = () => queries.getQueryData<typeof count>(['stock', 'count', id])?.revision ?? count.revision;

  const actions: Action[] = [];
  if (count.allowed_actions.includes('post')) {
    actions.push({ id: 'post', label: t('stock.post'), primary: true, shortcut: 'mod+enter', blocked: summary.counted === 0 ? t('stock.nothingCounted') : undefined, run: askPost });
  }
  if (count.allowed_actions.includes('cancel')) actions.push({ id: 'cancel', label: t('stock.countCancel'), danger: true, run: () => run(() => cancelCount(count.id, latestRevision())) });

  const lines = count.lines
    .filter((line) => location === '' || line.location_id === location)
    .filter((line) => shown === 'all' || (shown === 'todo' ? line.qty_counted == null : differs(line)));
  return (
    <RecordPage
      kind={t('stock.counts')}
      number={count.number}
      listPath="/stock/counts"
      tags={<StateTag state={count.state} kind="count" />}
      summary={[
        { label: t('stock.progress'), value: `${String(summary.counted)} / ${String(summary.lines)}` },
        { label: t('stock.different'), value: summary.different },
        { label: t('stock.moreLess'), value: <><QtyText qty={`${summary.more}`} />{' / '}<QtyText qty={summary.less} /></> },
        { label: t('stock.startedBy'), value: <NameText id={count.started_by} /> },
        { label: t('stock.startedAt'), value: <TimeText at={count.started_at} /> },
        ...(count.note === '' ? [] : [{ label: t('stock.note'), value: count.note }]),
      ]}
      actions={actions}
      problem={problem}
      busy={isFetching}
    >
      <div className={css.head}>
        {open && <ScanField onScan={scan} autoFocus />}
        <Select
          aria-label={t('stock.location')}
          value={location}
          onChange={setLocation}
          options={[{ value: '', label: t('stock.everywhere') }, ...(locations ?? []).filter(({ kind }) => kind === 'storage').map(({ id: value, code }) => ({ value, label: code }))]}
        />
        <Segmented<Shown>
          value={shown}
          onChange={setShown}
          options={(['all', 'todo', 'different'] as const).map((value) => ({ value, label: t(`stock.shown.${value}`) }))}
        />
      </div>
      <CountLines lines={lines} locations={locations ?? []} {...(open ? { put } : {})} />
    </RecordPage>
  );
}

/** What a step waits for, or what leads away from its side: a time, an event, a refusal. */
import { AutoComplete, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDesk } from '@/features/process/designer/context';
import { FeelField } from '@/features/process/panel/FeelField';
import { Chips, Field } from '@/features/process/panel/Parts';
import { SpanField } from '@/features/process/panel/SpanField';
import { withOurs } from '@/features/process/said/texts';
import { type ErrorCode, nothingKept, type Said, type Trigger } from '@/features/process/tree/model';
import { readCycle, writeCycle } from '@/features/process/words';
import css from './Panel.module.css';

/** What may start or wake a case: the events of its document. */
export function EventSelect({ label, value, onChange }: { label: string; value: string; onChange: (event: string) => void }) {
  const { t } = useTranslation();
  const { offer, subject } = useDesk();
  const events = offer?.subjects.find(({ kind }) => kind === subject)?.events ?? [];
  const options = [...new Set([...events, ...(value === '' ? [] : [value])])].map((event) => ({ value: event, label: t(`event.${event}`, { defaultValue: event }) }));
  return <Select aria-label={label} placeholder={t('process.start.chooseEvent')} showSearch={{ optionFilterProp: 'label' }} value={value === '' ? null : value} options={options} onChange={onChange} />;
}

/** Messages of one name are one element of the file. */
export const messageOfEvent = (event: string) => ({ id: `message_${event.replace(/[^\p{L}\p{N}_.-]/gu, '_')}`, name: event, kept: nothingKept() });

const errorOf = (code: string): ErrorCode | null => (code === '' ? null : { id: `error_${code.replace(/[^\p{L}\p{N}_.-]/gu, '_')}`, name: code, code, kept: nothingKept() });

export const WAITS: Trigger['for'][] = ['working', 'duration', 'date', 'message'];
const USUAL = ['PT30M', 'PT1H', 'PT4H', 'P1D', 'P3D'];
const START: Record<Trigger['for'], string> = { working: 'PT1H', duration: 'PT1H', date: '', message: '', cycle: 'R3/PT1H', error: '' };
const FEEL = /^=\s?/;

interface TriggerProps {
  kinds: Trigger['for'][];
  label: string;
  on: Trigger;
  onChange: (on: Trigger, by?: string) => void;
}

/** Another kind begins anew: what the old one said does not fit it. */
function begun(kind: Trigger['for']): Trigger {
  if (kind === 'error') return { for: 'error', error: null, attrs: [] };
  return { for: kind, text: START[kind], message: kind === 'message' ? messageOfEvent('') : null, attrs: [], textAttrs: [] };
}

export function TriggerFields({ kinds, label, on, onChange }: TriggerProps) {
  const { t } = useTranslation();
  return (
    <>
      <Field label={label} first>
        <Chips label={label} options={kinds.map((value) => ({ value, label: t(`process.wait.${value}`) }))} value={on.for} onChange={(next) => next !== on.for && onChange(begun(next))} />
      </Field>
      {on.for === 'error' ? <ErrorField error={on.error} onChange={(error) => onChange({ ...on, error }, 'error')} /> : <WaitFields on={on} onChange={onChange} />}
    </>
  );
}

type Waits = Exclude<Trigger, { for: 'error' }>;

function WaitFields({ on, onChange }: { on: Waits; onChange: TriggerProps['onChange'] }) {
  const { t } = useTranslation();
  const put = (next: Partial<Waits>) => onChange({ ...on, ...next }, 'wait');
  switch (on.for) {
    case 'working':
    case 'duration':
      return <SpanField label={t('process.wait.span')} usual={USUAL} optional={false} value={on.text} onChange={(text) => put({ text })} />;
    case 'cycle':
      return <CycleField text={on.text} onChange={(text) => put({ text })} />;
    case 'date':
      return (
        <Field label={t('process.wait.until')} hint={t('process.wait.untilHelp')}>
          <FeelField label={t('process.wait.until')} value={on.text.replace(FEEL, '')} onChange={(text) => put({ text: text === '' ? '' : `= ${text}` })} />
        </Field>
      );
    case 'message':
      return (
        <Field label={t('process.wait.event')}>
          <EventSelect label={t('process.wait.event')} value={on.message?.name ?? ''} onChange={(event) => onChange({ ...on, message: messageOfEvent(event) })} />
        </Field>
      );
  }
}

/** Again and again: how far apart, and how often. */
function CycleField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const cycle = readCycle(text);
  if (!cycle) return <Input aria-label={t('process.wait.cycle')} value={text} onChange={(event) => onChange(event.target.value)} />;
  return (
    <>
      <SpanField label={t('process.side.every')} usual={USUAL} optional={false} feel={false} value={cycle.span} onChange={(span) => onChange(writeCycle({ ...cycle, span }))} />
      <Field label={t('process.side.times')} hint={t('process.side.timesHelp')}>
        <InputNumber style={{ width: 90 }} aria-label={t('process.side.times')} min={1} max={9999} precision={0} value={cycle.times} onChange={(times) => onChange(writeCycle({ ...cycle, times }))} />
      </Field>
    </>
  );
}

/** The code of the refusal that is meant; none means any. */
function ErrorField({ error, onChange }: { error: ErrorCode | null; onChange: (error: ErrorCode | null) => void }) {
  const { t } = useTranslation();
  return (
    <Field label={t('process.side.error')} hint={t('process.side.errorHelp')}>
      <AutoComplete
        aria-label={t('process.side.error')}
        placeholder={t('process.side.anyError')}
        allowClear
        value={error?.code ?? ''}
        options={USUAL_REFUSALS.map((value) => ({ value, label: `${t(`process.side.refusals.${value}`)} · ${value}` }))}
        onChange={(code: string | undefined) => onChange(errorOf((code ?? '').trim()))}
      />
    </Field>
  );
}

/** What services about orders refuse most; any other code can be typed. */
const USUAL_REFUSALS = ['on_hold', 'stock_short', 'wrong_state'];

/** Of which document an event is told. */
export function KeyField({ said, onChange }: { said: Said; onChange: (next: Pick<Said, 'ours'>) => void }) {
  const { t } = useTranslation();
  return (
    <Field label={t('process.wait.key')} hint={t('process.wait.keyHelp')}>
      <Input className={css.code ?? ''} aria-label={t('process.wait.key')} value={said.ours['key'] ?? ''} onChange={(event) => onChange({ ours: withOurs(said.ours, { key: event.target.value }) })} />
    </Field>
  );
}

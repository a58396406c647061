/** What is asked of another system: over which connection, by which method, and what is kept of the answer. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/api/session';
import { useDesk } from '@/features/process/designer/context';
import { Chips, Field } from '@/features/process/panel/Parts';
import type { Mapping } from '@/features/process/tree/model';
import { codedName } from '@/features/process/words';
import css from './Panel.module.css';

export function ConnectionField({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const { t } = useTranslation();
  const { offer } = useDesk();
  const mayMake = useMay()('connection.write');
  const options = (offer?.connections ?? []).map((one) => ({ value: one.code, label: codedName(one) }));
  const none = mayMake ? <Link to="/settings/connections">{t('process.outside.make')}</Link> : t('process.outside.none');
  return (
    <Field label={t('process.outside.connection')} hint={options.length === 0 ? none : undefined}>
      <Select aria-label={t('process.outside.connection')} placeholder={t('process.outside.choose')} showSearch={{ optionFilterProp: 'label' }} value={value === '' ? null : value} options={options} onChange={onChange} />
    </Field>
  );
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What is written as a text is chosen by one click; an expression stays as it is written. */
export function MethodField({ label, source, onChange }: { label: string; source: string; onChange: (source: string) => void }) {
  const said = /^=\s*"(\w+)"$/.exec(source)?.[1]?.toUpperCase() ?? (source === '' ? 'GET' : null);
  return (
    <Field label={label} hint={said === null ? <code>{source}</code> : undefined}>
      <Chips label={label} options={METHODS.map((value) => ({ value, label: value }))} value={said} onChange={(method) => onChange(`= "${method}"`)} />
    </Field>
  );
}

const NAME = /[^\p{L}\p{N}_]/gu;
const FEEL = /^=\s?/;
const IS = '=';
const ANSWER_LIKE = 'answer.number';

/** What later steps may speak of. A row that says nothing yet stays on the page and is not written. */
export function ResultsEditor({ outputs, onChange }: { outputs: Mapping[]; onChange: (outputs: Mapping[], by: string) => void }) {
  const { t } = useTranslation();
  const { mayWrite } = useDesk();
  const [draft, setDraft] = useState<Mapping[] | null>(null);
  const written = (rows: Mapping[]) => rows.filter(({ target, source }) => target !== '' && source.replace(FEEL, '').trim() !== '');
  const rows = draft !== null && JSON.stringify(written(draft)) === JSON.stringify(outputs) ? draft : outputs;
  const put = (next: Mapping[], by: string) => {
    setDraft(next);
    onChange(written(next), by);
  };
  return (
    <Field label={t('process.outside.keep')} hint={rows.length === 0 ? t('process.outside.keepAll') : undefined}>
      {rows.map((row, index) => (
        <div key={index} className={css.row}>
          <Input className={css.grow ?? ''} aria-label={t('process.outside.as')} placeholder={t('process.outside.as')} value={row.target} onChange={(event) => put(rows.with(index, { ...row, target: event.target.value.replace(NAME, '') }), `out-${String(index)}`)} />
          <span>{IS}</span>
          <Input className={css.grow ?? ''} aria-label={t('process.outside.from')} placeholder={ANSWER_LIKE} value={row.source.replace(FEEL, '')} onChange={(event) => put(rows.with(index, { ...row, source: `= ${event.target.value}` }), `out-${String(index)}`)} />
          <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('common.delete')} onClick={() => put(rows.toSpliced(index, 1), 'out')} />
        </div>
      ))}
      {mayWrite && (
        <div>
          <Button type="link" size="small" icon={<PlusOutlined />} onClick={() => put([...rows, { target: '', source: '' }], 'out')}>
            {t('process.outside.keepOne')}
          </Button>
        </div>
      )}
    </Field>
  );
}

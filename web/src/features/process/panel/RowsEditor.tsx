/** Rights on fields, and the answers of a task: short tables. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '@/features/process/designer/context';
import { Field } from '@/features/process/panel/Parts';
import { type FieldRight, type Outcome, readOutcomes, readRights, type Right, writeOutcomes, writeRights } from '@/features/process/said/texts';
import { titleOf } from '@/features/process/words';
import css from './Panel.module.css';

interface TextProps {
  value: string | undefined;
  onChange: (value: string) => void;
}

/** Rows that say nothing yet stay on the page and are not written. */
function useRows<T>(read: T[], write: (rows: T[]) => string, onChange: (value: string) => void) {
  const [draft, setDraft] = useState<T[] | null>(null);
  const shown = draft !== null && write(draft) === write(read) ? draft : read;
  const put = (rows: T[]) => {
    setDraft(rows);
    onChange(write(rows));
  };
  return { rows: shown, put };
}

function Rows({ label, hint, add, count, more, children }: { label: string; hint: string; add: string; count: number; more: () => void; children: React.ReactNode }) {
  const { mayWrite } = useDesk();
  return (
    <Field label={label} hint={count === 0 ? hint : undefined}>
      {children}
      {mayWrite && (
        <div>
          <Button type="link" size="small" icon={<PlusOutlined />} onClick={more}>
            {add}
          </Button>
        </div>
      )}
    </Field>
  );
}

const RIGHTS: Right[] = ['write', 'must', 'read', 'hidden'];

export function RightsEditor({ value, onChange }: TextProps) {
  const { t } = useTranslation();
  const { fields, subject } = useDesk();
  const { rows, put } = useRows<FieldRight>(readRights(value), writeRights, onChange);
  // Rights name the document's own fields, without the document.
  const options = fields.filter(({ key }) => key.startsWith(`${subject}.`)).map((field) => ({ value: field.key.replace(`${subject}.`, ''), label: titleOf(field) }));
  return (
    <Rows label={t('process.rights.label')} hint={t('process.rights.help')} add={t('process.rights.add')} count={rows.length} more={() => put([...rows, { field: '', right: 'read' }])}>
      {rows.map((row, index) => (
        <div key={index} className={css.row}>
          <Select className={css.grow ?? ''} aria-label={t('process.rights.field')} placeholder={t('process.rights.field')} showSearch={{ optionFilterProp: 'label' }} value={row.field === '' ? null : row.field} options={options} onChange={(field: string) => put(rows.with(index, { ...row, field }))} />
          <Select style={{ width: 100 }} aria-label={t('process.rights.right')} value={row.right} options={RIGHTS.map((right) => ({ value: right, label: t(`process.rights.${right}`) }))} onChange={(right) => put(rows.with(index, { ...row, right }))} />
          <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('common.delete')} onClick={() => put(rows.toSpliced(index, 1))} />
        </div>
      ))}
    </Rows>
  );
}

export function OutcomesEditor({ value, onChange }: TextProps) {
  const { t } = useTranslation();
  const { rows, put } = useRows<Outcome>(readOutcomes(value), writeOutcomes, onChange);
  const code = () => {
    let number = rows.length + 1;
    while (rows.some((row) => row.code === `answer_${String(number)}`)) number += 1;
    return `answer_${String(number)}`;
  };
  return (
    <Rows label={t('process.outcomes.label')} hint={t('process.outcomes.help')} add={t('process.outcomes.add')} count={rows.length} more={() => put([...rows, { code: code(), zh: '', en: '' }])}>
      {rows.map((row, index) => (
        <div key={index} className={css.row}>
          <Input className={css.grow ?? ''} aria-label={t('process.outcomes.zh')} placeholder={t('process.outcomes.zh')} value={row.zh} onChange={(event) => put(rows.with(index, { ...row, zh: event.target.value.replace(/[;|]/g, '') }))} />
          <Input className={css.grow ?? ''} aria-label={t('process.outcomes.en')} placeholder={t('process.outcomes.en')} value={row.en} onChange={(event) => put(rows.with(index, { ...row, en: event.target.value.replace(/[;|]/g, '') }))} />
          <Input className={css.grow ?? ''} aria-label={t('process.outcomes.code')} placeholder={t('process.outcomes.code')} value={row.code} onChange={(event) => put(rows.with(index, { ...row, code: event.target.value.replace(/[^\w-]/g, '') }))} />
          <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('common.delete')} onClick={() => put(rows.toSpliced(index, 1))} />
        </div>
      ))}
    </Rows>
  );
}

/** Who does it: roles at one click, everybody else by a line of their own. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '@/features/process/designer/context';
import { FeelField } from '@/features/process/panel/FeelField';
import { Chips, Field } from '@/features/process/panel/Parts';
import { loginSource } from '@/features/process/panel/sources';
import { isOpen, readWho, type Who, type Whose, writeWho } from '@/features/process/said/who';
import { nameOf } from '@/features/process/names';
import { allSteps } from '@/features/process/tree/model';
import { codedName, titleOf } from '@/features/process/words';
import { Lookup } from '@/ui/Lookup';
import css from './Panel.module.css';

interface WhoEditorProps {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
  /** The step it is for: `did` names others. */
  step: string;
  first?: boolean;
}

const WHOSE: Whose[] = ['role', 'user', 'head', 'manager', 'starter', 'previous', 'did', 'field', 'table', 'feel'];
const START: Record<'head' | 'manager' | 'starter', Who> = {
  head: { is: 'head', of: '', level: 0 },
  manager: { is: 'manager', of: '', level: 1 },
  starter: { is: 'starter', of: '', level: 0 },
};

/** What is half said stays here until it is whole: an empty role is nobody. */
export function WhoEditor({ label, value, onChange, step, first = false }: WhoEditorProps) {
  const { t } = useTranslation();
  const { offer, mayWrite } = useDesk();
  const [draft, setDraft] = useState<Who[] | null>(null);
  const rows = draft ?? readWho(value);
  const put = (next: Who[]) => {
    const whole = next.filter((who) => !isOpen(who));
    setDraft(whole.length === next.length ? null : next);
    onChange(writeWho(whole));
  };
  const quick = [...(offer?.roles ?? []).map((role) => ({ value: `role:${role.code}`, label: codedName(role) })), ...(['manager', 'head', 'starter'] as const).map((is) => ({ value: is, label: t(`process.who.${is}`) }))];
  return (
    <Field label={label} first={first} hint={rows.length > 1 ? t('process.who.allOfThem') : undefined}>
      {rows.length === 0 && mayWrite ? (
        <>
          <Chips label={label} options={quick} value={null} onChange={(text) => put(readWho(text))} />
          <div>
            <Button type="link" size="small" onClick={() => put([{ is: 'user', of: '', level: 0 }])}>
              {t('process.who.other')}
            </Button>
          </div>
        </>
      ) : (
        rows.map((who, index) => (
          // Lines have no name of their own; they are only ever changed in place, added last or taken away.
          <WhoRow key={`${String(index)}-${who.is}`} who={who} step={step} put={(next) => put(rows.with(index, next))} drop={() => put(rows.toSpliced(index, 1))} />
        ))
      )}
      {rows.length > 0 && mayWrite && (
        <div>
          <Button type="link" size="small" icon={<PlusOutlined />} onClick={() => put([...rows, { is: 'role', of: '', level: 0 }])}>
            {t('process.who.more')}
          </Button>
        </div>
      )}
    </Field>
  );
}

interface WhoRowProps {
  who: Who;
  step: string;
  put: (who: Who) => void;
  drop: () => void;
}

function WhoRow({ who, step, put, drop }: WhoRowProps) {
  const { t } = useTranslation();
  const { offer } = useDesk();
  const known = WHOSE.filter((is) => is !== 'table' || is === who.is || (offer?.tables ?? []).length > 0);
  const options = known.map((is) => ({ value: is, label: t(`process.who.${is}`) }));
  const change = (is: Whose) => put(is in START ? START[is as keyof typeof START] : { is, of: '', level: 0 });
  const wide = who.is === 'feel';
  return (
    <div className={css.field}>
      <div className={css.row}>
        <Select className={wide ? css.grow ?? '' : ''} style={wide ? {} : { width: 112 }} aria-label={t('process.who.kind')} value={who.is} options={options} popupMatchSelectWidth={false} onChange={change} />
        {!wide && (
          <span className={css.grow}>
            <OfField who={who} step={step} put={put} />
          </span>
        )}
        <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('common.delete')} onClick={drop} />
      </div>
      {wide && <FeelField label={t('process.who.feel')} value={who.of} onChange={(of) => put({ ...who, of })} />}
    </div>
  );
}

function OfField({ who, step, put }: Omit<WhoRowProps, 'drop'>) {
  const { t } = useTranslation();
  const { offer, fields, tree, people } = useDesk();
  const choose = (of: string) => put({ ...who, of });
  const select = (label: string, options: { value: string; label: string }[]) => (
    <Select
      style={{ width: '100%' }}
      aria-label={label}
      placeholder={label}
      showSearch={{ optionFilterProp: 'label' }}
      value={who.of === '' ? null : who.of}
      options={options}
      onChange={choose}
    />
  );
  switch (who.is) {
    case 'role':
      return select(t('process.who.chooseRole'), (offer?.roles ?? []).map((role) => ({ value: role.code, label: codedName(role) })));
    case 'table':
      return select(t('process.who.chooseTable'), (offer?.tables ?? []).map(({ code, name }) => ({ value: code, label: name })));
    case 'field':
      return select(t('process.who.chooseField'), fields.filter(({ kind }) => kind === 'string').map((field) => ({ value: field.key, label: titleOf(field) })));
    case 'did': {
      const tasks = tree ? allSteps(tree.steps).filter((one) => one.element === 'userTask' && one.id !== step) : [];
      // In the diagram the list may not be there to choose from.
      if (!tree) return <Input aria-label={t('process.who.chooseStep')} value={who.of} onChange={(event) => choose(event.target.value)} />;
      return select(t('process.who.chooseStep'), tasks.map((one) => ({ value: one.id, label: nameOf(one) || one.id })));
    }
    case 'user':
      return <Lookup source={loginSource} ariaLabel={t('process.who.user')} placeholder={t('process.who.findPerson')} value={who.of === '' ? null : { value: who.of, label: people.get(who.of) ?? who.of }} onChange={(option) => choose(option?.value ?? '')} />;
    case 'head':
    case 'manager':
      return (
        <span className={css.row}>
          <InputNumber style={{ width: 72 }} aria-label={t('process.who.level')} min={who.is === 'head' ? 0 : 1} max={9} precision={0} value={who.level} onChange={(level) => put({ ...who, level: level ?? 0 })} />
          <span className={css.hint}>{t(`process.who.${who.is}Level`)}</span>
        </span>
      );
    default:
      return null;
  }
}

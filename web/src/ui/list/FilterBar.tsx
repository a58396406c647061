/** The filter line: search, the usual fields, whatever else is set, and the rest behind "more". */
import { CloseOutlined, DownOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Dropdown, Popover } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDebounced } from '@/lib/debounce';
import { useShortcuts } from '@/lib/keys';
import { describeChip, putChip } from '@/ui/list/filter';
import type { Chip, FilterField } from '@/ui/list/model';
import { ValueEditor } from '@/ui/list/ValueEditor';
import css from './FilterBar.module.css';

interface FilterBarProps {
  fields: FilterField[];
  chips: Chip[];
  q: string;
  /** What the search field says; without it there is none. */
  placeholder: string | undefined;
  onChips: (chips: Chip[]) => void;
  onQ: (q: string) => void;
  /** What stands at the right end. */
  children?: ReactNode;
}

export function FilterBar({ fields, chips, q, placeholder, onChips, onQ, children }: FilterBarProps) {
  const { t } = useTranslation();
  // A field just chosen behind "more": its chip stands, opened, before it says anything.
  const [added, setAdded] = useState<string>();
  const set = new Map(chips.map((chip) => [chip.field, chip]));
  const shown = fields.filter((field) => field.quick === true || set.has(field.field) || field.field === added);
  const rest = fields.filter((field) => !shown.includes(field));
  return (
    <div className={`${css.bar} no-print`} role="search">
      {placeholder !== undefined && <SearchField q={q} placeholder={placeholder} onQ={onQ} />}
      {shown.map((field) => (
        <FieldChip
          key={field.field}
          field={field}
          chip={set.get(field.field)}
          opened={field.field === added}
          onClosed={() => setAdded(undefined)}
          onChange={(chip) => onChips(putChip(chips, chip))}
          onRemove={() => onChips(chips.filter((chip) => chip.field !== field.field))}
        />
      ))}
      {rest.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{ items: rest.map((field) => ({ key: field.field, label: field.title })), onClick: ({ key }) => setAdded(key) }}
        >
          <button type="button" className={css.chip}>
            <PlusOutlined />
            {t('common.more')}
          </button>
        </Dropdown>
      )}
      {(chips.length > 0 || q !== '') && (
        <Button
          type="link"
          size="small"
          onClick={() => {
            onChips([]);
            onQ('');
          }}
        >
          {t('list.clear')}
        </Button>
      )}
      <div className={css.end}>{children}</div>
    </div>
  );
}

function SearchField({ q, placeholder, onQ }: { q: string; placeholder: string; onQ: (q: string) => void }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  const [told, setTold] = useState(q);
  const settled = useDebounced(text.trim(), 250);
  // The address changed by itself (Back, another view): the field follows.
  if (q !== told) {
    setTold(q);
    if (q !== text.trim()) setText(q);
  }
  const tell = useRef(onQ);
  useEffect(() => {
    tell.current = onQ;
  });
  useEffect(() => tell.current(settled), [settled]);
  useShortcuts({ '/': () => field.current?.focus() });
  return (
    <label className={css.search}>
      <SearchOutlined />
      <input
        ref={field}
        value={text}
        placeholder={placeholder}
        aria-label={t('common.search')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            setText('');
            event.currentTarget.blur();
          } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            event.currentTarget.blur();
          }
        }}
      />
    </label>
  );
}

interface FieldChipProps {
  field: FilterField;
  chip: Chip | undefined;
  opened: boolean;
  onClosed: () => void;
  onChange: (chip: Chip) => void;
  onRemove: () => void;
}

function FieldChip({ field, chip, opened, onClosed, onChange, onRemove }: FieldChipProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(opened);
  return (
    <span className={`${css.chip} ${chip ? css.set : ''}`}>
      <Popover
        open={open}
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        content={<ValueEditor field={field} chip={chip} onChange={onChange} />}
        onOpenChange={(next) => {
          setOpen(next);
          if (!next) onClosed();
        }}
      >
        <button type="button" className={css.chipButton} aria-haspopup="dialog" aria-expanded={open}>
          <span>{field.title}</span>
          {chip ? <b className={css.value}>{describeChip(chip, field, t)}</b> : <DownOutlined className={css.caret} />}
        </button>
      </Popover>
      {chip && (
        <button type="button" className={css.remove} aria-label={t('list.removeFilter', { field: field.title })} onClick={onRemove}>
          <CloseOutlined />
        </button>
      )}
    </span>
  );
}

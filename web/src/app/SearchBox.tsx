/** One box that finds any number, name, pinyin or phone tail, and runs commands. Ctrl K. */
import { SearchOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, ok } from '@/api/client';
import { useMe } from '@/api/session';
import { openPlaces, pathOf } from '@/app/places';
import { useDebounced } from '@/lib/debounce';
import { useShortcuts } from '@/lib/keys';
import { Kbd } from '@/ui/Kbd';
import css from './SearchBox.module.css';

interface Hit {
  key: string;
  title: string;
  subtitle: string;
  group: string;
  path: string;
}

/** Commands whose name or alias begins with, or contains, what was typed. */
function useCommands(text: string): Hit[] {
  const { t } = useTranslation();
  const { me } = useMe();
  const wanted = text.trim().toLowerCase();
  const places = openPlaces(me?.actions).map((place) => ({ ...place, title: t(`frame.${place.id}`) }));
  const commands = me?.actions.includes('order.create')
    ? [{ id: 'new-order', path: '/orders/new', title: t('frame.shortcuts.newOrder'), alias: 'xinjian xj new order' }]
    : [];
  return [...commands, ...places]
    .filter(({ title, alias }) => wanted === '' || title.toLowerCase().includes(wanted) || alias.split(' ').some((word) => word.startsWith(wanted)))
    .map(({ id, path, title }) => ({ key: `go:${id}`, title, subtitle: '', group: 'command', path }));
}

function useHits(text: string, open: boolean): { hits: Hit[]; busy: boolean } {
  const q = useDebounced(text.trim(), 120);
  const commands = useCommands(text);
  const { data, isFetching } = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => ok(api.GET('/api/search', { params: { query: { q } }, signal })),
    enabled: open && q !== '',
    placeholderData: keepPreviousData,
    retry: false,
  });
  const found = (q === '' ? [] : (data?.items ?? [])).map((item) => ({
    key: item.id,
    title: item.title,
    subtitle: item.subtitle,
    group: item.kind,
    path: pathOf(item.kind, item.id),
  }));
  return { hits: [...found, ...commands], busy: isFetching || q !== text.trim() };
}

export function SearchBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const { hits, busy } = useHits(text, open);
  const active = Math.min(at, hits.length - 1);

  useShortcuts({
    'mod+k': () => {
      field.current?.focus();
      field.current?.select();
    },
  });

  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    setOpen(false);
    setText('');
    field.current?.blur();
    void navigate(hit.path);
  };

  const onKey = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt((active + step + hits.length) % Math.max(1, hits.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      go(hits[active]);
    } else if (event.key === 'Escape') {
      setText('');
      field.current?.blur();
    }
  };

  return (
    <div className={css.box}>
      <SearchOutlined className={css.icon} />
      <input
        ref={field}
        className={css.field}
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-activedescendant={open && hits[active] ? `${listId}-${String(active)}` : undefined}
        aria-label={t('frame.shortcuts.search')}
        placeholder={t('search.placeholder')}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onKeyDown={onKey}
      />
      <span className={css.hint}>
        <Kbd combo="mod+k" />
      </span>
      {open && (
        // Pressing the mouse must not take the focus from the field before the click arrives.
        <div className={css.panel} onMouseDown={(event) => event.preventDefault()}>
          <ul id={listId} role="listbox" aria-label={t('search.results')} className={css.list}>
            {hits.map((hit, index) => (
              <Row
                key={hit.key}
                id={`${listId}-${String(index)}`}
                hit={hit}
                first={hit.group !== hits[index - 1]?.group}
                active={index === active}
                enter={() => setAt(index)}
                go={() => go(hit)}
              />
            ))}
          </ul>
          {hits.length === 0 && !busy && <p className={css.nothing}>{t('search.nothing', { text: text.trim() })}</p>}
        </div>
      )}
    </div>
  );
}

interface RowProps {
  id: string;
  hit: Hit;
  first: boolean;
  active: boolean;
  enter: () => void;
  go: () => void;
}

function Row({ id, hit, first, active, enter, go }: RowProps) {
  const { t } = useTranslation();
  return (
    <li
      id={id}
      role="option"
      aria-selected={active}
      className={`${css.row} ${active ? css.active : ''} ${first ? css.first : ''}`}
      onMouseMove={enter}
      onClick={go}
    >
      <span className={css.group}>{first ? t(`search.kind.${hit.group}`, { defaultValue: hit.group }) : ''}</span>
      <span className={css.title}>{hit.title}</span>
      <span className={css.subtitle}>{hit.subtitle}</span>
    </li>
  );
}

/** Everything that happened, newest first, by day; each change with before → after. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '@/lib/format';
import { TimeText } from '@/ui/texts';
import type { Tone } from '@/ui/states';
import css from './Timeline.module.css';

export interface TimelineChange {
  label: string;
  before?: string | null;
  after?: string | null;
}

export interface TimelineEntry {
  key: string;
  at: string;
  /** Who did it; the system when nobody. */
  who?: ReactNode;
  title: string;
  /** The group it is filtered by: order, shipment, invoice, comment. */
  group: string;
  tone?: Tone;
  /** Why, a comment, a refusal's sentence. */
  text?: string | null;
  changes?: TimelineChange[];
}

interface TimelineProps {
  entries: TimelineEntry[];
  /** Words for the groups, in the order they are offered. */
  groups?: { id: string; label: string }[];
}

export function Timeline({ entries, groups = [] }: TimelineProps) {
  const { t } = useTranslation();
  const [group, setGroup] = useState<string>();
  const offered = groups.filter(({ id }) => entries.some((entry) => entry.group === id));
  const shown = entries.filter((entry) => group === undefined || entry.group === group);
  return (
    <section className={css.timeline} aria-label={t('timeline.title')}>
      <header className={css.head}>
        <h2 className={css.title}>{t('timeline.title')}</h2>
        {offered.length > 1 && (
          <div className={css.groups}>
            {[undefined, ...offered].map((one) => (
              <button
                key={one?.id ?? ''}
                type="button"
                aria-pressed={group === one?.id}
                className={`${css.group} ${group === one?.id ? css.on : ''}`}
                onClick={() => setGroup(one?.id)}
              >
                {one?.label ?? t('common.all')}
              </button>
            ))}
          </div>
        )}
      </header>
      <ol className={css.list}>
        {shown.map((entry, index) => {
          const day = formatInstant(entry.at).slice(0, 10);
          const before = shown[index - 1];
          const fresh = !before || formatInstant(before.at).slice(0, 10) !== day;
          return (
            <li key={entry.key} className={css.entry}>
              {fresh && <div className={`${css.day} num`}>{day}</div>}
              <Entry entry={entry} />
            </li>
          );
        })}
      </ol>
      {shown.length === 0 && <p className={css.nothing}>{t('timeline.nothing')}</p>}
    </section>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  return (
    <div className={css.line}>
      <span className={`${css.dot} ${css[entry.tone ?? 'quiet']}`} aria-hidden="true" />
      <div className={css.body}>
        <div className={css.what}>
          <span>{entry.title}</span>
          <span className={css.when}>
            {entry.who ?? t('timeline.system')} <ClockText at={entry.at} />
          </span>
        </div>
        {entry.text != null && entry.text !== '' && <p className={css.text}>{entry.text}</p>}
        {entry.changes && entry.changes.length > 0 && (
          <dl className={css.changes}>
            {entry.changes.map((change) => (
              <div key={change.label} className={css.change}>
                <dt>{change.label}</dt>
                <dd>
                  {change.before != null && change.before !== '' && (
                    <>
                      <del>{change.before}</del>
                      <span aria-hidden="true">{' → '}</span>
                    </>
                  )}
                  <ins>{change.after ?? t('timeline.emptied')}</ins>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </div>
  );
}

/** The day stands above; here the time of day is enough. */
function ClockText({ at }: { at: string }) {
  return (
    <span className={css.clock}>
      <TimeText at={at} />
    </span>
  );
}

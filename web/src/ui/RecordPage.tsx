/** A record: head with number, state and what is next; facts on the left, everything that happened on the right. */
import { ArrowLeftOutlined, DownOutlined, UpOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { useShortcuts } from '@/lib/keys';
import { useMedia } from '@/lib/media';
import type { Action } from '@/ui/action';
import { ActionBar } from '@/ui/ActionBar';
import { ErrorState } from '@/ui/ErrorState';
import { neighboursOf } from '@/ui/list/trail';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { ProgressLine } from '@/ui/ProgressLine';
import { size } from '@/ui/tokens';
import css from './RecordPage.module.css';

interface RecordPageProps {
  /** What is opened: "Order"; the number follows. */
  kind: string;
  number: string;
  /** The list one came from, for those who did not. */
  listPath: string;
  /** State tags beside the number. */
  tags?: ReactNode;
  /** Customer, amount: what one asks first. */
  summary?: { label: string; value: ReactNode }[];
  /** Under the head, the whole width: the way strip. */
  strip?: ReactNode;
  /** From `allowed_actions`: the first three stand as buttons, on a phone two. */
  actions?: Action[];
  /** The last action's refusal. */
  problem?: unknown;
  busy?: boolean;
  side?: ReactNode;
  children: ReactNode;
}

export function RecordPage(props: RecordPageProps) {
  const { t } = useTranslation();
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  const navigate = useNavigate();
  const back = () => {
    // react-router numbers what it pushed; 0 is where the visit began.
    const depth = (window.history.state as { idx?: number } | null)?.idx ?? 0;
    void (depth > 0 ? navigate(-1) : navigate(props.listPath));
  };
  return (
    <article className={css.page} aria-label={`${props.kind} ${props.number}`}>
      {props.busy === true && <ProgressLine over />}
      <header className={css.head}>
        <div className={css.first}>
          <button type="button" className={`${css.back} no-print`} aria-label={t('common.back')} onClick={back}>
            <ArrowLeftOutlined />
          </button>
          <div className={css.name}>
            <span className={css.kind}>{props.kind}</span>
            <h1 className={`${css.number} num`}>{props.number}</h1>
            {props.tags}
          </div>
          <Neighbours />
          <div className={css.actions}>{props.actions && <ActionBar actions={props.actions} shown={phone ? 2 : 3} />}</div>
        </div>
        {props.summary && (
          <dl className={css.summary}>
            {props.summary.map(({ label, value }) => (
              <div key={label} className={css.item}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        {props.strip}
      </header>
      <div className={css.body}>
        <div className={css.main}>
          {props.problem != null && <ProblemBanner error={props.problem} />}
          {props.children}
        </div>
        {props.side != null && <aside className={css.side}>{props.side}</aside>}
      </div>
    </article>
  );
}

/** To the record before and after this one in the list one came from; j and k. */
function Neighbours() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const found = neighboursOf(pathname);
  // Going along the list leaves one page in the history, so that Back is back at the list.
  const go = (path: string | undefined) => (path === undefined ? false : navigate(path, { replace: true }));
  useShortcuts({ j: () => go(found?.next), k: () => go(found?.previous) }, found !== undefined);
  if (!found) return null;
  const button = (label: string, path: string | undefined, icon: ReactNode) => (
    <button type="button" className={css.back} aria-label={label} title={label} disabled={path === undefined} onClick={() => go(path)}>
      {icon}
    </button>
  );
  return (
    <span className={`${css.neighbours} num no-print`}>
      {t('list.place', { at: found.at, count: found.count })}
      {button(t('list.previous'), found.previous, <UpOutlined />)}
      {button(t('list.next'), found.next, <DownOutlined />)}
    </span>
  );
}

/** A section of facts. */
export function Section({ title, extra, children }: { title: string; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.section}>
      <div className={css.sectionHead}>
        <h2 className={css.sectionTitle}>{title}</h2>
        {extra}
      </div>
      {children}
    </section>
  );
}

/** Label and value pairs; empty values are left out. */
export function Facts({ items }: { items: { label: string; value: ReactNode }[] }) {
  return (
    <dl className={css.facts}>
      {items
        .filter(({ value }) => value != null && value !== '')
        .map(({ label, value }) => (
          <div key={label} className={css.fact}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** What a record page shows while it is fetched, or when it cannot be. */
export function RecordWait({ error, again }: { error: unknown; again: () => void }) {
  return error == null ? <ProgressLine /> : <ErrorState error={error} again={again} />;
}

/** One card of the list: its kind, its name, and in a line what it does. */
import { CheckCircleFilled, ClockCircleFilled, ExclamationCircleFilled, WarningFilled } from '@ant-design/icons';
import { useDraggable } from '@dnd-kit/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '@/features/process/designer/context';
import { LOOK } from '@/features/process/kinds';
import type { Kind } from '@/features/process/tree/model';
import css from './Tree.module.css';

interface CardProps {
  id: string;
  kind: Kind | 'start';
  name: string;
  text: string;
  /** The most important is still to be said. */
  open?: boolean;
  chosen: boolean;
  /** Whether Tab comes here: one card of the list takes the focus for all. */
  tabStop: boolean;
  choose: (id: string) => void;
  fixed?: boolean;
  children?: ReactNode;
}

export function Card({ id, kind, name, text, open = false, chosen, tabStop, choose, fixed = false, children }: CardProps) {
  const { t } = useTranslation();
  const { mayWrite, marks, walked } = useDesk();
  const { icon: Icon, family } = LOOK[kind];
  const mark = marks.get(id);
  const stands = walked.get(id);
  const { setNodeRef, listeners, isDragging } = useDraggable({ id, disabled: fixed || !mayWrite });
  return (
    <div ref={setNodeRef} className={[css.card, css[family], chosen ? css.chosen : '', isDragging ? css.dragged : '', stands === undefined ? '' : css[stands]].join(' ')} {...listeners}>
      <button type="button" className={css.face} data-card={id} tabIndex={tabStop ? 0 : -1} aria-current={chosen || undefined} onClick={() => choose(id)}>
        <span className={css.head}>
          <Icon />
          <span className={css.name}>{name || t(`process.kind.${kind}`)}</span>
          {stands === 'passed' && <CheckCircleFilled className={css.done ?? ''} aria-label={t('process.walk.passed')} />}
          {stands === 'waiting' && <ClockCircleFilled className={css.asked ?? ''} aria-label={t('process.walk.stands')} />}
          {mark === 'error' && <ExclamationCircleFilled className={css.error ?? ''} aria-label={t('process.hasError')} />}
          {mark === 'warning' && <WarningFilled className={css.warning ?? ''} aria-label={t('process.hasWarning')} />}
        </span>
        {text !== '' && <span className={open ? css.missing : css.text}>{text}</span>}
      </button>
      {children}
    </div>
  );
}

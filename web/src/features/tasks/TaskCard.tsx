/** A task on the phone: pushed to the right it is approved, to the left rejected; either asks once more. */
import { CheckOutlined, CloseOutlined } from '@ant-design/icons';
import { type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isApproval, type TaskRow } from '@/features/tasks/api';
import { DueText, reasonText, WaitText } from '@/features/tasks/columns';
import type { Decided } from '@/features/tasks/DecideDialog';
import { inLang } from '@/ui/process/words';
import { MoneyText } from '@/ui/texts';
import css from './TaskCard.module.css';

/** So far it must be pushed to be meant. */
const MEANT = 88;
/** Less than this is a thumb that trembles. */
const SLACK = 10;

export function TaskCard({ task, decide }: { task: TaskRow; decide?: (task: TaskRow, verdict: Decided['verdict']) => unknown }) {
  const { t } = useTranslation();
  const swipe = useSwipe(decide && isApproval(task) ? (verdict) => decide(task, verdict) : undefined);
  return (
    <div className={css.track} {...swipe.handlers}>
      {swipe.pushed !== 0 && (
        <span className={`${css.behind} ${swipe.pushed > 0 ? css.yes : css.no} ${Math.abs(swipe.pushed) >= MEANT ? css.meant : ''}`} aria-hidden="true">
          {swipe.pushed > 0 ? <CheckOutlined /> : <CloseOutlined />}
          {t(swipe.pushed > 0 ? 'tasks.approve' : 'tasks.reject')}
        </span>
      )}
      <div className={css.card} style={swipe.pushed === 0 ? undefined : { transform: `translateX(${String(swipe.pushed)}px)` }}>
        <div className={css.line}>
          <b className={css.title}>{task.title}</b>
          <MoneyText amount={task.amount} strong />
        </div>
        <div className={css.line}>
          <span>
            {inLang(task.name, task.name_en)} · <span className="num">{task.number}</span>
          </span>
          <DueText task={task} />
        </div>
        <div className={`${css.line} ${css.quiet}`}>
          <span className={css.reason}>{reasonText(task, t)}</span>
          <WaitText since={task.created_at} />
        </div>
      </div>
    </div>
  );
}

function useSwipe(decide: ((verdict: Decided['verdict']) => unknown) | undefined) {
  const start = useRef<{ x: number; y: number } | null>(null);
  const moved = useRef(false);
  const [pushed, setPushed] = useState(0);
  const end = () => {
    if (Math.abs(pushed) >= MEANT) decide?.(pushed > 0 ? 'approve' : 'reject');
    start.current = null;
    setPushed(0);
  };
  if (!decide) return { pushed, handlers: {} };
  return {
    pushed,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        start.current = { x: event.clientX, y: event.clientY };
        moved.current = false;
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (!start.current) return;
        const by = event.clientX - start.current.x;
        if (!moved.current && Math.abs(by) < SLACK) return;
        if (!moved.current) event.currentTarget.setPointerCapture(event.pointerId);
        moved.current = true;
        setPushed(by);
      },
      onPointerUp: end,
      onPointerCancel: () => {
        start.current = null;
        setPushed(0);
      },
      onDragStart: (event: React.DragEvent) => event.preventDefault(),
      // What was pushed was not pressed.
      onClickCapture: (event: React.MouseEvent) => {
        if (!moved.current) return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}

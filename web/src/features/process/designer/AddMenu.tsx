/** The line between two cards, with the plus that adds a step there. A dragged step can be dropped on it. */
import { PlusOutlined } from '@ant-design/icons';
import { useDroppable } from '@dnd-kit/core';
import { Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDesk } from '@/features/process/designer/context';
import { KINDS, LOOK } from '@/features/process/kinds';
import type { Place } from '@/features/process/tree/commands';
import type { Kind } from '@/features/process/tree/model';
import css from './Tree.module.css';

interface AddMenuProps {
  place: Place;
  /** Behind an end nothing is added, before another step no end. */
  last: boolean;
  mayEnd: boolean;
  open: boolean;
  setOpen: (place: Place | null) => void;
  add: (place: Place, kind: Kind) => void;
}

export const slotId = ({ list, index }: Place) => `slot:${list}:${String(index)}`;

export function AddMenu({ place, last, mayEnd, open, setOpen, add }: AddMenuProps) {
  const { t } = useTranslation();
  const { mayWrite, offer } = useDesk();
  const { setNodeRef, isOver } = useDroppable({ id: slotId(place), data: { place } });
  const tables = (offer?.tables ?? []).length > 0;
  const kinds = KINDS.filter((kind) => (kind === 'end' ? last && mayEnd : kind === 'table' ? tables : true));
  if (!mayWrite) return <div className={css.line} />;
  return (
    <div ref={setNodeRef} className={`${css.line} ${isOver ? css.over : ''}`}>
      <Dropdown
        trigger={['click']}
        open={open}
        autoFocus
        placement="bottom"
        onOpenChange={(next) => setOpen(next ? place : null)}
        menu={{
          className: css.menu ?? '',
          items: kinds.map((kind) => {
            const { icon: Icon, family } = LOOK[kind];
            return {
              key: kind,
              icon: <span className={`${css.kindIcon} ${css[family]}`}><Icon /></span>,
              label: (
                <span className={css.kind}>
                  <b>{t(`process.kind.${kind}`)}</b>
                  <span>{t(`process.kindHelp.${kind}`)}</span>
                </span>
              ),
            };
          }),
          onClick: ({ key }) => add(place, key as Kind),
        }}
      >
        <button type="button" className={css.plus} tabIndex={-1} aria-label={t('process.addHere')} title={t('process.addHere')} data-slot={slotId(place)}>
          <PlusOutlined />
        </button>
      </Dropdown>
    </div>
  );
}

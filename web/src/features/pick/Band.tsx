/** What became of the last scan, across the whole width: to be seen from two metres. */
import { CheckCircleFilled, CloseCircleFilled, InfoCircleFilled, QuestionCircleFilled } from '@ant-design/icons';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatQty } from '@/lib/format';
import type { Feedback } from '@/features/pick/desk';
import css from './Band.module.css';

interface Said {
  tone: 'right' | 'wrong' | 'ask' | 'quiet';
  icon: ReactNode;
  big: string;
  small?: string | undefined;
  /** For a wrong scan: what would have been right. */
  instead?: { label: string; big: string; small: string } | undefined;
}

const comma = (t: TFunction) => t('list.comma');

function wrong(feedback: Extract<Feedback, { kind: 'wrong' }>, t: TFunction): Said {
  const { why, wanted, lots, scanned, name } = feedback;
  const numbers = { qty: formatQty(feedback.qty), picked: formatQty(feedback.picked), of: formatQty(feedback.of) };
  const next = wanted && {
    label: t('pick.wanted'),
    big: wanted.name,
    small: [wanted.sku, wanted.location, wanted.lot, t('pick.leftOf', { left: formatQty(wanted.left), uom: wanted.uom })].filter(Boolean).join('  '),
  };
  return {
    tone: 'wrong',
    icon: <CloseCircleFilled />,
    big: t(`pick.wrong.${why}`),
    small: why === 'too_many' ? `${name || scanned}${t('pick.gap')}${t('pick.tooMany', numbers)}` : [scanned, name].filter(Boolean).join('  '),
    instead: why === 'wrong_lot' ? { label: t('pick.lotsWanted'), big: lots.join(comma(t)), small: name } : next,
  };
}

function say(feedback: Feedback, t: TFunction): Said {
  switch (feedback.kind) {
    case 'right':
      return {
        tone: 'right',
        icon: <CheckCircleFilled />,
        big: feedback.name,
        small: `+${formatQty(feedback.qty)} ${feedback.uom}${t('pick.gap')}${feedback.left === '0' ? t('pick.lineDone') : t('pick.leftOf', { left: formatQty(feedback.left), uom: feedback.uom })}`,
      };
    case 'complete':
      return { tone: 'right', icon: <CheckCircleFilled />, big: t('pick.complete'), small: t('pick.completeText') };
    case 'wrong':
      return wrong(feedback, t);
    case 'refused':
      return { tone: 'wrong', icon: <CloseCircleFilled />, big: feedback.text, small: feedback.scanned };
    case 'lot':
      return {
        tone: 'ask',
        icon: <QuestionCircleFilled />,
        big: t('pick.askLot'),
        small: `${feedback.name}${t('pick.gap')}${t('pick.lotsWanted')} ${feedback.lots.join(comma(t))}`,
      };
    case 'times':
      return { tone: 'quiet', icon: <InfoCircleFilled />, big: `× ${feedback.qty}`, small: t('pick.timesText', { qty: feedback.qty }) };
    case 'checking':
      return { tone: 'quiet', icon: <InfoCircleFilled />, big: feedback.scanned, small: t('pick.checking') };
    case 'undone':
      return { tone: 'quiet', icon: <InfoCircleFilled />, big: t('pick.undone') };
  }
}

export function Band({ feedback }: { feedback: Feedback | undefined }) {
  const { t } = useTranslation();
  const said: Said = feedback ? say(feedback, t) : { tone: 'quiet', icon: <InfoCircleFilled />, big: t('pick.begin') };
  return (
    <div className={`${css.band} ${css[said.tone]}`} role="status" aria-live="assertive" data-tone={said.tone}>
      <span className={css.icon}>{said.icon}</span>
      <div className={css.words}>
        <div className={css.big}>{said.big}</div>
        {said.small !== undefined && <div className={css.small}>{said.small}</div>}
      </div>
      {said.instead && (
        <div className={css.instead}>
          <div className={css.label}>{said.instead.label}</div>
          <div className={css.big}>{said.instead.big}</div>
          <div className={css.small}>{said.instead.small}</div>
        </div>
      )}
    </div>
  );
}

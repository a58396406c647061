/** A pad for numbers: how many of what was just scanned, else of what is scanned next. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Panel.module.css';

const KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '0'];
const DIGITS_MAX = 4;

interface QtyPanelProps {
  /** What was just scanned. */
  name: string | undefined;
  onDone: (qty: string) => void;
  onClose: () => void;
}

export function QtyPanel({ name, onDone, onClose }: QtyPanelProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const number = text.replace(/^0+/, '');
  return (
    <section className={css.panel} aria-label={t('pick.qty')}>
      <div className={css.line}>
        <span className={css.title}>{name === undefined ? t('pick.qtyNext') : t('pick.qtyOf', { name })}</span>
        <output className={`${css.figure} num`}>{text === '' ? '—' : text}</output>
      </div>
      <div className={css.pad}>
        {KEYS.map((key) => (
          <button key={key} type="button" className={css.key} onClick={() => setText((text + key).slice(0, DIGITS_MAX))}>
            {key}
          </button>
        ))}
        <button type="button" className={css.key} aria-label={t('pick.erase')} onClick={() => setText(text.slice(0, -1))}>
          {'⌫'}
        </button>
        <button type="button" className={css.key} aria-label={t('common.close')} onClick={onClose}>
          {'✕'}
        </button>
      </div>
      <button type="button" className={css.go} disabled={number === ''} onClick={() => onDone(number)}>
        {name === undefined ? t('pick.qtyUseNext') : t('pick.qtyUse')}
      </button>
    </section>
  );
}

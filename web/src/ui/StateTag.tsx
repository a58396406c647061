/** A state: colour, sign and word. */
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { stateLook } from '@/ui/states';
import css from './StateTag.module.css';

export function stateWord(state: string, kind?: string): string {
  const own = `state.${kind ?? ''}.${state}`;
  if (kind !== undefined && i18next.exists(own)) return i18next.t(own);
  return i18next.exists(`state.${state}`) ? i18next.t(`state.${state}`) : state;
}

/** `kind` is the singular name of the document or axis: `order`, `shipment`, `shipping`. */
export function StateTag({ state, kind, bare = false }: { state: string; kind?: string; bare?: boolean }) {
  // Only to be drawn anew when the language changes.
  useTranslation();
  const { tone, icon: Icon } = stateLook(state, kind);
  return (
    <span className={[css.tag, css[tone], bare ? css.bare : ''].join(' ')}>
      <Icon />
      {stateWord(state, kind)}
    </span>
  );
}

/** Key caps of a shortcut. */
import { keyCaps } from '@/lib/keys';
import css from './Kbd.module.css';

export function Kbd({ combo }: { combo: string }) {
  return (
    <kbd className={css.keys}>
      {keyCaps(combo).map((cap) => (
        <span key={cap} className={css.cap}>
          {cap}
        </span>
      ))}
    </kbd>
  );
}

/** An action is one object; toolbar, menu, shortcut and command are all drawn from it. */
import type { ReactNode } from 'react';

export interface Action {
  id: string;
  label: string;
  icon?: ReactNode;
  /** "mod+enter", "alt+s" … */
  shortcut?: string;
  primary?: boolean;
  danger?: boolean;
  /** Why it cannot be done now; the button shows, greyed, with the reason. */
  blocked?: string | undefined;
  run: () => unknown;
}

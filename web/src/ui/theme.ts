/** Day or night: as chosen here, else as the device prefers. */
import { useMedia } from '@/lib/media';
import { stored, useStored } from '@/lib/store';
import { type Mode, cssVariables } from '@/ui/tokens';

export type ThemeChoice = 'light' | 'dark' | 'system';
export const themeChoice = stored<ThemeChoice>('shundan.theme', 'system');

const NIGHT = '(prefers-color-scheme: dark)';

export function useMode(): Mode {
  const choice = useStored(themeChoice);
  const night = useMedia(NIGHT);
  if (choice === 'system') return night ? 'dark' : 'light';
  return choice;
}

/** Writes the tokens into the document and keeps them true. */
export function applyTheme(): void {
  const style = document.createElement('style');
  document.head.append(style);
  const night = matchMedia(NIGHT);
  const write = () => {
    const choice = themeChoice.get();
    const mode: Mode = choice === 'system' ? (night.matches ? 'dark' : 'light') : choice;
    style.textContent = cssVariables(mode);
    document.documentElement.dataset.theme = mode;
  };
  themeChoice.watch(write);
  night.addEventListener('change', write);
  write();
}

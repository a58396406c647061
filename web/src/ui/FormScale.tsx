/** Forms are typed in all day: their fields are as high and as large of letter as our own. */
import { ConfigProvider } from 'antd';
import type { ReactNode } from 'react';
import { useMedia } from '@/lib/media';
import { scale, size } from '@/ui/tokens';

const desk = { token: scale(size.control, 14) };
// A phone enlarges the page to reach letters smaller than these.
const phone = { token: scale(size.touch, 16) };

export function FormScale({ children }: { children: ReactNode }) {
  const small = useMedia(`(width < ${String(size.phone)}px)`);
  return <ConfigProvider theme={small ? phone : desk}>{children}</ConfigProvider>;
}

/** Forms are typed in all day: their fields are as high and as large of letter as our own. */
import { ConfigProvider } from 'antd';
import type { ReactNode } from 'react';
import { size } from '@/ui/tokens';

/** The compact look takes these off again. */
const COMPACT = { height: 4, font: 2 };
const FONT = 14;

const theme = { token: { controlHeight: size.control + COMPACT.height, fontSize: FONT + COMPACT.font } };

export function FormScale({ children }: { children: ReactNode }) {
  return <ConfigProvider theme={theme}>{children}</ConfigProvider>;
}

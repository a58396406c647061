/**
 * The one place for colours, sizes and shadows. Ant Design's theme and the CSS variables of our own
 * parts are both drawn from here; nothing else in the application names a colour.
 *
 * `accentInk`, `warnInk` and the like are the same hue made dark (or, at night, light) enough for
 * text: the plain hues are for fills and icons and do not reach AA on white.
 */
import type { ThemeConfig } from 'antd';

export interface Palette {
  ground: string;
  card: string;
  raised: string;
  sunken: string;
  hover: string;
  selected: string;
  line: string;
  lineStrong: string;
  ink: string;
  ink2: string;
  ink3: string;
  primary: string;
  primaryHover: string;
  primaryInk: string;
  primaryWash: string;
  onPrimary: string;
  accent: string;
  accentInk: string;
  accentWash: string;
  done: string;
  doneInk: string;
  doneWash: string;
  warn: string;
  warnInk: string;
  warnWash: string;
  bad: string;
  badInk: string;
  badWash: string;
  quietWash: string;
  /** Whole surfaces that must be understood from two metres: go on, stop. */
  go: string;
  alarm: string;
  onSignal: string;
  bar: string;
  barInk: string;
  barField: string;
  shadow: string;
}

export const light: Palette = {
  ground: '#F7F8FA',
  card: '#FFFFFF',
  raised: '#FFFFFF',
  sunken: '#F2F4F7',
  hover: '#F3F6FA',
  selected: '#E6EEF8',
  line: '#E5E8ED',
  lineStrong: '#C9CED6',
  ink: '#1D2129',
  ink2: '#4B5563',
  ink3: '#5F6876',
  primary: '#2B4C7E',
  primaryHover: '#3A609A',
  primaryInk: '#2B4C7E',
  primaryWash: '#E9EFF7',
  onPrimary: '#FFFFFF',
  accent: '#E8722A',
  accentInk: '#A9480F',
  accentWash: '#FDEFE5',
  done: '#2E8B57',
  doneInk: '#1F6B41',
  doneWash: '#E7F4EC',
  warn: '#C98A00',
  warnInk: '#835A00',
  warnWash: '#FBF3DF',
  bad: '#C0392B',
  badInk: '#A93024',
  badWash: '#FBEAE8',
  quietWash: '#EEF0F3',
  go: '#1C7A47',
  alarm: '#C0291B',
  onSignal: '#FFFFFF',
  bar: '#2B4C7E',
  barInk: '#FFFFFF',
  barField: '#3D5D8F',
  shadow: '0 4px 16px rgb(29 33 41 / 0.12)',
};

export const dark: Palette = {
  ground: '#14171C',
  card: '#1B1F26',
  raised: '#232832',
  sunken: '#171A20',
  hover: '#232933',
  selected: '#263450',
  line: '#2D333D',
  lineStrong: '#465060',
  ink: '#E6E8EB',
  ink2: '#B4BCC8',
  ink3: '#8C96A5',
  primary: '#3F6BA8',
  primaryHover: '#4F7CBA',
  primaryInk: '#8FB4E6',
  primaryWash: '#212D40',
  onPrimary: '#FFFFFF',
  accent: '#E8722A',
  accentInk: '#F39A62',
  accentWash: '#3A2618',
  done: '#3BA36A',
  doneInk: '#6CC795',
  doneWash: '#182F23',
  warn: '#D69A1C',
  warnInk: '#E2B24B',
  warnWash: '#352A12',
  bad: '#E36B5F',
  badInk: '#EE8B80',
  badWash: '#3A1F1C',
  quietWash: '#2A303A',
  go: '#1C7A47',
  alarm: '#C0291B',
  onSignal: '#FFFFFF',
  bar: '#1B2536',
  barInk: '#E6E8EB',
  barField: '#2B384E',
  shadow: '0 4px 16px rgb(0 0 0 / 0.5)',
};

export const size = {
  radius: 6,
  bar: 48,
  menu: 200,
  menuClosed: 52,
  phoneBar: 56,
  row: 32,
  control: 30,
  touch: 44,
  /** Under this width the phone's frame is drawn. */
  phone: 768,
} as const;

export const fontFamily =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** At most five, told apart by people who see few colours. */
export const chartColours = (p: Palette) => [p.primary, p.accent, p.done, p.warn, p.ink3];

export type Mode = 'light' | 'dark';
export const palette = (mode: Mode): Palette => (mode === 'dark' ? dark : light);

/** Every token as a CSS variable: `ink2` is `--ink2`, `size.row` is `--size-row`. */
export function cssVariables(mode: Mode): string {
  const colours = Object.entries(palette(mode)).map(([name, value]) => `--${name}: ${value};`);
  const sizes = Object.entries(size).map(([name, value]) => `--size-${name}: ${String(value)}px;`);
  return `:root { color-scheme: ${mode}; --font: ${fontFamily}; ${colours.join(' ')} ${sizes.join(' ')} }`;
}

/** The compact look takes these off what it is given. */
const COMPACT = { height: 4, font: 2 };

/** What is asked for, as the compact look must be told it. */
export const scale = (height: number, font: number) => ({ controlHeight: height + COMPACT.height, fontSize: font + COMPACT.font });

/** Thumbs need larger things than mice. */
export const phoneScale = scale(40, 14);

export function antdTheme(mode: Mode): Pick<ThemeConfig, 'token' | 'components'> {
  const p = palette(mode);
  return {
    token: {
      colorPrimary: p.primary,
      colorInfo: p.primary,
      colorLink: p.primaryInk,
      colorSuccess: p.done,
      colorWarning: p.warn,
      colorError: p.bad,
      colorText: p.ink,
      colorTextSecondary: p.ink2,
      colorTextTertiary: p.ink3,
      colorTextDescription: p.ink3,
      colorTextPlaceholder: p.ink3,
      colorBgBase: p.card,
      colorBgLayout: p.ground,
      colorBgContainer: p.card,
      colorBgElevated: p.raised,
      colorBorder: p.lineStrong,
      colorBorderSecondary: p.line,
      borderRadius: size.radius,
      controlHeight: size.control,
      fontFamily,
      fontSize: 14,
      boxShadow: p.shadow,
      boxShadowSecondary: p.shadow,
      wireframe: false,
    },
    components: {
      // Outlined danger buttons are text: the algorithm's darker red is too dim at night.
      Button: { colorError: p.badInk, colorErrorHover: p.badInk, colorErrorBorderHover: p.badInk },
      Table: { fontSize: 13, cellPaddingBlockSM: 5, headerBg: p.sunken },
      Tabs: { horizontalItemPaddingSM: '6px 0' },
    },
  };
}

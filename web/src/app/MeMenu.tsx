/** Oneself: language, look, leaving. */
import { UserOutlined } from '@ant-design/icons';
import { App, Dropdown, type MenuProps } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { asProblem } from '@/api/problem';
import { useChooseLang, useLogout, useMe } from '@/api/session';
import { type Lang, currentLang } from '@/lib/i18n';
import { useStored } from '@/lib/store';
import { type ThemeChoice, themeChoice } from '@/ui/theme';
import css from './TopBar.module.css';

export function MeMenu() {
  const { t } = useTranslation();
  const { me } = useMe();
  const { message } = App.useApp();
  const leave = useLogout();
  const speakAlways = useChooseLang();
  const navigate = useNavigate();
  const theme = useStored(themeChoice);
  const items: MenuProps['items'] = [
    {
      key: 'who',
      type: 'group',
      label: [me?.department?.name, ...(me?.roles.map((role) => role.name) ?? [])].filter(Boolean).join(' · '),
    },
    { key: 'account', label: t('frame.account') },
    { key: 'absences', label: t('absences.title') },
    {
      key: 'language',
      type: 'group',
      label: t('frame.language'),
      // Each language is named in itself.
      children: [
        { key: 'lang:zh', label: t('frame.langZh') },
        { key: 'lang:en', label: t('frame.langEn') },
      ],
    },
    {
      key: 'theme',
      type: 'group',
      label: t('frame.theme'),
      children: [
        { key: 'theme:light', label: t('frame.themeLight') },
        { key: 'theme:dark', label: t('frame.themeDark') },
        { key: 'theme:system', label: t('frame.themeSystem') },
      ],
    },
    { type: 'divider' },
    { key: 'logout', label: t('frame.logout') },
  ];

  const choose = async (key: string) => {
    const [what, value] = key.split(':');
    if (what === 'lang') await speakAlways(value as Lang).catch((error: unknown) => void message.error(asProblem(error).text));
    else if (what === 'theme') themeChoice.set(value as ThemeChoice);
    else if (what === 'account') await navigate('/me');
    else if (what === 'absences') await navigate('/absences');
    else if (what === 'logout') {
      await leave();
      await navigate('/login');
    }
  };

  return (
    <Dropdown
      trigger={['click']}
      menu={{ items, selectedKeys: [`lang:${currentLang()}`, `theme:${theme}`], onClick: ({ key }) => void choose(key) }}
    >
      <button type="button" className={css.button}>
        <UserOutlined />
        {me?.name}
      </button>
    </Dropdown>
  );
}

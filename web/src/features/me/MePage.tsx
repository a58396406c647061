/** Oneself: who one is, language, look, password, and leaving. */
import { LogoutOutlined } from '@ant-design/icons';
import { App, Button, Segmented } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { api, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import { useChooseLang, useLogout, useMe } from '@/api/session';
import { MailSection } from '@/features/me/MailSection';
import { currentLang, type Lang } from '@/lib/i18n';
import { useStored } from '@/lib/store';
import { FormFields } from '@/ui/form/FormFields';
import { type FormField, type FormValues, textOf } from '@/ui/form/model';
import { useForm } from '@/ui/form/useForm';
import { Facts, Section } from '@/ui/RecordPage';
import { type ThemeChoice, themeChoice } from '@/ui/theme';
import css from './MePage.module.css';

export function MePage() {
  const { t } = useTranslation();
  const { me } = useMe();
  const leave = useLogout();
  const navigate = useNavigate();
  if (!me) return null;
  return (
    <section className={css.page} aria-label={t('frame.account')}>
      <h1 className={css.title}>{me.name}</h1>
      <Section title={t('frame.account')}>
        <Facts
          items={[
            { label: t('login.login'), value: me.login },
            { label: t('settings.department'), value: me.department?.name },
            { label: t('settings.part.roles'), value: me.roles.map(({ name }) => name).join(t('list.comma')) },
            { label: t('me.company'), value: me.company.name },
          ]}
        />
      </Section>
      <Section title={t('me.absences')}>
        <Link to="/absences">{t('me.absencesText')}</Link>
      </Section>
      <MailSection />
      <Looks />
      <PasswordSection />
      <div>
        <Button
          icon={<LogoutOutlined />}
          size="large"
          onClick={() => {
            void leave().then(() => navigate('/login'));
          }}
        >
          {t('frame.logout')}
        </Button>
      </div>
    </section>
  );
}

/** The language is the account's and this browser's; the look only this browser's. */
function Looks() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const speakAlways = useChooseLang();
  const theme = useStored(themeChoice);
  const choose = async (lang: Lang) => {
    try {
      await speakAlways(lang);
    } catch (error) {
      void message.error(asProblem(error).text);
    }
  };
  return (
    <Section title={t('me.looks')}>
      <div className={css.choices}>
        <Segmented<Lang>
          aria-label={t('frame.language')}
          value={currentLang()}
          onChange={(lang) => void choose(lang)}
          options={[
            { value: 'zh', label: t('frame.langZh') },
            { value: 'en', label: t('frame.langEn') },
          ]}
        />
        <Segmented<ThemeChoice>
          aria-label={t('frame.theme')}
          value={theme}
          onChange={(choice) => themeChoice.set(choice)}
          options={[
            { value: 'light', label: t('frame.themeLight') },
            { value: 'dark', label: t('frame.themeDark') },
            { value: 'system', label: t('frame.themeSystem') },
          ]}
        />
      </div>
    </Section>
  );
}

const BLAME = { password_wrong: 'old', password_too_short: 'new', password_too_long: 'new', password_too_common: 'new' };

function PasswordSection() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const fields = useMemo<FormField[]>(
    () => [
      { id: 'old', label: t('me.oldPassword'), kind: 'password', required: true },
      { id: 'new', label: t('settings.newPassword'), kind: 'password', required: true, hint: t('me.passwordHint') },
    ],
    [t],
  );
  const submit = (values: FormValues) => ok(api.PATCH('/api/me', { body: { password: { old: textOf(values, 'old'), new: textOf(values, 'new') } } }));
  const form = useForm({ fields, start: { old: '', new: '' }, submit, blame: BLAME });
  const save = async () => {
    if (!(await form.save())) return;
    form.forget();
    void message.success(t('me.passwordChanged'));
  };
  return (
    <Section title={t('me.password')}>
      <div className={css.form}>
        <FormFields fields={fields} form={form} onSave={() => void save()} />
        <Button className={css.save ?? ''} loading={form.busy} onClick={() => void save()}>
          {t('me.changePassword')}
        </Button>
      </div>
    </Section>
  );
}

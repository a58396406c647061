/** The door. */
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { asProblem, type Problem } from '@/api/problem';
import { useLogin, useMe } from '@/api/session';
import { currentLang, speak } from '@/lib/i18n';
import { Logo } from '@/ui/Logo';
import css from './LoginPage.module.css';

/** Only addresses of ours: a link must not log people in and send them elsewhere. */
function safe(back: string | null): string {
  return back?.startsWith('/') && !back.startsWith('//') && !back.includes('\\') ? back : '/';
}

export function LoginPage() {
  const { t } = useTranslation();
  const { me } = useMe();
  const enter = useLogin();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const back = safe(search.get('back'));

  if (me && !busy) return <Navigate to={back} replace />;

  const submit = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await enter(login.trim(), password);
      void navigate(back, { replace: true });
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };

  return (
    <main className={css.page}>
      <form
        className={css.card}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h1 className={css.name}>
          <Logo size={32} />
          {t('frame.product')}
        </h1>
        <p className={css.claim}>{t('login.claim')}</p>
        <label className={css.label} htmlFor="login">
          {t('login.login')}
        </label>
        <Input
          id="login"
          size="large"
          autoFocus
          autoComplete="username"
          autoCapitalize="none"
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
        <label className={css.label} htmlFor="password">
          {t('login.password')}
        </label>
        <Input.Password
          id="password"
          size="large"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <div className={css.problem} role="alert">
          {problem?.text}
        </div>
        <Button type="primary" size="large" htmlType="submit" block loading={busy}>
          {t('login.enter')}
        </Button>
        <button type="button" className={css.lang} onClick={() => void speak(currentLang() === 'zh' ? 'en' : 'zh')}>
          {t('frame.otherLanguage')}
        </button>
      </form>
    </main>
  );
}

/** What one wants by mail. Each switch holds at once. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { Section } from '@/ui/RecordPage';
import css from './MePage.module.css';

type Preference = components['schemas']['NoticePreference'];
type Preferences = components['schemas']['NoticePreferences'];

const KEY = ['notice', 'preferences'];

export function MailSection() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => ok(api.GET('/api/notice-preferences', { signal })) });
  const change = useMutation({
    mutationFn: (wish: Preference) => ok(api.PUT('/api/notice-preferences', { body: { items: [wish] } })),
    onSuccess: (saved) => queries.setQueryData(KEY, saved),
    onError: (failure) => void message.error(asProblem(failure).text),
  });
  if (!data) return null;
  const wish = change.isPending ? change.variables : undefined;
  return (
    <Section title={t('notices.mail.title')}>
      <p className={css.hint}>{where(data, t)}</p>
      <ul className={css.switches}>
        {data.items.map(({ subject, mail }) => (
          <li key={subject}>
            <span id={`mail-${subject}`}>{t(`notices.mail.subject.${subject}`)}</span>
            <Switch aria-labelledby={`mail-${subject}`} checked={wish?.subject === subject ? wish.mail : mail} onChange={(on) => change.mutate({ subject, mail: on })} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function where({ sends, email }: Preferences, t: (key: string, facts?: Record<string, string>) => string): string {
  if (!sends) return t('notices.mail.off');
  return email === '' ? t('notices.mail.nowhere') : t('notices.mail.to', { email });
}

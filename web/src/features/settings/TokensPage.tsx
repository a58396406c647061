/** Keys for programs: made here, shown once, taken back. */
import { CopyOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { useMe } from '@/api/session';
import { addDays, dayOf, startOfDay } from '@/lib/format';
import { currentLang } from '@/lib/i18n';
import { ActionBar } from '@/ui/ActionBar';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { type FormField, type FormValues, listOf, textOf } from '@/ui/form/model';
import { PlainTable } from '@/ui/PlainTable';
import { ProgressLine } from '@/ui/ProgressLine';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';
import plain from '@/ui/PlainPage.module.css';
import css from './Settings.module.css';

type Token = components['schemas']['TokenView'];
const rowKey = (token: Token) => token.id;

function stateOf(token: Token, now: number): string {
  if (token.revoked_at != null) return 'revoked';
  return token.ends_at != null && Date.parse(token.ends_at) < now ? 'ended' : 'active';
}

export function TokensPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string>();
  const { data, error, refetch, dataUpdatedAt } = useQuery({ queryKey: ['token', 'all'], queryFn: ({ signal }) => ok(api.GET('/api/tokens', { signal })) });
  const revoke = async (token: Token) => {
    try {
      await ok(api.DELETE('/api/tokens/{id}', { params: { path: { id: token.id } } }));
    } catch (failure) {
      void message.error(asProblem(failure).text);
    }
    await queries.invalidateQueries({ queryKey: ['token'] });
  };
  const make = { id: 'new', label: t('settings.tokenNew'), primary: true, run: () => setMaking(true) };
  if (error != null) return <ErrorState error={error} again={() => void refetch()} />;
  return (
    <section className={plain.page} aria-label={t('settings.part.tokens')}>
      <header className={plain.head}>
        <h1 className={plain.title}>{t('settings.part.tokens')}</h1>
        <ActionBar actions={[make]} />
      </header>
      {data === undefined && <ProgressLine />}
      {data?.length === 0 && (
        <EmptyState title={t('settings.noTokens')} text={t('settings.noTokensText')}>
          <ActionBar actions={[make]} />
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <PlainTable
          label={t('settings.part.tokens')}
          rows={data}
          rowKey={rowKey}
          columns={[
            { id: 'name', title: t('settings.name'), render: (token) => token.name },
            { id: 'hint', title: t('settings.tokenTail'), render: (token) => <code>…{token.hint}</code> },
            { id: 'actor', title: t('settings.tokenOf'), render: (token) => token.actor.name },
            { id: 'actions', title: t('settings.tokenMay'), align: 'right', render: (token) => <span title={token.actions.join('\n')}>{t('settings.actionCount', { count: token.actions.length })}</span> },
            { id: 'created', title: t('settings.createdAt'), render: (token) => <TimeText at={token.created_at} /> },
            { id: 'used', title: t('settings.usedAt'), render: (token) => (token.used_at == null ? t('settings.neverUsed') : <TimeText at={token.used_at} />) },
            { id: 'ends', title: t('settings.endsAt'), render: (token) => (token.ends_at == null ? t('settings.endless') : <TimeText at={token.ends_at} />) },
            { id: 'state', title: t('settings.state'), render: (token) => <StateTag state={stateOf(token, dataUpdatedAt)} kind="token" /> },
            {
              id: 'tools',
              title: '',
              align: 'right',
              render: (token) =>
                token.revoked_at == null && (
                  <Button size="small" danger onClick={() => void revoke(token)}>
                    {t('settings.revoke')}
                  </Button>
                ),
            },
          ]}
        />
      )}
      {making && <TokenForm onClose={() => setMaking(false)} onMade={setSecret} />}
      {secret !== undefined && <SecretOnce secret={secret} close={() => setSecret(undefined)} />}
    </section>
  );
}

function SecretOnce({ secret, close }: { secret: string; close: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      void message.success(t('common.copied'));
    } catch {
      void message.warning(t('settings.copyByHand'));
    }
  };
  return (
    <Modal open title={t('settings.secretTitle')} closable={false} mask={{ closable: false }} keyboard={false} footer={<Button type="primary" onClick={close}>{t('settings.secretKept')}</Button>}>
      <p>{t('settings.secretText')}</p>
      <div className={css.secret}>
        <code>{secret}</code>
        <Button icon={<CopyOutlined />} onClick={() => void copy()}>
          {t('common.copy')}
        </Button>
      </div>
      <p className={css.note}>
        <code>{HEADER}</code>
      </p>
    </Modal>
  );
}

/** How programs show it; the same in every language. */
const HEADER = 'Authorization: Bearer …';
const DAYS = [30, 90, 365];

function TokenForm({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const { t } = useTranslation();
  const { me } = useMe();
  const queries = useQueryClient();
  const { data: known } = useQuery({ queryKey: ['role', 'actions'], queryFn: ({ signal }) => ok(api.GET('/api/actions', { signal })), staleTime: Infinity });
  const fields = useMemo<FormField[]>(() => {
    // A key can do no more than who makes it.
    const mine = (known?.items ?? []).filter(({ name }) => me?.actions.includes(name));
    return [
      { id: 'name', label: t('settings.name'), kind: 'text', required: true, placeholder: t('settings.tokenLike') },
      { id: 'days', label: t('settings.endsAt'), kind: 'choice', choices: DAYS.map((days) => ({ value: String(days), label: t('customers.days', { count: days }) })), placeholder: t('settings.endless') },
      { id: 'actions', label: t('settings.tokenMay'), kind: 'many', wide: true, required: true, choices: mine.map(({ name, zh, en }) => ({ value: name, label: currentLang() === 'en' ? en : zh })) },
    ];
  }, [t, known, me]);
  const submit = async (values: FormValues) => {
    const days = textOf(values, 'days');
    const ends = days === '' ? null : startOfDay(addDays(dayOf(new Date()), Number(days) + 1));
    const made = await ok(api.POST('/api/tokens', { body: { name: textOf(values, 'name'), actions: listOf(values, 'actions'), ends_at: ends } }));
    await queries.invalidateQueries({ queryKey: ['token'] });
    onMade(made.secret);
  };
  return <FormDrawer title={t('settings.tokenNew')} okText={t('settings.tokenMake')} fields={fields} start={{ name: '', days: '90', actions: [] }} submit={submit} onClose={onClose} />;
}

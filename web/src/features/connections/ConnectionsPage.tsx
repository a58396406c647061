/** The systems a process may ask: where each is, how to sign in, and whether it answers. */
import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { type Connection, setActive, useConnections } from '@/features/connections/api';
import { ConnectionForm } from '@/features/connections/ConnectionForm';
import { TryDrawer } from '@/features/connections/TryDrawer';
import { ActionBar } from '@/ui/ActionBar';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { PlainTable } from '@/ui/PlainTable';
import { inLang } from '@/ui/process/words';
import { ProgressLine } from '@/ui/ProgressLine';
import { TimeText } from '@/ui/texts';
import plain from '@/ui/PlainPage.module.css';
import css from './Connections.module.css';

const rowKey = (one: Connection) => one.id;

type Open = { form: Connection | undefined } | { tried: Connection };

export function ConnectionsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useConnections();
  const [open, setOpen] = useState<Open | null>(null);
  const make = { id: 'new', label: t('connections.new'), icon: <PlusOutlined />, primary: true, run: () => setOpen({ form: undefined }) };
  if (error != null) return <ErrorState error={error} again={() => void refetch()} />;
  const close = () => setOpen(null);
  return (
    <section className={plain.page} aria-label={t('settings.part.connections')}>
      <header className={plain.head}>
        <h1 className={plain.title}>{t('settings.part.connections')}</h1>
        <ActionBar actions={[make]} />
      </header>
      {data === undefined && <ProgressLine />}
      {data?.length === 0 && (
        <EmptyState title={t('connections.empty')} text={t('connections.emptyText')}>
          <ActionBar actions={[make]} />
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <>
          <p className={css.note}>{t('connections.help')}</p>
          <Table rows={data} edit={(form) => setOpen({ form })} look={(tried) => setOpen({ tried })} />
        </>
      )}
      {open && 'form' in open && <ConnectionForm before={open.form} onClose={close} onSaved={(tried) => setOpen({ tried })} />}
      {open && 'tried' in open && <TryDrawer connection={open.tried} onClose={close} />}
    </section>
  );
}

interface TableProps {
  rows: Connection[];
  edit: (connection: Connection) => void;
  look: (connection: Connection) => void;
}

function Table({ rows, edit, look }: TableProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const use = async (connection: Connection, active: boolean) => {
    try {
      await setActive(connection, active);
    } catch (failure) {
      void message.error(asProblem(failure).text);
    }
    await queries.invalidateQueries({ queryKey: ['connection'] });
    await queries.invalidateQueries({ queryKey: ['process', 'offer'] });
  };
  return (
    <PlainTable
      label={t('settings.part.connections')}
      rows={rows}
      rowKey={rowKey}
      columns={[
        { id: 'name', title: t('connections.name'), wrap: true, width: 220, render: (one) => <Name one={one} edit={edit} /> },
        { id: 'code', title: t('connections.code'), width: 140, render: (one) => <code>{one.code}</code> },
        { id: 'address', title: t('connections.address'), wrap: true, render: (one) => <code className={css.address}>{one.address}</code> },
        { id: 'auth', title: t('connections.auth'), width: 160, render: (one) => <SignsIn one={one} /> },
        { id: 'bounds', title: t('connections.bounds'), width: 140, render: (one) => t('connections.within', { seconds: one.seconds_max, count: one.tries_max }) },
        {
          id: 'tools',
          title: '',
          align: 'right',
          width: 180,
          render: (one) => (
            <span className={css.tools}>
              {one.allowed_actions.includes('try') && <Button size="small" onClick={() => look(one)}>{t('connections.try')}</Button>}
              {one.allowed_actions.includes('close') && <Button size="small" onClick={() => void use(one, false)}>{t('connections.close')}</Button>}
              {one.allowed_actions.includes('open') && <Button size="small" onClick={() => void use(one, true)}>{t('connections.open')}</Button>}
            </span>
          ),
        },
      ]}
    />
  );
}

function Name({ one, edit }: { one: Connection; edit: (connection: Connection) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Button type="link" size="small" className={css.name ?? ''} onClick={() => edit(one)}>
        {inLang(one.name, one.name_en)}
      </Button>
      {!one.active && <Tag>{t('connections.inactive')}</Tag>}
      {one.is_private && <Tag>{t('connections.own')}</Tag>}
    </>
  );
}

function SignsIn({ one: { auth, secret_at } }: { one: Connection }) {
  const { t } = useTranslation();
  return (
    <>
      {t(`connections.auths.${auth}`)}
      {secret_at != null && (
        <span className={css.quiet}>
          {t('connections.setAt')} <TimeText at={secret_at} />
        </span>
      )}
    </>
  );
}

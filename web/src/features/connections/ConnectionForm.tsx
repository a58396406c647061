/** Entering a connection, and changing one. A secret is typed and never shown again. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AUTHS, type Connection, saveConnection } from '@/features/connections/api';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { type FormField, type FormValues, flagOf, textOf, wholeOf } from '@/ui/form/model';

type Auth = (typeof AUTHS)[number];

function useFields(before: Connection | undefined, auth: Auth): FormField[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const fields: FormField[] = [
      { id: 'name', label: t('connections.name'), kind: 'text', required: true, placeholder: t('connections.nameLike') },
      { id: 'name_en', label: t('connections.nameEn'), kind: 'text' },
      { id: 'code', label: t('connections.code'), kind: 'text', required: true, placeholder: 'erp', disabled: before !== undefined, hint: t('connections.codeHint') },
      { id: 'address', label: t('connections.address'), kind: 'text', required: true, wide: true, placeholder: 'https://erp.example.com/api', hint: t('connections.addressHint') },
      { id: 'is_private', label: t('connections.private'), kind: 'flag', wide: true, hint: t('connections.privateHint') },
      { id: 'auth', label: t('connections.auth'), kind: 'choice', required: true, choices: AUTHS.map((value) => ({ value, label: t(`connections.auths.${value}`) })) },
    ];
    if (auth === 'basic' || auth === 'header') fields.push({ id: 'auth_name', label: t(`connections.authName.${auth}`), kind: 'text', required: true, placeholder: auth === 'header' ? 'X-Api-Key' : '' });
    if (auth !== 'none') fields.push({ id: 'secret', label: t(`connections.secrets.${auth}`), kind: 'password', wide: true, hint: t(before?.secret_at == null ? 'connections.secretNew' : 'connections.secretStays') });
    fields.push(
      { id: 'seconds_max', label: t('connections.seconds'), kind: 'whole', required: true, hint: t('connections.secondsHint') },
      { id: 'tries_max', label: t('connections.tries'), kind: 'whole', required: true, hint: t('connections.triesHint') },
    );
    return fields;
  }, [t, before, auth]);
}

interface ConnectionFormProps {
  before?: Connection | undefined;
  onClose: () => void;
  onSaved: (saved: Connection) => void;
}

export function ConnectionForm({ before, onClose, onSaved }: ConnectionFormProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [auth, setAuth] = useState<Auth>(before?.auth ?? 'bearer');
  const start: FormValues = {
    name: before?.name ?? '',
    name_en: before?.name_en ?? '',
    code: before?.code ?? '',
    address: before?.address ?? '',
    is_private: before?.is_private ?? false,
    auth: before?.auth ?? 'bearer',
    auth_name: before?.auth_name ?? '',
    secret: '',
    seconds_max: String(before?.seconds_max ?? 10),
    tries_max: String(before?.tries_max ?? 8),
  };
  const submit = async (values: FormValues) => {
    const secret = textOf(values, 'secret');
    const saved = await saveConnection(before, {
      code: textOf(values, 'code'),
      name: textOf(values, 'name'),
      name_en: textOf(values, 'name_en'),
      address: textOf(values, 'address'),
      is_private: flagOf(values, 'is_private'),
      auth: textOf(values, 'auth') as Auth,
      auth_name: textOf(values, 'auth_name'),
      ...(secret === '' ? {} : { secret }),
      seconds_max: wholeOf(values, 'seconds_max'),
      tries_max: wholeOf(values, 'tries_max'),
    });
    await queries.invalidateQueries({ queryKey: ['connection'] });
    await queries.invalidateQueries({ queryKey: ['process', 'offer'] });
    onSaved(saved);
  };
  // Without a draft: a secret must not lie about.
  return (
    <FormDrawer
      title={before ? t('connections.edit', { name: before.name }) : t('connections.new')}
      fields={useFields(before, auth)}
      start={start}
      submit={submit}
      more={({ values }) => <Follow auth={textOf(values, 'auth') as Auth} tell={setAuth} />}
      onSaved={() => undefined}
      onClose={onClose}
    />
  );
}

/** Which fields there are depends on how one signs in. */
function Follow({ auth, tell }: { auth: Auth; tell: (auth: Auth) => void }) {
  useEffect(() => tell(auth), [auth, tell]);
  return null;
}

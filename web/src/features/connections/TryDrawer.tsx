/** Looks whether another system answers, and shows what came. Nothing is changed there. */
import { CheckCircleFilled, WarningFilled } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Drawer, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Connection, type Tried, tryConnection } from '@/features/connections/api';
import { useMedia } from '@/lib/media';
import { inLang } from '@/ui/process/words';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { ProgressLine } from '@/ui/ProgressLine';
import { size } from '@/ui/tokens';
import css from './Connections.module.css';

const WIDTH = 520;
const PATH_LIKE = '/health';

export function TryDrawer({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t } = useTranslation();
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  const [path, setPath] = useState('');
  const look = useMutation({ mutationFn: () => tryConnection(connection.id, path) });
  return (
    <Drawer open title={t('connections.tryTitle', { name: inLang(connection.name, connection.name_en) })} size={phone ? '100%' : WIDTH} onClose={onClose}>
      <form
        className={css.try}
        onSubmit={(event) => {
          event.preventDefault();
          look.mutate();
        }}
      >
        <p className={css.note}>{t('connections.tryHelp')}</p>
        <code className={css.address}>{connection.address}</code>
        <Input autoFocus aria-label={t('connections.path')} placeholder={PATH_LIKE} value={path} onChange={(event) => setPath(event.target.value)} />
        <Button type="primary" htmlType="submit" loading={look.isPending}>
          {t('connections.try')}
        </Button>
      </form>
      {look.isPending && <ProgressLine />}
      {look.error != null && <ProblemBanner error={look.error} />}
      {look.data && !look.isPending && <Came tried={look.data} />}
    </Drawer>
  );
}

function Came({ tried: { status, content_type, text, milliseconds } }: { tried: Tried }) {
  const { t } = useTranslation();
  const fine = status != null && status < 400;
  return (
    <div className={css.came} role="status">
      <p className={fine ? css.fine : css.bad}>
        {fine ? <CheckCircleFilled /> : <WarningFilled />} {status == null ? t('connections.noAnswer') : t('connections.answered', { status })}
        <span className="num"> {t('connections.took', { milliseconds })}</span>
      </p>
      {status === 401 || status === 403 ? <p>{t('connections.notLetIn')}</p> : null}
      {content_type !== '' && <code>{content_type}</code>}
      {text !== '' && <pre className={css.text}>{text}</pre>}
    </div>
  );
}

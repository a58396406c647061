/** Another system would be asked here. A walk asks nobody: what it answers is made up. */
import { CloudOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalkAnswer, WalkWaiting } from '@/features/process/api';
import { inLang } from '@/features/process/names';
import css from './Walk.module.css';

interface AskedCardProps {
  waiting: WalkWaiting;
  asks: NonNullable<WalkWaiting['asks']>;
  busy: boolean;
  answer: (answer: WalkAnswer) => void;
  choose: (step: string) => void;
}

const MADE_UP = '{"number": "A-1"}';

/** What was typed as JSON; `undefined` when it is none. */
function read(text: string): unknown {
  try {
    return text.trim() === '' ? null : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

export function AskedCard({ waiting, asks, busy, answer, choose }: AskedCardProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(MADE_UP);
  const [code, setCode] = useState('http_404');
  const said = read(text);
  const told = (kind: string, vars: Record<string, unknown>) => answer({ step: waiting.step, answer: kind, comment: '', minutes: 0, vars });
  return (
    <div className={css.waiting}>
      <div className={css.line}>
        <CloudOutlined className={css.asked ?? ''} />
        <button type="button" className={css.name} onClick={() => choose(waiting.step)}>
          {inLang(waiting.name, waiting.name_en)}
        </button>
      </div>
      <p className={css.quiet}>{t('process.walk.asks', { connection: asks.connection })}</p>
      <code>{asks.request}</code>
      <p className={css.quiet}>{t('process.walk.asksNobody')}</p>
      <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} aria-label={t('process.walk.madeUpAnswer')} status={said === undefined ? 'error' : ''} value={text} onChange={(event) => setText(event.target.value)} />
      <div className={css.buttons}>
        <Button size="small" type="primary" disabled={busy || said === undefined} onClick={() => told('answer', { status: 200, answer: said })}>
          {t('process.walk.answer.answer')}
        </Button>
        <Button size="small" disabled={busy || code.trim() === ''} onClick={() => told('refuse', { error_code: code.trim(), error_message: '' })}>
          {t('process.walk.answer.refuse')}
        </Button>
        <Input size="small" style={{ width: 140 }} aria-label={t('process.walk.errorCode')} value={code} onChange={(event) => setCode(event.target.value)} />
      </div>
    </div>
  );
}

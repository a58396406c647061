/** The answer: what one says to it, the big buttons, and behind "more" everything else that may be done. */
import { DownOutlined, EditOutlined, PaperClipOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Input } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, approve, attach, claim, type Command, reject, removeSigner, type Runner, type TaskView, type Vars, withdraw } from '@/features/tasks/api';
import { Dialog, type DialogName } from '@/features/tasks/Dialogs';
import { SignaturePad } from '@/features/tasks/SignaturePad';
import { inLang } from '@/ui/process/words';
import { ProblemBanner } from '@/ui/ProblemBanner';
import css from './Answer.module.css';

const RARE: DialogName[] = ['return', 'resubmit', 'transfer', 'delegate', 'add_signer', 'copy', 'remind', 'comment', 'reassign'];
/** Waits for whoever should act on it; after these the reader is through with the task. */
const LEAVES: DialogName[] = ['return', 'transfer', 'delegate', 'resubmit'];

interface AnswerBarProps {
  task: TaskView;
  runner: Runner;
  /** What was filled in above. */
  vars: Vars;
  onDone: () => void;
}

export function AnswerBar({ task, runner, vars, onDone }: AnswerBarProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const field = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const [comment, setComment] = useState('');
  const [signature, setSignature] = useState<string>();
  const [signing, setSigning] = useState(false);
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [asked, setAsked] = useState(false);
  const may = (action: string) => task.allowed_actions.includes(action);
  const does = (command: Command, said: string, leaves: boolean) => async () => {
    if ((await runner.run(command)) === null) return;
    setComment('');
    void message.success(said);
    if (leaves) onDone();
  };
  const refuse = () => {
    if (comment.trim() === '') {
      setAsked(true);
      field.current?.focus();
    } else void does(reject({ comment, signature, vars }), t('tasks.did.reject', { number: task.number }), true)();
  };
  if (task.allowed_actions.length === 0) return null;

  const more = [
    ...RARE.filter(may).map((id) => ({ key: id, label: t(`tasks.action.${id}`), onClick: () => setDialog(id) })),
    ...(may('remove_signer') ? [{ key: 'remove_signer', label: t('tasks.action.remove_signer'), onClick: () => void does(removeSigner, t('tasks.did.other'), true)() }] : []),
  ];
  const answers = mainAnswers();
  const writes = may('comment') || answers.length > 0;
  return (
    <footer className={css.bar} aria-busy={runner.busy}>
      {runner.problem && <ProblemBanner error={runner.problem} />}
      {signing && <SignaturePad onChange={setSignature} />}
      {writes && (
        <div className={css.words}>
          <Input.TextArea
            ref={(input) => {
              field.current = input?.resizableTextArea?.textArea ?? null;
            }}
            aria-label={t('tasks.comment')}
            placeholder={t(asked ? 'tasks.commentFirst' : 'tasks.comment')}
            status={asked && comment.trim() === '' ? 'error' : ''}
            autoSize={{ minRows: 1, maxRows: 5 }}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
          {may('comment') && <Button type="text" icon={<PaperClipOutlined />} aria-label={t('tasks.attach')} title={t('tasks.attach')} onClick={() => file.current?.click()} />}
          {(may('approve') || may('reject')) && (
            <Button type="text" icon={<EditOutlined />} aria-pressed={signing} aria-label={t('tasks.sign')} title={t('tasks.sign')} onClick={() => setSigning(!signing)} />
          )}
        </div>
      )}
      <div className={css.buttons}>
        {answers}
        {may('claim') && !may('approve') && answers.length === 0 && (
          <Button size="large" onClick={() => void does(claim, t('tasks.did.claim'), false)()}>
            {t('tasks.action.claim')}
          </Button>
        )}
        {may('withdraw') && (
          <Button size="large" onClick={() => void does(withdraw, t('tasks.did.withdraw'), true)()}>
            {t('tasks.action.withdraw')}
          </Button>
        )}
        {more.length > 0 && (
          <Dropdown trigger={['click']} placement="topRight" menu={{ items: [...(may('claim') && answers.length > 0 ? [{ key: 'claim', label: t('tasks.action.claim'), onClick: () => void does(claim, t('tasks.did.claim'), false)() }] : []), ...more] }}>
            <Button size="large">
              {t('common.more')}
              <DownOutlined />
            </Button>
          </Dropdown>
        )}
      </div>
      <input
        ref={file}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={t('tasks.attach')}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          if (chosen) void does(attach(chosen), t('tasks.did.attach', { file: chosen.name }), false)();
          event.target.value = '';
        }}
      />
      {dialog && (
        <Dialog
          name={dialog}
          task={task}
          comment={comment}
          close={() => setDialog(null)}
          done={(name) => {
            setComment('');
            void message.success(t('tasks.did.other'));
            if (LEAVES.includes(name)) onDone();
          }}
        />
      )}
    </footer>
  );

  function mainAnswers() {
    const button = (key: string, label: string, run: () => unknown, look: { primary?: boolean; danger?: boolean } = {}) => (
      <Button key={key} size="large" type={look.primary === true ? 'primary' : 'default'} danger={look.danger === true} disabled={runner.busy} className={css.main ?? ''} onClick={() => void run()}>
        {label}
      </Button>
    );
    const buttons = [];
    if (may('reject')) buttons.push(button('reject', t('tasks.reject'), refuse, { danger: true }));
    if (may('approve')) buttons.push(button('approve', t('tasks.approve'), does(approve({ comment, signature, vars }), t('tasks.did.approve', { number: task.number }), true), { primary: true }));
    if (may('answer') && (task.owner_id != null || task.outcomes.length === 0)) {
      buttons.push(button('done', t(task.owner_id == null ? 'tasks.finish' : 'tasks.giveBack'), does(answer('done', { comment, vars }), t('tasks.did.answer', { number: task.number }), true), { primary: true }));
    } else if (may('answer')) {
      for (const [index, outcome] of task.outcomes.entries()) {
        buttons.push(button(outcome.code, inLang(outcome.name, outcome.name_en), does(answer(outcome.code, { comment, vars }), t('tasks.did.answer', { number: task.number }), true), { primary: index === 0 }));
      }
    }
    return buttons;
  }
}

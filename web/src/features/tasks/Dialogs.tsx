/** What is asked before a task is handed on, sent back, or told to others. */
import { Input, Segmented, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addSigner, copyTo, handOver, remind, resubmit, say, sendBack, type Command, type SignerPlace, type TaskView, useRefresh } from '@/features/tasks/api';
import { ActionDialog, DialogField } from '@/ui/ActionDialog';
import { Lookup } from '@/ui/Lookup';
import type { Option } from '@/ui/lookup';
import { inLang } from '@/ui/process/words';
import { colleagueSource } from '@/ui/sources';

export type DialogName = 'return' | 'transfer' | 'delegate' | 'reassign' | 'add_signer' | 'copy' | 'remind' | 'comment' | 'resubmit';

interface DialogProps {
  name: DialogName;
  task: TaskView;
  /** What was typed beside the buttons goes along. */
  comment: string;
  close: () => void;
  done: (name: DialogName) => void;
}

const SUBMITTER = 'submitter';
const PLACES: SignerPlace[] = ['before', 'after', 'parallel'];

export function Dialog({ name, task, comment: typed, close, done }: DialogProps) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [comment, setComment] = useState(typed);
  const [person, setPerson] = useState<Option | null>(null);
  const [readers, setReaders] = useState<Option[]>([]);
  const [step, setStep] = useState(task.earlier[0]?.step ?? SUBMITTER);
  const [place, setPlace] = useState<SignerPlace>('before');
  const [direct, setDirect] = useState(true);

  const to = person?.value ?? '';
  const command = (): Command => {
    switch (name) {
      case 'return':
        return sendBack(step, comment);
      case 'transfer':
      case 'delegate':
      case 'reassign':
        return handOver(name, to, comment);
      case 'add_signer':
        return addSigner(to, place, comment);
      case 'copy':
        return copyTo(readers.map(({ value }) => value), comment);
      case 'remind':
        return remind(comment);
      case 'comment':
        return say(comment);
      case 'resubmit':
        return resubmit(direct, comment);
    }
  };
  const needsPerson = ['transfer', 'delegate', 'reassign', 'add_signer'].includes(name);
  const needsComment = name === 'comment' || name === 'return';
  const blocked =
    (needsPerson && person === null) || (name === 'copy' && readers.length === 0) ? t('tasks.personFirst') : needsComment && comment.trim() === '' ? t('tasks.commentFirst') : undefined;
  const steps = [...task.earlier.map((one) => ({ value: one.step, label: inLang(one.name, one.name_en) })), { value: SUBMITTER, label: t('tasks.submitter') }];

  return (
    <ActionDialog
      title={t(`tasks.action.${name}`)}
      okText={t(`tasks.action.${name}`)}
      blocked={blocked}
      onOk={async () => {
        await command()(task.id);
        refresh();
        done(name);
      }}
      onClose={close}
    >
      <p>{t(`tasks.explain.${name}`)}</p>
      {name === 'return' && (
        <DialogField label={t('tasks.returnTo')}>
          <Select value={step} options={steps} onChange={setStep} />
        </DialogField>
      )}
      {needsPerson && (
        <DialogField label={t('tasks.person')}>
          <Lookup source={colleagueSource} value={person} onChange={setPerson} autoFocus />
        </DialogField>
      )}
      {name === 'copy' && (
        <DialogField label={t('tasks.readers')}>
          <Lookup source={colleagueSource} value={null} onChange={(one) => one && setReaders((all) => (all.some(({ value }) => value === one.value) ? all : [...all, one]))} autoFocus />
          <span>
            {readers.map((one) => (
              <Tag key={one.value} closable onClose={() => setReaders((all) => all.filter(({ value }) => value !== one.value))}>
                {one.label}
              </Tag>
            ))}
          </span>
        </DialogField>
      )}
      {name === 'add_signer' && <Segmented<SignerPlace> value={place} onChange={setPlace} options={PLACES.map((value) => ({ value, label: t(`tasks.signer.${value}`) }))} />}
      {name === 'resubmit' && (
        <Segmented<string>
          value={direct ? 'direct' : 'drawn'}
          onChange={(way) => setDirect(way === 'direct')}
          options={['direct', 'drawn'].map((value) => ({ value, label: t(`tasks.way.${value}`) }))}
        />
      )}
      <DialogField label={t(needsComment ? 'tasks.commentNeeded' : 'tasks.comment')}>
        <Input.TextArea value={comment} autoSize={{ minRows: 2, maxRows: 6 }} onChange={(event) => setComment(event.target.value)} />
      </DialogField>
    </ActionDialog>
  );
}

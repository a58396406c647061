/** What is said about one step, whichever designer it is chosen in. */
import { Checkbox, Input } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '@/features/process/designer/context';
import { DeadlineEditor } from '@/features/process/panel/DeadlineEditor';
import { CallEditor, ScriptEditor, ServiceEditor, TableEditor, WaitEditor } from '@/features/process/panel/HouseEditors';
import type { LeafProps } from '@/features/process/panel/leaf';
import { Field, More } from '@/features/process/panel/Parts';
import { OutcomesEditor, RightsEditor } from '@/features/process/panel/RowsEditor';
import { VoteEditor } from '@/features/process/panel/VoteEditor';
import { WhoEditor } from '@/features/process/panel/WhoEditor';
import { namedAfter } from '@/features/process/names';
import { readWho } from '@/features/process/said/who';
import { withOurs } from '@/features/process/said/texts';
import { kindOf, type Leaf, type Said, type UserTask } from '@/features/process/tree/model';
import { currentLang } from '@/lib/i18n';

/** The name in the reader's language; the other stands under "more". */
export function NameField<S extends Said>({ said, onChange, other = false }: { said: S; onChange: (next: S, by: string) => void; other?: boolean }) {
  const { t } = useTranslation();
  const { mayWrite } = useDesk();
  const english = (currentLang() === 'en') !== other;
  const put = (text: string) => onChange(english ? { ...said, ours: withOurs(said.ours, { nameEn: text }) } : { ...said, name: text }, english ? 'nameEn' : 'name');
  const label = t(other ? (english ? 'process.nameEn' : 'process.nameZh') : 'process.name');
  return (
    <Field label={label}>
      <Input aria-label={label} disabled={!mayWrite} value={english ? (said.ours['nameEn'] ?? '') : said.name} onChange={(event) => put(event.target.value)} />
    </Field>
  );
}

/** How it is done, in the reader's language; the other stands under "more". */
function SopField({ said, onChange, other = false }: { said: Leaf; onChange: (next: Leaf, by: string) => void; other?: boolean }) {
  const { t } = useTranslation();
  const english = (currentLang() === 'en') !== other;
  const label = t(other ? (english ? 'process.sop.en' : 'process.sop.zh') : 'process.sop.label');
  const put = (text: string) => onChange(english ? { ...said, ours: withOurs(said.ours, { sopEn: text }) } : { ...said, sop: text }, english ? 'sopEn' : 'sop');
  return (
    <Field label={label} hint={other ? undefined : t('process.sop.help')}>
      <Input.TextArea aria-label={label} autoSize={{ minRows: 2, maxRows: 12 }} value={english ? (said.ours['sopEn'] ?? '') : said.sop} onChange={(event) => put(event.target.value)} />
    </Field>
  );
}

/** `rejected` is what only the list knows of an approval. Mounted anew for every step: what is half said belongs to one. */
export function LeafPanel({ leaf, onChange, rejected }: LeafProps & { rejected?: ReactNode }) {
  const { t } = useTranslation();
  const put = onChange as (next: Leaf, by?: string) => void;
  return (
    <>
      <NameField said={leaf} onChange={put} />
      <Editors leaf={leaf} put={put} rejected={rejected} />
      <More title={t('process.more')}>
        {leaf.element === 'userTask' && <TaskMore leaf={leaf} onChange={put} />}
        {leaf.element !== 'userTask' && leaf.element !== 'endEvent' && <SopField said={leaf} onChange={put} />}
        <NameField said={leaf} onChange={put} other />
        {leaf.element !== 'endEvent' && <SopField said={leaf} onChange={put} other />}
      </More>
    </>
  );
}

function Editors({ leaf, put, rejected }: { leaf: Leaf; put: (next: Leaf, by?: string) => void; rejected: ReactNode }) {
  switch (leaf.element) {
    case 'userTask':
      return <TaskEditors leaf={leaf} onChange={put} rejected={rejected} />;
    case 'serviceTask':
      return kindOf(leaf) === 'copy' ? <CopyEditor leaf={leaf} onChange={put} /> : <ServiceEditor leaf={leaf} onChange={put} />;
    case 'scriptTask':
      return <ScriptEditor leaf={leaf} onChange={put} />;
    case 'businessRuleTask':
      return <TableEditor leaf={leaf} onChange={put} />;
    case 'callActivity':
      return <CallEditor leaf={leaf} onChange={put} />;
    case 'intermediateCatchEvent':
      return <WaitEditor leaf={leaf} onChange={put} />;
    case 'endEvent':
      return null;
  }
}

function CopyEditor({ leaf, onChange }: LeafProps<Extract<Leaf, { element: 'serviceTask' }>>) {
  const { t } = useTranslation();
  return <WhoEditor first label={t('process.copyTo')} step={leaf.id} value={leaf.ours['who']} onChange={(who) => onChange({ ...leaf, ours: withOurs(leaf.ours, { who }) }, 'who')} />;
}

function TaskEditors({ leaf, onChange, rejected }: LeafProps<UserTask> & { rejected: ReactNode }) {
  const { t } = useTranslation();
  const { offer } = useDesk();
  const approval = leaf.ours['kind'] === 'approval';
  const who = readWho(leaf.ours['who']);
  const ours = (changes: Record<string, string>, by?: string) => onChange({ ...leaf, ours: withOurs(leaf.ours, changes) }, by);
  // One person alone needs no rule; a vote that is there is always shown.
  const several = who.length > 1 || who.some(({ is }) => !['user', 'starter', 'previous', 'did', 'manager'].includes(is)) || leaf.ours['vote'] !== undefined;
  return (
    <>
      <WhoEditor first label={t(approval ? 'process.who.approves' : 'process.who.works')} step={leaf.id} value={leaf.ours['who']} onChange={(next) => onChange(namedAfter({ ...leaf, ours: withOurs(leaf.ours, { who: next }) }, offer?.roles.find(({ code }) => next === `role:${code}`)), 'who')} />
      {several && <VoteEditor leaf={leaf} onChange={onChange} />}
      <DeadlineEditor leaf={leaf} onChange={onChange} />
      {rejected}
      {!approval && <OutcomesEditor value={leaf.ours['outcomes']} onChange={(outcomes) => ours({ outcomes }, 'outcomes')} />}
      <SopField said={leaf} onChange={onChange as (next: Leaf, by: string) => void} />
    </>
  );
}

function TaskMore({ leaf, onChange }: LeafProps<UserTask>) {
  const { t } = useTranslation();
  const ours = (changes: Record<string, string>, by?: string) => onChange({ ...leaf, ours: withOurs(leaf.ours, changes) }, by);
  return (
    <>
      <RightsEditor value={leaf.ours['fields']} onChange={(fields) => ours({ fields }, 'fields')} />
      <Checkbox checked={leaf.ours['revise'] === 'true'} onChange={(event) => ours({ revise: event.target.checked ? 'true' : '' })}>
        {t('process.revise')}
      </Checkbox>
      <WhoEditor label={t('process.copyAtStart')} step={leaf.id} value={leaf.ours['copy']} onChange={(copy) => ours({ copy }, 'copy')} />
    </>
  );
}

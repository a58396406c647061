/** All versions of a table: what was published when and why, how it looked, and the way back. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Decision, dropDraft, exportPath, fetchVersion, fetchVersions, publish, rollBack, type Version } from '@/features/decisions/api';
import type { Saving } from '@/features/decisions/editor/useDecision';
import { cellAt, columnsOf, titleOf } from '@/features/decisions/model';
import { ActionDialog, DialogField } from '@/ui/ActionDialog';
import { EmptyState } from '@/ui/EmptyState';
import { NameText } from '@/ui/NameText';
import { PlainTable } from '@/ui/PlainTable';
import { ProgressLine } from '@/ui/ProgressLine';
import { TimeText } from '@/ui/texts';
import css from './Editor.module.css';

interface VersionsProps {
  decision: Decision;
  /** What is written begins anew. */
  anew: () => void;
  onClose: () => void;
}

export function Versions({ decision, anew, onClose }: VersionsProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState<number | null>(null);
  const [back, setBack] = useState<number | null>(null);
  const { data } = useQuery({ queryKey: ['decision', decision.id, 'versions'], queryFn: ({ signal }) => fetchVersions(decision.id, signal) });
  const drop = async () => {
    queries.setQueryData(['decision', decision.id], await dropDraft(decision.id, decision.revision));
    onClose();
    anew();
  };
  return (
    <Drawer open size={760} title={t('decisions.versions')} onClose={onClose}>
      {decision.draft != null && (
        <p className={css.version}>
          <b>{t('decisions.draft')}</b> <TimeText at={decision.draft.changed_at} /> <NameText id={decision.draft.changed_by} />
          <span className={css.gap} />
          {decision.allowed_actions.includes('drop_draft') && (
            <Button size="small" danger onClick={() => void drop()}>
              {t('decisions.dropDraft')}
            </Button>
          )}
        </p>
      )}
      {data === undefined && <ProgressLine />}
      {data?.length === 0 && <EmptyState title={t('decisions.noVersions')} />}
      {data?.map((one) => (
        <VersionRow key={one.version} decision={decision} version={one} open={open === one.version} toggle={() => setOpen(open === one.version ? null : one.version)} back={() => setBack(one.version)} />
      ))}
      {back !== null && <RollBackDialog decision={decision} version={back} anew={anew} onClose={() => setBack(null)} />}
    </Drawer>
  );
}

interface VersionRowProps {
  decision: Decision;
  version: Version;
  open: boolean;
  toggle: () => void;
  back: () => void;
}

function VersionRow({ decision, version, open, toggle, back }: VersionRowProps) {
  const { t } = useTranslation();
  const mayBack = decision.allowed_actions.includes('roll_back') && version.version !== decision.version;
  return (
    <>
      <div className={css.version}>
        <b>{t('decisions.version', { version: version.version })}</b>
        <span className={css.hint}>
          <TimeText at={version.published_at} /> <NameText id={version.published_by} />
        </span>
        <span className={css.gap} />
        <Button size="small" href={exportPath(decision.id, 'xlsx', version.version)}>
          {'XLSX'}
        </Button>
        <Button size="small" aria-expanded={open} onClick={toggle}>
          {t(open ? 'decisions.hide' : 'decisions.look')}
        </Button>
        {mayBack && (
          <Button size="small" onClick={back}>
            {t('decisions.rollBack.verb')}
          </Button>
        )}
      </div>
      {version.note !== '' && <p className={css.hint}>{version.note}</p>}
      {open && <VersionLook decision={decision} version={version.version} />}
    </>
  );
}

function VersionLook({ decision, version }: { decision: Decision; version: number }) {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ['decision', decision.id, 'version', version], queryFn: ({ signal }) => fetchVersion(decision.id, version, signal), staleTime: Infinity });
  if (!data) return <ProgressLine />;
  const rows = data.table.rules.map((_, at) => at);
  const columns = columnsOf(data.table).map((column, index) => ({
    id: String(index),
    title: titleOf(data.table, column),
    wrap: true,
    render: (row: number) => cellAt(data.table, row, column) || '-',
  }));
  return <PlainTable label={t('decisions.version', { version })} rows={rows} rowKey={String} columns={columns} />;
}

function RollBackDialog({ decision, version, anew, onClose }: { decision: Decision; version: number; anew: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [note, setNote] = useState(t('decisions.rollBack.noteText', { version }));
  const run = async () => {
    queries.setQueryData(['decision', decision.id], await rollBack(decision.id, decision.revision, version, note.trim()));
    await queries.invalidateQueries({ queryKey: ['decision'] });
    anew();
  };
  return (
    <ActionDialog title={t('decisions.rollBack.title', { version })} okText={t('decisions.rollBack.verb')} onOk={run} onClose={onClose}>
      <p>{t('decisions.rollBack.text')}</p>
      <DialogField label={t('decisions.publish.note')}>
        <Input value={note} onChange={(event) => setNote(event.target.value)} />
      </DialogField>
    </ActionDialog>
  );
}

/** Publishing: steps ask the new version from now on. */
export function PublishDialog({ decision, saving, anew, onClose }: { decision: Decision; saving: Saving; anew: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const run = async () => {
    const latest = saving.state === 'saved' ? decision : await saving.save();
    const next = await publish(latest.id, latest.revision, note.trim());
    queries.setQueryData(['decision', decision.id], next);
    await queries.invalidateQueries({ queryKey: ['decision'] });
    anew();
    void message.success(t('decisions.publish.done', { version: next.version }));
  };
  return (
    <ActionDialog title={t('decisions.publish.title')} okText={t('decisions.publish.verb')} onOk={run} onClose={onClose}>
      <p>{t('decisions.publish.text')}</p>
      <DialogField label={t('decisions.publish.note')} hint={t('decisions.publish.noteHelp')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} value={note} onChange={(event) => setNote(event.target.value)} />
      </DialogField>
    </ActionDialog>
  );
}

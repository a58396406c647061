/** All versions: what was published when and why, what is different, and the way back. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Input, Switch } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { dropDraft, fetchDiff, fetchVersion, fetchVersions, type Process, rollBack, setActivity, type Version } from '@/features/process/api';
import { type Desk, DeskContext, useDesk } from '@/features/process/designer/context';
import { Differences } from '@/features/process/designer/Differences';
import { CannotList } from '@/features/process/designer/CannotList';
import { TreeView } from '@/features/process/designer/TreeView';
import { type Saving, useDesign } from '@/features/process/designer/useDesign';
import { MigrateDialog } from '@/features/process/designer/MigrateDialog';
import { ActionDialog, DialogField } from '@/ui/ActionDialog';
import { EmptyState } from '@/ui/EmptyState';
import { NameText } from '@/ui/NameText';
import { ProgressLine } from '@/ui/ProgressLine';
import { TimeText } from '@/ui/texts';
import css from './Designer.module.css';

export function Versions({ process, saving, anew, onClose }: { process: Process; saving: Saving; anew: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState<number | null>(null);
  const [back, setBack] = useState<number | null>(null);
  const [moving, setMoving] = useState<number | null>(null);
  const { data } = useQuery({ queryKey: ['process', process.id, 'versions'], queryFn: ({ signal }) => fetchVersions(process.id, signal) });
  const drop = async () => {
    queries.setQueryData(['process', process.id], await dropDraft(process.id, process.revision));
    void message.success(t('process.draftDropped'));
    onClose();
    anew();
  };
  return (
    <Drawer open size={720} title={t('process.versions')} onClose={onClose}>
      <Activity process={process} saving={saving} />
      {process.draft != null && (
        <div className={css.draft}>
          <span>
            <b>{t('process.draft')}</b> <TimeText at={process.draft.changed_at} /> <NameText id={process.draft.changed_by} />
          </span>
          {process.version != null && process.allowed_actions.includes('drop_draft') && (
            <Button size="small" danger onClick={() => void drop()}>
              {t('process.dropDraft')}
            </Button>
          )}
        </div>
      )}
      {data === undefined && <ProgressLine />}
      {data?.length === 0 && <EmptyState title={t('process.noVersions')} />}
      <ol className={css.versions}>
        {data?.map((one) => (
          <li key={one.version}>
            <VersionRow process={process} version={one} open={open === one.version} toggle={() => setOpen(open === one.version ? null : one.version)} back={() => setBack(one.version)} move={() => setMoving(one.version)} />
          </li>
        ))}
      </ol>
      {moving !== null && process.version != null && <MigrateDialog process={process} from={moving} to={process.version} onClose={() => setMoving(null)} />}
      {back !== null && <RollBackDialog process={process} version={back} anew={anew} onClose={() => setBack(null)} />}
    </Drawer>
  );
}

/** Whether new documents begin it. */
function Activity({ process, saving }: { process: Process; saving: Saving }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const may = process.allowed_actions.some((action) => action === 'close' || action === 'open');
  if (!may || process.version == null) return null;
  const change = async (on: boolean) => {
    try {
      saving.follow(await setActivity(process.id, process.revision, on ? 'in_use' : 'out_of_use'));
    } catch (error) {
      void message.error(asProblem(error).text);
    }
  };
  return (
    <label className={css.draft}>
      <span>
        <b>{t('process.inUse')}</b> {t('process.inUseHelp')}
      </span>
      <Switch checked={process.active} onChange={(on) => void change(on)} />
    </label>
  );
}

interface VersionRowProps {
  process: Process;
  version: Version;
  open: boolean;
  toggle: () => void;
  back: () => void;
  move: () => void;
}

function VersionRow({ process, version, open, toggle, back, move }: VersionRowProps) {
  const { t } = useTranslation();
  const mayMove = process.allowed_actions.includes('save_draft') && version.running > 0 && version.version !== process.version;
  const mayBack = process.allowed_actions.includes('roll_back') && version.version !== process.version;
  return (
    <>
      <div className={css.version}>
        <b>{t('process.version', { version: version.version })}</b>
        <span className={css.quiet}>
          <TimeText at={version.published_at} /> <NameText id={version.published_by} /> · {t('process.runningCount', { count: version.running })}
        </span>
        <span className={css.gap} />
        <Button size="small" aria-expanded={open} onClick={toggle}>
          {t(open ? 'process.hide' : 'process.look')}
        </Button>
        {mayMove && (
          <Button size="small" onClick={move}>
            {t('process.migrate.open', { version: process.version })}
          </Button>
        )}
        {mayBack && (
          <Button size="small" onClick={back}>
            {t('process.rollBack.verb')}
          </Button>
        )}
      </div>
      {version.note !== '' && <p className={css.note}>{version.note}</p>}
      {open && <VersionLook process={process} version={version.version} />}
    </>
  );
}

function VersionLook({ process, version }: { process: Process; version: number }) {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ['process', process.id, 'version', version], queryFn: ({ signal }) => fetchVersion(process.id, version, signal), staleTime: Infinity });
  const { data: diff } = useQuery({
    queryKey: ['difference', process.id, version - 1, version],
    queryFn: ({ signal }) => fetchDiff(process.id, version - 1, String(version), signal),
    enabled: version > 1,
    staleTime: Infinity,
  });
  return (
    <>
      {diff && (
        <>
          <h3 className={css.small}>{t('process.diff.since', { version: version - 1 })}</h3>
          <Differences all={diff} />
        </>
      )}
      {data ? <Picture file={data.bpmn} /> : <ProgressLine />}
    </>
  );
}

/** A version as a list, to be looked at. */
function Picture({ file }: { file: string }) {
  const desk = useDesk();
  const design = useDesign(file, false);
  const { tree, reasons } = design.doc;
  const shown = useMemo<Desk>(() => ({ ...desk, tree, mayWrite: false, marks: new Map(), walked: new Map() }), [desk, tree]);
  return (
    <DeskContext value={shown}>
      <div className={css.picture}>{tree ? <TreeView design={design} tree={tree} zoom={0.8} /> : <CannotList reasons={reasons} file={file} />}</div>
    </DeskContext>
  );
}

function RollBackDialog({ process, version, anew, onClose }: { process: Process; version: number; anew: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [note, setNote] = useState(t('process.rollBack.noteText', { version }));
  const run = async () => {
    queries.setQueryData(['process', process.id], await rollBack(process.id, process.revision, version, note.trim()));
    await queries.invalidateQueries({ queryKey: ['process'] });
    anew();
  };
  return (
    <ActionDialog title={t('process.rollBack.title', { version })} okText={t('process.rollBack.verb')} onOk={run} onClose={onClose}>
      <p>{t('process.rollBack.text')}</p>
      <DialogField label={t('process.publish.note')}>
        <Input value={note} onChange={(event) => setNote(event.target.value)} />
      </DialogField>
    </ActionDialog>
  );
}

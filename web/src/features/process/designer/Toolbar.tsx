/** What can be done with the whole process. */
import {
  ArrowLeftOutlined, DownloadOutlined, HistoryOutlined, MinusOutlined, PlayCircleOutlined, PlusOutlined, RedoOutlined, UndoOutlined, UploadOutlined,
} from '@ant-design/icons';
import { Button, Segmented, Tooltip } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Process } from '@/features/process/api';
import { ProcessHead } from '@/features/process/designer/ProcessHead';
import { PublishDialog } from '@/features/process/designer/PublishDialog';
import { SampleField } from '@/features/process/designer/SampleField';
import type { Design, Saving, View } from '@/features/process/designer/useDesign';
import { Versions } from '@/features/process/designer/Versions';
import { keyCaps } from '@/lib/keys';
import css from './Designer.module.css';

interface ToolbarProps {
  process: Process;
  design: Design;
  saving: Saving;
  view: View;
  setView: (view: View) => void;
  zoom: number;
  setZoom: (zoom: number) => void;
  walking: boolean;
  setWalking: (walking: boolean) => void;
  errors: number;
  /** Begins with what the server has. */
  anew: () => void;
}

const [SMALLEST, LARGEST, STEP] = [0.4, 1.4, 0.2];

export function Toolbar({ process, design, saving, view, setView, zoom, setZoom, walking, setWalking, errors, anew }: ToolbarProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'publish' | 'versions' | null>(null);
  const changed = process.draft != null || saving.state !== 'saved';
  const blocked = errors > 0 ? t('process.publish.blocked', { count: errors }) : !changed ? t('process.publish.same') : undefined;
  return (
    <header className={css.bar}>
      <Link to="/processes" className={css.back} aria-label={t('process.toList')}>
        <ArrowLeftOutlined />
      </Link>
      <ProcessHead process={process} anew={() => void saving.save().catch(() => undefined).then(anew)} />
      <span className={css.saved} role="status">
        {process.draft == null && saving.state === 'saved' ? '' : t(`process.saving.${saving.state}`)}
      </span>
      <span className={css.gap} />
      <Segmented<View>
        size="small"
        aria-label={t('process.view')}
        value={view}
        options={[
          { value: 'list', label: t('process.views.list') },
          { value: 'diagram', label: t('process.views.diagram') },
        ]}
        onChange={(next) => {
          design.choose(null);
          setView(next);
        }}
      />
      {view === 'list' && (
        <>
          <IconButton label={t('process.undo')} keys="mod+z" icon={<UndoOutlined />} run={design.undo} />
          <IconButton label={t('process.redo')} keys="mod+y" icon={<RedoOutlined />} run={design.redo} />
          <IconButton label={t('process.smaller')} icon={<MinusOutlined />} run={zoom > SMALLEST ? () => setZoom(Math.max(SMALLEST, zoom - STEP)) : undefined} />
          <IconButton label={t('process.larger')} icon={<PlusOutlined />} run={zoom < LARGEST ? () => setZoom(Math.min(LARGEST, zoom + STEP)) : undefined} />
        </>
      )}
      <SampleField />
      <Button size="small" icon={<PlayCircleOutlined />} aria-pressed={walking} onClick={() => setWalking(!walking)}>
        {t('process.walk.title')}
      </Button>
      <Files process={process} design={design} />
      <IconButton label={t('process.versions')} icon={<HistoryOutlined />} run={() => setOpen('versions')} />
      {design.mayWrite && (
        <Button size="small" loading={saving.state === 'saving'} disabled={saving.state === 'saved'} onClick={() => void saving.save().catch(() => undefined)}>
          {t('process.save')}
        </Button>
      )}
      {design.mayWrite && (
        <Tooltip title={blocked}>
          <Button size="small" type="primary" disabled={blocked !== undefined} onClick={() => setOpen('publish')}>
            {t('process.publish.verb')}
          </Button>
        </Tooltip>
      )}
      {open === 'publish' && <PublishDialog process={process} saving={saving} anew={anew} onClose={() => setOpen(null)} />}
      {open === 'versions' && <Versions process={process} saving={saving} anew={anew} onClose={() => setOpen(null)} />}
    </header>
  );
}

function IconButton({ label, keys, icon, run }: { label: string; keys?: string; icon: React.ReactNode; run: (() => void) | undefined }) {
  const title = keys === undefined ? label : `${label} ${keyCaps(keys).join(' ')}`;
  return <Button type="text" size="small" icon={icon} aria-label={label} title={title} disabled={run === undefined} onClick={run} />;
}

/** The file out and in. */
function Files({ process, design }: { process: Process; design: Design }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([design.file], { type: 'application/xml' }));
    link.download = `${process.code}.bpmn`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <>
      <IconButton label={t('process.export')} icon={<DownloadOutlined />} run={save} />
      {design.mayWrite && (
        <>
          <IconButton label={t('process.import')} icon={<UploadOutlined />} run={() => input.current?.click()} />
          <input
            ref={input}
            type="file"
            hidden
            accept=".bpmn,.xml,application/xml"
            aria-label={t('process.import')}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file) void file.text().then(design.replace);
            }}
          />
        </>
      )}
    </>
  );
}

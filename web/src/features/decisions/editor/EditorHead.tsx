/** Name, state of the draft, and what is next: publish, versions, files. */
import { DownloadOutlined, HistoryOutlined, RedoOutlined, UndoOutlined, UploadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown, Tag } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Checked, type Decision, exportPath, readFile, setActive } from '@/features/decisions/api';
import { FilePicker } from '@/features/decisions/DecisionsPage';
import type { Editing, Saving } from '@/features/decisions/editor/useDecision';
import { PublishDialog, Versions } from '@/features/decisions/editor/Versions';
import { ActionBar } from '@/ui/ActionBar';
import type { Action } from '@/ui/action';
import { ProblemBanner } from '@/ui/ProblemBanner';
import css from './Editor.module.css';

interface EditorHeadProps {
  decision: Decision;
  editing: Editing;
  saving: Saving;
  checked: Checked | undefined;
  mayWrite: boolean;
  anew: () => void;
}

export function EditorHead({ decision, editing, saving, checked, mayWrite, anew }: EditorHeadProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState<'publish' | 'versions' | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const file = useRef<HTMLInputElement>(null);
  const { content, put } = editing;
  const failing = checked?.examples.filter((one) => !one.passed).length ?? 0;
  const wrong = checked?.problems.length ?? 0;
  const blocked = wrong > 0 ? t('decisions.publish.wrong', { count: wrong }) : failing > 0 ? t('decisions.publish.failing', { count: failing }) : undefined;
  const isNew = decision.draft != null || saving.state !== 'saved';
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    setRefused(null);
    try {
      const [table] = await readFile(chosen);
      // What the table is called here stays.
      if (table) put({ table });
    } catch (why) {
      setRefused(why);
    }
  };
  const exported = async (kind: 'dmn' | 'xlsx') => {
    if (saving.state !== 'saved') await saving.save();
    window.location.assign(exportPath(decision.id, kind));
  };
  const turn = async (activity: 'in_use' | 'out_of_use') => {
    const latest = saving.state === 'saved' ? decision : await saving.save();
    queries.setQueryData(['decision', decision.id], await setActive(latest.id, latest.revision, activity));
    anew();
  };
  const all: (Action | false)[] = [
    isNew && { id: 'publish', label: t('decisions.publish.verb'), primary: true, blocked, run: () => setOpen('publish') },
    decision.allowed_actions.includes('close') && { id: 'close', label: t('decisions.close'), run: () => turn('out_of_use') },
    decision.allowed_actions.includes('open') && { id: 'open', label: t('decisions.open'), run: () => turn('in_use') },
  ];
  const actions = mayWrite ? all.filter((one) => one !== false) : [];
  return (
    <header className={css.headBox}>
      <div className={css.head}>
        <Link to="/decision-tables" className={css.back}>
          {t('frame.decisions')}
        </Link>
        <input className={css.name} aria-label={t('decisions.name')} disabled={!mayWrite} value={content.name} onChange={(event) => put({ name: event.target.value }, 'name')} />
        <input className={css.nameEn} aria-label={t('decisions.nameEn')} placeholder={t('decisions.nameEn')} disabled={!mayWrite} value={content.name_en} onChange={(event) => put({ name_en: event.target.value }, 'name_en')} />
        <code className={css.code}>{decision.code}</code>
        {!decision.active && <Tag>{t('decisions.inactive')}</Tag>}
        <Tag>{decision.version == null ? t('decisions.unpublished') : t('decisions.version', { version: decision.version })}</Tag>
        {mayWrite && <span className={css.hint}>{t(`decisions.saving.${saving.state === 'saved' && decision.draft == null ? 'published' : saving.state}`)}</span>}
        <span className={css.gap} />
        {mayWrite && (
          <>
            <Button icon={<UndoOutlined />} aria-label={t('decisions.undo')} title={t('decisions.undo')} disabled={!editing.mayUndo} onClick={editing.undo} />
            <Button icon={<RedoOutlined />} aria-label={t('decisions.redo')} title={t('decisions.redo')} disabled={!editing.mayRedo} onClick={editing.redo} />
            <Button icon={<UploadOutlined />} onClick={() => file.current?.click()}>
              {t('decisions.import')}
            </Button>
          </>
        )}
        <Dropdown
          trigger={['click']}
          menu={{ items: [{ key: 'xlsx', label: t('decisions.xlsx') }, { key: 'dmn', label: t('decisions.dmn') }], onClick: ({ key }) => void exported(key as 'dmn' | 'xlsx') }}
        >
          <Button icon={<DownloadOutlined />}>{t('decisions.export')}</Button>
        </Dropdown>
        <Button icon={<HistoryOutlined />} onClick={() => setOpen('versions')}>
          {t('decisions.versions')}
        </Button>
        <ActionBar actions={actions} shown={isNew ? 1 : 0} />
      </div>
      <FilePicker field={file} take={take} />
      {refused != null && <ProblemBanner error={refused} />}
      {open === 'publish' && <PublishDialog decision={decision} saving={saving} anew={anew} onClose={() => setOpen(null)} />}
      {open === 'versions' && <Versions decision={decision} anew={anew} onClose={() => setOpen(null)} />}
    </header>
  );
}

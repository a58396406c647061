/** Publishing: what is different, why, and that running cases stay on their version. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchDiff, type Process, publish } from '@/features/process/api';
import { Differences } from '@/features/process/designer/Differences';
import type { Saving } from '@/features/process/designer/useDesign';
import { ActionDialog, DialogField } from '@/ui/ActionDialog';

export function PublishDialog({ process, saving, anew, onClose }: { process: Process; saving: Saving; anew: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const saved = saving.state === 'saved';
  const { data } = useQuery({
    queryKey: ['difference', process.id, process.version, 'draft', process.revision],
    queryFn: ({ signal }) => fetchDiff(process.id, process.version ?? 0, 'draft', signal),
    enabled: saved && process.version != null && process.draft != null,
    retry: false,
  });
  const run = async () => {
    const latest = saved ? process : await saving.save();
    const next = await publish(latest.id, latest.revision, note.trim());
    queries.setQueryData(['process', process.id], next);
    await queries.invalidateQueries({ queryKey: ['process'] });
    anew();
    void message.success(t('process.publish.done', { version: next.version }));
  };
  return (
    <ActionDialog title={t('process.publish.title')} okText={t('process.publish.verb')} wide onOk={run} onClose={onClose}>
      <p>{process.version == null ? t('process.publish.first') : t('process.publish.stay', { version: process.version })}</p>
      <DialogField label={t('process.publish.note')} hint={t('process.publish.noteHelp')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} value={note} onChange={(event) => setNote(event.target.value)} />
      </DialogField>
      {data && <Differences all={data} />}
    </ActionDialog>
  );
}

/** One import: how its columns are read, a dry run, the run itself, what came of it, and taking it back. */
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { asProblem } from '@/api/problem';
import { type ImportView, formatOf, isMoving, type Mapping, useImport, useImportCommands } from '@/features/import/jobs';
import { ErrorList } from '@/features/import/ErrorList';
import { ItemList } from '@/features/import/ItemList';
import { missing, sameMapping } from '@/features/import/mapping';
import { MappingEditor } from '@/features/import/MappingEditor';
import { OptionsForm } from '@/features/import/OptionsForm';
import { Moving, Result } from '@/features/import/Result';
import type { Action } from '@/ui/action';
import { RecordPage, RecordWait, Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';

export function ImportPage() {
  const { id = '' } = useParams();
  const { data, error, refetch, dataUpdatedAt } = useImport(id);
  // A file handed in again is another import: nothing of the last one may stay in the editor.
  return data ? <ImportRecord key={id} job={data} seenAt={dataUpdatedAt} /> : <RecordWait error={error} again={() => void refetch()} />;
}

const DELIMITERS: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };

function ImportRecord({ job, seenAt }: { job: ImportView; seenAt: number }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const command = useImportCommands(job);
  const [mapping, setMapping] = useState<Mapping>(job.mapping);
  const [options, setOptions] = useState(job.options);
  const allowed = new Set<string>(job.allowed_actions);
  const editable = allowed.has('map');
  const lacking = missing(job, mapping, options.customer != null && options.customer !== '');
  const changed = !sameMapping(mapping, job.mapping) || JSON.stringify(options) !== JSON.stringify(job.options);
  const said = editable && changed ? { mapping, options } : undefined;
  const blocked = lacking.length > 0 ? t('import.missing', { columns: lacking.join(t('list.comma')) }) : undefined;
  const run = (name: 'check' | 'run') => command.mutateAsync({ name, said }).catch(() => undefined);

  const undo = () =>
    modal.confirm({
      title: t('import.undoTitle', { file: job.file_name }),
      content: t('import.undoText', { count: job.progress.created }),
      okText: t('import.action.undo'),
      okButtonProps: { danger: true },
      cancelText: t('common.back'),
      onOk: () => command.mutateAsync({ name: 'undo' }).catch(() => undefined),
    });
  const actions: Action[] = [];
  if (allowed.has('check')) {
    actions.push({ id: 'check', label: t('import.action.check'), primary: job.state !== 'checked', blocked, shortcut: 'alt+t', run: () => run('check') });
  }
  if (allowed.has('run')) {
    actions.push({ id: 'run', label: t(job.state === 'failed' || job.state === 'cancelled' ? 'import.action.again' : 'import.action.run'), primary: job.state === 'checked', blocked, shortcut: 'alt+r', run: () => run('run') });
  }
  if (allowed.has('cancel') && isMoving(job.state)) actions.unshift({ id: 'cancel', label: t('import.action.cancel'), danger: true, run: () => command.mutateAsync({ name: 'cancel' }).catch(() => undefined) });
  if (allowed.has('undo') && job.progress.created + job.progress.changed > 0) actions.push({ id: 'undo', label: t('import.action.undo'), danger: true, run: undo });

  const { name, delimiter } = formatOf(job);
  const looked = job.state !== 'uploaded' && !isMoving(job.state);
  const jump = (column: number) => document.getElementById(`column-${String(column)}`)?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  return (
    <RecordPage
      kind={t(`import.kinds.${job.kind}`)}
      number={job.file_name}
      listPath="/import"
      tags={<StateTag state={job.state} kind="import" />}
      summary={[
        { label: t('import.written'), value: delimiter === undefined ? name : `${name} · ${t(`import.delimiter.${DELIMITERS[delimiter] ?? 'other'}`)}` },
        { label: t('import.headerRow'), value: job.header_row },
        { label: t('import.columns'), value: job.columns.length },
        { label: t('import.rowsIn'), value: job.progress.rows_total },
        { label: t('import.at'), value: <TimeText at={job.created_at} /> },
      ]}
      actions={actions}
      problem={command.error ? asProblem(command.error) : undefined}
    >
      {isMoving(job.state) && <Moving job={job} seenAt={seenAt} />}
      {looked && <Result job={job} />}
      {looked && job.progress.rows_reported > 0 && <ErrorList job={job} jump={editable ? jump : undefined} />}
      {editable && (
        <>
          <Section title={t('import.mappingTitle')}>
            <MappingEditor job={job} mapping={mapping} lacking={lacking} onChange={setMapping} />
          </Section>
          {job.kind === 'orders' && (
            <Section title={t('import.optionsTitle')}>
              <OptionsForm options={options} onChange={setOptions} />
            </Section>
          )}
        </>
      )}
      {['done', 'cancelled', 'failed', 'undone'].includes(job.state) && job.progress.created + job.progress.changed > 0 && <ItemList job={job} />}
    </RecordPage>
  );
}

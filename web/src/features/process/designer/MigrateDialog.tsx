/** Running cases go over to the newest version: which step becomes which, tried first, then done. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchVersion, migrate, type MigrationReport, type Process } from '@/features/process/api';
import { outlineOf } from '@/features/process/tree/outline';
import { ActionDialog } from '@/ui/ActionDialog';
import { PlainTable } from '@/ui/PlainTable';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { ProgressLine } from '@/ui/ProgressLine';
import css from './Designer.module.css';

interface MigrateDialogProps {
  process: Process;
  from: number;
  to: number;
  onClose: () => void;
}

type Pairs = Record<string, string>;
type Batch = (after: string | undefined) => Promise<MigrationReport>;

/** All batches as one report. */
async function through(batch: Batch): Promise<MigrationReport> {
  const whole = await batch(undefined);
  for (let { last } = whole; last != null; ) {
    const next = await batch(last);
    whole.cases += next.cases;
    whole.fit += next.fit;
    whole.unfit.push(...next.unfit);
    last = next.last;
  }
  return whole;
}

export function MigrateDialog({ process, from, to, onClose }: MigrateDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [pairs, setPairs] = useState<Pairs>({});
  const mapping = useMemo(() => Object.entries(pairs).map(([old, next]) => ({ from: old, to: next })), [pairs]);
  const batch = (dry: boolean): Batch => (after) => migrate(process.id, { from, to, mapping, dry, ...(after === undefined ? {} : { after }) });
  const tried = useQuery({
    queryKey: ['migration', process.id, from, to, mapping],
    queryFn: () => through(batch(true)),
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
  const [old, now] = [useSteps(process.id, from), useSteps(process.id, to)];
  const report = tried.data;
  const run = async () => {
    const { fit } = await through(batch(false));
    await queries.invalidateQueries({ queryKey: ['process'] });
    void message.success(t('process.migrate.done', { count: fit, version: to }));
  };
  const blocked = !report || tried.isFetching ? t('process.check.busy') : report.fit === 0 ? t('process.migrate.none') : undefined;
  return (
    <ActionDialog wide title={t('process.migrate.title', { from, to })} okText={t('process.migrate.verb', { count: report?.fit ?? 0 })} blocked={blocked} onOk={run} onClose={onClose}>
      <p>{t('process.migrate.text')}</p>
      {tried.isFetching && <ProgressLine />}
      {tried.error != null && <ProblemBanner error={tried.error} />}
      {report && (
        <>
          <PlainTable
            label={t('process.migrate.steps')}
            rows={old}
            rowKey={(step) => step.id}
            columns={[
              { id: 'old', title: t('process.version', { version: from }), wrap: true, render: (step) => step.name || step.id },
              {
                id: 'new',
                title: t('process.version', { version: to }),
                render: (step) => (
                  <Select
                    className={css.pair ?? ''}
                    aria-label={t('process.migrate.becomes', { step: step.name || step.id })}
                    placeholder={t('process.migrate.nothing')}
                    showSearch={{ optionFilterProp: 'label' }}
                    value={pairs[step.id] ?? report.mapping.find((pair) => pair.from === step.id)?.to ?? null}
                    options={now.map(({ id, name }) => ({ value: id, label: name || id }))}
                    onChange={(next: string) => setPairs({ ...pairs, [step.id]: next })}
                  />
                ),
              },
            ]}
          />
          <p>{t('process.migrate.tried', { cases: report.cases, fit: report.fit, unfit: report.unfit.length })}</p>
          {report.unfit.length > 0 && (
            <ul className={css.diff}>
              {report.unfit.map((one) => (
                <li key={one.case} className={css.removed}>
                  {one.subject || one.case}: {one.reason}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </ActionDialog>
  );
}

/** Where a case can stand. */
function useSteps(process: string, version: number) {
  const { data } = useQuery({ queryKey: ['process', process, 'version', version], queryFn: ({ signal }) => fetchVersion(process, version, signal), staleTime: Infinity });
  return useMemo(() => outlineOf(data?.bpmn ?? '').filter(({ tag }) => !['startEvent', 'endEvent', 'boundaryEvent'].includes(tag)), [data]);
}

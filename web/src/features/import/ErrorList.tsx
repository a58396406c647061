/** Everything that is wrong, by row and column; where the mapping is shown, a column's name jumps to it. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type ImportError, type ImportView, errorRows } from '@/features/import/jobs';
import { DataList } from '@/ui/list/DataList';
import type { Column, FilterField } from '@/ui/list/model';
import css from './Import.module.css';

const errorId = (one: ImportError) => `${String(one.row)} ${String(one.column ?? '')} ${one.field} ${one.code}`;

export function ErrorList({ job, jump }: { job: ImportView; jump: ((column: number) => void) | undefined }) {
  const { t } = useTranslation();
  const source = useMemo(() => errorRows(job.id), [job.id]);
  const titles = new Map(job.targets.map(({ name, title }) => [name, title]));
  const columns: Column<ImportError>[] = [
    { id: 'row', title: t('import.rowNo'), width: 112, align: 'right', frozen: true, sortable: true, render: (one) => <span className="num">{one.row}</span> },
    {
      id: 'column',
      title: t('import.column'),
      width: 160,
      sortable: true,
      render: (one) => {
        const { column } = one;
        const name = one.column_name ?? titles.get(one.field) ?? '';
        return column == null || !jump ? (
          name
        ) : (
          <button type="button" className={css.jump} onClick={() => jump(column)}>
            {name}
          </button>
        );
      },
    },
    { id: 'value', title: t('import.value'), width: 220, render: (one) => one.value },
    { id: 'detail', title: t('import.why'), width: 560, render: (one) => one.detail },
  ];
  const fields: FilterField[] = [
    { field: 'field', title: t('import.column'), kind: 'choice', quick: true, choices: job.targets.map(({ name, title }) => ({ value: name, label: title })) },
    { field: 'row', title: t('import.rowNo'), kind: 'number', quick: true },
  ];
  return (
    <div className={css.errors}>
      <DataList
        page="import-errors"
        title={t('import.errors')}
        source={source}
        rowId={errorId}
        columns={columns}
        fields={fields}
        searchable={false}
        keys={false}
        card={(one) => (
          <div className={css.card}>
            <div className={css.line}>
              <b className="num">{t('import.row', { row: one.row })}</b>
              <span>{one.column_name ?? titles.get(one.field)}</span>
            </div>
            <div>{one.detail}</div>
            {one.value !== '' && <div className={css.quiet}>{one.value}</div>}
          </div>
        )}
        empty={{ title: t('import.noErrors') }}
      />
    </div>
  );
}

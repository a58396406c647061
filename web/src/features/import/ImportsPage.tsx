/** Bringing files in: hand one over, and see what came of earlier ones. */
import { useTranslation } from 'react-i18next';
import { type ImportRow, importRows, KINDS, STATES } from '@/features/import/jobs';
import { UploadBox } from '@/features/import/UploadBox';
import { formatCount } from '@/lib/format';
import { DataList } from '@/ui/list/DataList';
import type { Column, FilterField } from '@/ui/list/model';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';
import css from './Import.module.css';

const importId = (one: ImportRow) => one.id;
const importPath = (one: ImportRow) => `/import/${one.id}`;

export function ImportsPage() {
  const { t } = useTranslation();
  const number = (value: number) => (value === 0 ? null : <span className="num">{formatCount(value)}</span>);
  const columns: Column<ImportRow>[] = [
    { id: 'file_name', title: t('import.file'), width: 300, frozen: true, sortable: true, render: (one) => one.file_name },
    { id: 'kind', title: t('import.kind'), width: 90, sortable: true, render: (one) => t(`import.kinds.${one.kind}`) },
    { id: 'state', title: t('import.state'), width: 110, sortable: true, render: (one) => <StateTag state={one.state} kind="import" /> },
    { id: 'rows_total', title: t('import.rowsIn'), width: 90, align: 'right', render: (one) => number(one.progress.rows_total) },
    { id: 'rows_accepted', title: t('import.accepted'), width: 90, align: 'right', render: (one) => number(one.progress.rows_accepted) },
    {
      id: 'rows_reported',
      title: t('import.reported'),
      width: 90,
      align: 'right',
      render: (one) => <span className={css.bad}>{number(one.progress.rows_reported)}</span>,
    },
    { id: 'created', title: t('import.created'), width: 80, align: 'right', render: (one) => number(one.progress.created) },
    { id: 'changed', title: t('import.changed'), width: 80, align: 'right', render: (one) => number(one.progress.changed) },
    { id: 'created_at', title: t('import.at'), width: 140, sortable: true, render: (one) => <TimeText at={one.created_at} /> },
  ];
  const fields: FilterField[] = [
    { field: 'kind', title: t('import.kind'), kind: 'choice', quick: true, choices: KINDS.map((value) => ({ value, label: t(`import.kinds.${value}`) })) },
    { field: 'state', title: t('import.state'), kind: 'choice', quick: true, choices: STATES.map((value) => ({ value, label: t(`state.import.${value}`) })) },
    { field: 'created_at', title: t('import.at'), kind: 'instant', quick: true },
    { field: 'file_name', title: t('import.file'), kind: 'text' },
  ];
  return (
    <div className={css.split}>
      <UploadBox />
      <div className={css.list}>
        <DataList
          page="imports"
          title={t('import.earlier')}
          source={importRows}
          rowId={importId}
          href={importPath}
          columns={columns}
          fields={fields}
          searchable={false}
          card={Card}
          empty={{ title: t('import.empty'), text: t('import.emptyText') }}
        />
      </div>
    </div>
  );
}

/** An import on the phone. */
function Card(one: ImportRow) {
  return (
    <div className={css.card}>
      <div className={css.line}>
        <b className={css.name}>{one.file_name}</b>
        <StateTag state={one.state} kind="import" />
      </div>
      <div className={css.line}>
        <span className="num">
          {formatCount(one.progress.rows_accepted)} / {formatCount(one.progress.rows_total)}
        </span>
        <TimeText at={one.created_at} />
      </div>
    </div>
  );
}

/** What the import made or changed, each with its address; and what undoing came to. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type ImportItem, type ImportKind, type ImportView, itemRows } from '@/features/import/jobs';
import { DataList } from '@/ui/list/DataList';
import type { Column, FilterField } from '@/ui/list/model';
import css from './Import.module.css';

const itemId = (one: ImportItem) => `${String(one.row)} ${one.subject}`;
const FOLDERS: Record<ImportKind, string> = { orders: 'orders', online_retail: 'orders', customers: 'customers', products: 'products' };

export function ItemList({ job }: { job: ImportView }) {
  const { t } = useTranslation();
  const source = useMemo(() => itemRows(job.id), [job.id]);
  const undone = job.state === 'undone';
  const columns: Column<ImportItem>[] = [
    { id: 'row', title: t('import.rowNo'), width: 112, align: 'right', frozen: true, render: (one) => <span className="num">{one.row}</span> },
    { id: 'number', title: t('import.number'), width: 200, render: (one) => <Link to={`/${FOLDERS[job.kind]}/${one.subject}`}>{one.number}</Link> },
    { id: 'outcome', title: t('import.outcomeOf'), width: 100, render: (one) => t(`import.outcomes.${one.outcome}`) },
    ...(undone ? [{ id: 'undo', title: t('import.undo'), width: 100, render: (one: ImportItem) => (one.undo == null ? '' : t(`import.undos.${one.undo}`)) }] : []),
    ...(undone ? [{ id: 'reason', title: t('import.why'), width: 400, render: (one: ImportItem) => one.reason ?? '' }] : []),
  ];
  const fields: FilterField[] = [
    { field: 'outcome', title: t('import.outcomeOf'), kind: 'choice', quick: true, choices: ['created', 'changed'].map((value) => ({ value, label: t(`import.outcomes.${value}`) })) },
    ...(undone
      ? [{ field: 'undo', title: t('import.undo'), kind: 'choice' as const, quick: true, choices: ['undone', 'kept'].map((value) => ({ value, label: t(`import.undos.${value}`) })) }]
      : []),
  ];
  return (
    <div className={css.errors}>
      <DataList page="import-items" title={t('import.items')} source={source} rowId={itemId} columns={columns} fields={fields} searchable={false} keys={false} empty={{ title: t('import.noItems') }} />
    </div>
  );
}

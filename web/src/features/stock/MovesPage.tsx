/** Every movement of goods, the newest first; none is ever edited. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useWarehouses } from '@/api/refs';
import { type Move, moveRows } from '@/features/stock/rows';
import { useStockActions } from '@/features/stock/useStockActions';
import { DataList } from '@/ui/list/DataList';
import type { Column, FilterField } from '@/ui/list/model';
import { DocumentText } from '@/ui/DocumentText';
import { NameText } from '@/ui/NameText';
import { colleagueSource } from '@/ui/sources';
import { QtyText, TimeText } from '@/ui/texts';

const REASONS = ['receipt', 'issue', 'take_back', 'transfer', 'adjustment', 'count'];
const rowId = (row: Move) => row.id;

export function MovesPage() {
  const { t } = useTranslation();
  const actions = useStockActions();
  return (
    <DataList
      page="stock-moves"
      title={t('stock.moves')}
      source={moveRows}
      rowId={rowId}
      columns={useColumns()}
      fields={useFields()}
      defaultSort="-at"
      searchPlaceholder={t('stock.searchMoves')}
      actions={actions}
      empty={{ title: t('stock.noMoves'), text: t('stock.noMovesText'), actions: actions.slice(0, 1) }}
    />
  );
}

function useColumns(): Column<Move>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'at', title: t('stock.at'), width: 140, frozen: true, sortable: true, render: (row) => <TimeText at={row.at} /> },
      { id: 'sku', title: t('stock.sku'), width: 150, sortable: true, render: (row) => <span className="num">{row.sku}</span> },
      { id: 'reason', title: t('stock.reason'), width: 84, sortable: true, render: (row) => t(`stock.reasons.${row.reason}`, { defaultValue: row.reason }) },
      { id: 'qty', title: t('stock.qty'), width: 100, align: 'right', sortable: true, render: (row) => <QtyText qty={row.qty} /> },
      { id: 'from', title: t('stock.from'), width: 130, render: (row) => row.from_location },
      { id: 'to', title: t('stock.to'), width: 130, render: (row) => row.to_location },
      { id: 'lot', title: t('stock.lot'), width: 110, sortable: true, render: (row) => row.lot },
      { id: 'document', title: t('stock.document'), width: 160, sortable: true, render: (row) => <span className="num"><DocumentText id={row.document} /></span> },
      { id: 'actor', title: t('stock.actor'), width: 96, render: (row) => <NameText id={row.actor_id} /> },
      { id: 'note', title: t('stock.note'), width: 240, render: (row) => row.note },
      { id: 'origin', title: t('stock.origin'), width: 180, hidden: true, sortable: true, render: (row) => row.origin },
    ],
    [t],
  );
}

function useFields(): FilterField[] {
  const { t } = useTranslation();
  const warehouses = useWarehouses();
  return useMemo(
    () => [
      { field: 'reason', title: t('stock.reason'), kind: 'choice', quick: true, choices: REASONS.map((value) => ({ value, label: t(`stock.reasons.${value}`) })) },
      { field: 'warehouse', title: t('stock.warehouse'), kind: 'choice', quick: true, choices: (warehouses ?? []).map(({ id, name }) => ({ value: id, label: name })) },
      { field: 'at', title: t('stock.at'), kind: 'instant', quick: true },
      { field: 'qty', title: t('stock.qty'), kind: 'number' },
      { field: 'actor', title: t('stock.actor'), kind: 'ref', source: colleagueSource },
      { field: 'sku', title: t('stock.sku'), kind: 'text' },
      { field: 'document', title: t('stock.document'), kind: 'text' },
      { field: 'origin', title: t('stock.origin'), kind: 'text' },
      { field: 'lot', title: t('stock.lot'), kind: 'text' },
      { field: 'note', title: t('stock.note'), kind: 'text' },
    ],
    [t, warehouses],
  );
}

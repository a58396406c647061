/** The documents around an order as a small map; each opens its page. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ok } from '@/api/client';
import { formatInstant, formatMoney } from '@/lib/format';
import { type Placed, type Related, layout } from '@/features/orders/record/relations';
import { Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import css from './RelationMap.module.css';

const WIDTH = 216;
const HEIGHT = 64;
const GAP_X = 48;
const GAP_Y = 12;

const FOLDERS: Record<string, string> = { order: 'orders', shipment: 'shipments', invoice: 'invoices', credit_note: 'invoices', payment: 'payments' };

const left = ({ column }: Placed) => column * (WIDTH + GAP_X);
const top = ({ row }: Placed) => row * (HEIGHT + GAP_Y);

function curve(from: Placed, to: Placed): string {
  const [x1, y1, x2, y2] = [left(from) + WIDTH, top(from) + HEIGHT / 2, left(to), top(to) + HEIGHT / 2];
  const middle = (x1 + x2) / 2;
  return `M ${String(x1)} ${String(y1)} C ${String(middle)} ${String(y1)}, ${String(middle)} ${String(y2)}, ${String(x2)} ${String(y2)}`;
}

export function RelationMap({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['order', id, 'documents'],
    queryFn: ({ signal }) => ok(api.GET('/api/orders/{id}/documents', { params: { path: { id } }, signal })),
  });
  const map = useMemo(() => (data ? layout(data) : undefined), [data]);
  if (!map) return null;
  const width = map.columns * WIDTH + (map.columns - 1) * GAP_X;
  const height = map.rows * HEIGHT + (map.rows - 1) * GAP_Y;
  return (
    <Section title={t('order.documents')}>
      {map.nodes.length === 1 ? (
        <p className={css.nothing}>{t('order.noDocuments')}</p>
      ) : (
        // Focusable: on a narrow screen the keyboard moves it sideways.
        <div className={css.scroller} role="region" tabIndex={0} aria-label={t('order.documents')}>
          <div className={css.map} style={{ width, height }}>
            <svg className={css.links} width={width} height={height} aria-hidden="true">
              {map.links.map(({ from, to }) => (
                <path key={`${from.document.id}/${to.document.id}`} d={curve(from, to)} />
              ))}
            </svg>
            {map.nodes.map((node) => (
              <Node key={node.document.id} node={node} own={node.document.id === id} />
            ))}
          </div>
        </div>
      )}
    </Section>
  );
}

function Node({ node, own }: { node: Placed; own: boolean }) {
  const { t } = useTranslation();
  const { document } = node;
  const place = { left: left(node), top: top(node), width: WIDTH, height: HEIGHT };
  const inside = (
    <>
      <span className={css.kind}>{t(`order.kind.${document.kind}`)}</span>
      <StateTag state={document.state} kind={document.kind} />
      <span className={`${css.number} num`}>{document.number}</span>
      <Amount document={document} />
    </>
  );
  const title = [t(`order.kind.${document.kind}`), document.number, document.at == null ? '' : formatInstant(document.at)].join(' ');
  return own ? (
    <div className={`${css.node} ${css.own}`} style={place} title={title} aria-current="page">
      {inside}
    </div>
  ) : (
    <Link className={css.node} style={place} title={title} to={`/${FOLDERS[document.kind] ?? document.kind}/${document.id}`}>
      {inside}
    </Link>
  );
}

function Amount({ document }: { document: Related }) {
  return <span className={`${css.amount} num`}>{document.amount == null ? '' : formatMoney(document.amount)}</span>;
}

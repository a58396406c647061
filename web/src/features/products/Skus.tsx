/** What a product is sold as: SKUs with their units, barcodes and list prices. */
import { EditOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { percentOf } from '@/lib/decimal';
import type { Product, Sku } from '@/features/products/rows';
import { type PlainColumn, PlainTable } from '@/ui/PlainTable';
import { Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { MoneyText } from '@/ui/texts';
import css from './Skus.module.css';

const rowKey = (sku: Sku) => sku.id;

export function Skus({ product, edit }: { product: Product; edit: ((sku: Sku) => void) | undefined }) {
  const { t } = useTranslation();
  const columns: PlainColumn<Sku>[] = [
    { id: 'code', title: t('products.sku'), render: (sku) => <span className="num">{sku.code}</span> },
    { id: 'spec', title: t('products.spec'), render: (sku) => sku.spec || '—' },
    { id: 'uom', title: t('products.uom'), render: (sku) => <Units sku={sku} /> },
    { id: 'price', title: t('products.listPrice'), align: 'right', render: (sku) => <MoneyText amount={sku.list_price} /> },
    { id: 'tax', title: t('products.tax'), align: 'right', render: (sku) => <span className="num">{percentOf(sku.tax_rate)}%</span> },
    { id: 'barcodes', title: t('products.barcodes'), render: (sku) => <Barcodes sku={sku} /> },
    { id: 'state', title: t('products.state'), render: (sku) => <StateTag state={sku.active ? 'active' : 'inactive'} /> },
  ];
  if (product.skus.some((sku) => sku.cost != null)) {
    columns.splice(4, 0, { id: 'cost', title: t('products.cost'), align: 'right', render: (sku) => <MoneyText amount={sku.cost} /> });
  }
  if (edit) {
    columns.push({
      id: 'tools',
      title: '',
      align: 'right',
      width: 44,
      render: (sku) => <Button type="text" size="small" icon={<EditOutlined />} aria-label={t('products.skuEdit', { code: sku.code })} onClick={() => edit(sku)} />,
    });
  }
  return (
    <Section title={t('products.skus')}>
      <PlainTable label={t('products.skus')} columns={columns} rows={product.skus} rowKey={rowKey} empty={t('products.noSkus')} />
    </Section>
  );
}

/** 个 · 箱=24 */
function Units({ sku }: { sku: Sku }) {
  return (
    <span>
      {sku.uom}
      {sku.uoms.map(({ uom, num, den }) => (
        <span key={uom} className={css.unit}>
          {uom} = <span className="num">{den == null || den === 1 ? num : `${String(num)}/${String(den)}`}</span>
        </span>
      ))}
    </span>
  );
}

function Barcodes({ sku }: { sku: Sku }) {
  return (
    <span className={css.barcodes}>
      {sku.barcodes.map(({ code, uom }) => (
        <span key={code} className="num">
          {code}
          {uom !== '' && uom !== sku.uom && <span className={css.unit}>{uom}</span>}
        </span>
      ))}
    </span>
  );
}

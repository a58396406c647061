/** Where a keyboard-wedge scanner writes: each code is looked up and told, and the field is ready for the next. */
import { ScanOutlined } from '@ant-design/icons';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { asProblem, refusalText } from '@/api/problem';
import type { Scanned } from '@/features/stock/lines';
import type { SkuData } from '@/ui/sources';
import css from './Stock.module.css';

/** What a code stands for; throws the refusal's sentence. */
async function lookUp(code: string): Promise<Scanned> {
  const { lines } = await ok(api.POST('/api/quote', { body: { lines: [{ code, qty: '1' }] } }));
  const quoted = lines[0]?.quoted;
  const problem = lines[0]?.problem;
  if (quoted == null) throw new Error(problem == null ? code : refusalText(problem.code, problem.params, problem.detail));
  const data: SkuData = { name: quoted.name, uom: quoted.uom, uoms: [quoted.uom], listPrice: quoted.list_price, scanned: undefined };
  return { option: { value: quoted.sku, code: quoted.code, label: quoted.name, data }, qty: quoted.qty };
}

interface ScanFieldProps {
  /** Takes what was scanned; the text it returns instead says why not. */
  onScan: (scanned: Scanned) => string | undefined;
  autoFocus?: boolean;
}

export function ScanField({ onScan, autoFocus = false }: ScanFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [last, setLast] = useState<{ good: boolean; text: string }>();
  // Scans come faster than answers: each waits for the one before it.
  const line = useRef(Promise.resolve());

  const take = (code: string) => {
    line.current = line.current.then(async () => {
      try {
        const scanned = await lookUp(code);
        const refused = onScan(scanned);
        const { option, qty } = scanned;
        setLast(refused === undefined ? { good: true, text: t('stock.scanned', { sku: option.code, name: option.label, qty }) } : { good: false, text: refused });
      } catch (error) {
        setLast({ good: false, text: error instanceof Error ? asProblem(error).text || error.message : code });
      }
    });
  };

  return (
    <div className={css.scan}>
      <input
        className={css.scanField}
        value={text}
        autoFocus={autoFocus}
        autoComplete="off"
        spellCheck={false}
        placeholder={t('stock.scan')}
        aria-label={t('stock.scan')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          const code = text.trim();
          setText('');
          if (code !== '') take(code);
        }}
      />
      <span role="status" className={last === undefined ? css.quiet : last.good ? css.good : css.bad}>
        {last === undefined ? (
          <>
            <ScanOutlined /> {t('stock.scanHint')}
          </>
        ) : (
          last.text
        )}
      </span>
    </div>
  );
}

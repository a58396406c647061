/** What holds for all rows of a file of orders. */
import { Checkbox, Input, Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import type { ImportOptions } from '@/features/import/jobs';
import { DialogField, DialogRow } from '@/ui/ActionDialog';
import { Lookup } from '@/ui/Lookup';
import type { Option } from '@/ui/lookup';
import { customerSource } from '@/ui/sources';
import css from './Import.module.css';

const UPTO: ImportOptions['upto'][] = ['draft', 'placed', 'confirmed'];
const ON_SHORT: ImportOptions['on_short'][] = ['decide', 'backorder', 'part', 'refuse'];

/** The name of a customer that is kept by id. */
function useNamed(id: string | null | undefined): Option | null {
  const { data } = useQuery({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => ok(api.GET('/api/customers/{id}', { params: { path: { id: id ?? '' } }, signal })),
    enabled: id != null && id.startsWith('cus_'),
    retry: false,
  });
  if (id == null || id === '') return null;
  return { value: id, label: data?.name ?? id };
}

export function OptionsForm({ options, onChange }: { options: ImportOptions; onChange: (options: ImportOptions) => void }) {
  const { t } = useTranslation();
  const [picked, setPicked] = useState<Option | null>(null);
  const named = useNamed(options.customer);
  const put = (change: Partial<ImportOptions>) => onChange({ ...options, ...change });
  return (
    <div className={css.options}>
      <DialogRow>
        <DialogField label={t('import.channel')} hint={t('import.channelHint')}>
          <Input value={options.channel} onChange={(event) => put({ channel: event.target.value })} />
        </DialogField>
        <DialogField label={t('import.customer')} hint={t('import.customerHint')}>
          <Lookup
            source={customerSource}
            ariaLabel={t('import.customer')}
            value={picked?.value === options.customer ? picked : named}
            onChange={(option) => {
              setPicked(option);
              put({ customer: option?.value ?? null });
            }}
          />
        </DialogField>
        <DialogField label={t('import.upto')}>
          <Select value={options.upto} options={UPTO.map((value) => ({ value, label: t(`import.uptos.${value ?? 'placed'}`) }))} onChange={(upto) => put({ upto })} />
        </DialogField>
        <DialogField label={t('import.onShort')}>
          <Select value={options.on_short} options={ON_SHORT.map((value) => ({ value, label: t(`import.onShorts.${value ?? 'decide'}`) }))} onChange={(on_short) => put({ on_short })} />
        </DialogField>
      </DialogRow>
      <div className={css.checks}>
        <Checkbox checked={options.create_customers === true} onChange={(event) => put({ create_customers: event.target.checked })}>
          {t('import.createCustomers')}
        </Checkbox>
        <Checkbox checked={options.create_products === true} onChange={(event) => put({ create_products: event.target.checked })}>
          {t('import.createProducts')}
        </Checkbox>
      </div>
    </div>
  );
}

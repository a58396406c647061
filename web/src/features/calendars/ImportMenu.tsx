/** Takes days off and days to work from a file: one that comes with the product, or one's own. */
import { ImportOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Tooltip } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHolidayFiles } from '@/features/calendars/api';
import type { components } from '@/api/schema';

interface ImportMenuProps {
  /** Why it cannot be done now. */
  blocked: string | undefined;
  take: (file: Blob) => Promise<components['schemas']['ImportedView']>;
  /** Opens the year that was taken in. */
  onYear: (year: number) => void;
}

const TYPES = '.csv,.json,.ics,.txt';
const OWN = 'own';

export function ImportMenu({ blocked, take, onYear }: ImportMenuProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const files = useHolidayFiles(true);
  const field = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const bring = async (file: Blob) => {
    setBusy(true);
    try {
      const year = /\b(19|20|21)\d\d/.exec(await file.text())?.[0];
      const { imported } = await take(file);
      void message.success(t('calendars.imported', { ...imported }));
      if (year !== undefined) onYear(Number(year));
    } catch {
      // The page shows what was refused.
    } finally {
      setBusy(false);
    }
  };
  const choose = (key: string) => {
    const shipped = files.find(({ code }) => code === key);
    if (shipped) void bring(new Blob([shipped.file.replace(/^#.*\n/gm, '')]));
    else field.current?.click();
  };
  const items = [...files.map(({ code, label }) => ({ key: code, label })), { type: 'divider' as const }, { key: OWN, label: t('calendars.importOwn') }];
  return (
    <>
      <Dropdown trigger={['click']} disabled={blocked !== undefined} menu={{ items, onClick: ({ key }) => choose(key) }}>
        <Tooltip title={blocked}>
          <Button icon={<ImportOutlined />} loading={busy} disabled={blocked !== undefined}>
            {t('calendars.import')}
          </Button>
        </Tooltip>
      </Dropdown>
      <input
        ref={field}
        type="file"
        accept={TYPES}
        className="visually-hidden"
        tabIndex={-1}
        aria-label={t('calendars.importOwn')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void bring(file);
        }}
      />
    </>
  );
}

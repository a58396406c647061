/** Choosing columns: which show, in what order, which stay in sight. */
import { ArrowDownOutlined, ArrowUpOutlined, PushpinFilled, PushpinOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import { changeColumn, stepColumn } from '@/ui/list/layout';
import type { Column, Layout } from '@/ui/list/model';
import css from './ColumnPanel.module.css';

interface ColumnPanelProps<T> {
  columns: Column<T>[];
  layout: Layout;
  onLayout: (layout: Layout | undefined) => void;
}

export function ColumnPanel<T>(props: ColumnPanelProps<T>) {
  const { t } = useTranslation();
  return (
    <Popover trigger="click" placement="bottomRight" destroyOnHidden content={<Panel {...props} />}>
      <Button type="text" size="small" icon={<SettingOutlined />} aria-label={t('list.columns')} title={t('list.columns')} />
    </Popover>
  );
}

function Panel<T>({ columns, layout, onLayout }: ColumnPanelProps<T>) {
  const { t } = useTranslation();
  const titles = new Map(columns.map((column) => [column.id, column.title]));
  const shown = layout.filter((entry) => !entry.hidden).length;
  return (
    <div className={css.panel}>
      <ul className={css.list}>
        {layout.map((entry, index) => {
          const title = titles.get(entry.id) ?? entry.id;
          return (
            <li key={entry.id} className={css.row}>
              <Checkbox
                className={css.name ?? ''}
                checked={!entry.hidden}
                disabled={!entry.hidden && shown === 1}
                onChange={(event) => onLayout(changeColumn(layout, entry.id, { hidden: !event.target.checked }))}
              >
                {title}
              </Checkbox>
              <Button
                type="text"
                size="small"
                icon={entry.frozen ? <PushpinFilled /> : <PushpinOutlined />}
                aria-label={t('list.freeze', { column: title })}
                aria-pressed={entry.frozen}
                title={t('list.freeze', { column: title })}
                onClick={() => onLayout(changeColumn(layout, entry.id, { frozen: !entry.frozen }))}
              />
              <Button
                type="text"
                size="small"
                icon={<ArrowUpOutlined />}
                aria-label={t('list.columnUp', { column: title })}
                disabled={index === 0}
                onClick={() => onLayout(stepColumn(layout, entry.id, -1))}
              />
              <Button
                type="text"
                size="small"
                icon={<ArrowDownOutlined />}
                aria-label={t('list.columnDown', { column: title })}
                disabled={index === layout.length - 1}
                onClick={() => onLayout(stepColumn(layout, entry.id, 1))}
              />
            </li>
          );
        })}
      </ul>
      <Button type="link" size="small" onClick={() => onLayout(undefined)}>
        {t('list.columnsReset')}
      </Button>
    </div>
  );
}

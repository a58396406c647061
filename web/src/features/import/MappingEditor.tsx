/** Which column is what: each with its first values, so that one sees what one chooses. */
import { CheckCircleFilled, ExclamationCircleFilled, HistoryOutlined } from '@ant-design/icons';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ImportView, Mapping } from '@/features/import/jobs';
import { assign, sameMapping, targetOf } from '@/features/import/mapping';
import { formatInstant } from '@/lib/format';
import css from './Import.module.css';

const SAMPLES = 3;

interface MappingEditorProps {
  job: ImportView;
  mapping: Mapping;
  /** Titles of what must have a column and has none. */
  lacking: string[];
  onChange: (mapping: Mapping) => void;
}

export function MappingEditor({ job, mapping, lacking, onChange }: MappingEditorProps) {
  const { t } = useTranslation();
  const taken = new Set(Object.keys(mapping));
  const samples = job.sample_rows.slice(0, SAMPLES);
  return (
    <>
      <p className={lacking.length > 0 ? css.lacking : css.complete} role="status">
        {lacking.length > 0 ? <ExclamationCircleFilled /> : <CheckCircleFilled />}{' '}
        {lacking.length > 0 ? t('import.missing', { columns: lacking.join(t('list.comma')) }) : t('import.mappingComplete')}
      </p>
      {job.remembered_at != null && sameMapping(mapping, job.mapping) && (
        <p className={css.remembered}>
          <HistoryOutlined /> {t('import.remembered', { time: formatInstant(job.remembered_at) })}
        </p>
      )}
      <div className={css.scroller} role="region" aria-label={t('import.mappingTitle')} tabIndex={0}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{'#'}</th>
              <th scope="col">{t('import.column')}</th>
              <th scope="col">{t('import.readFor')}</th>
              {samples.map(({ row }) => (
                <th key={row} scope="col">
                  {t('import.row', { row })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {job.columns.map((column) => {
              const target = targetOf(mapping, column.index);
              return (
                <tr key={column.index} id={`column-${String(column.index)}`} className={target === undefined ? css.unread : undefined}>
                  <td className="num">{column.index + 1}</td>
                  <th scope="row">{column.name === '' ? t('import.nameless') : column.name}</th>
                  <td className={css.choose}>
                    {column.is_reasons ? (
                      t('import.reasonsColumn')
                    ) : (
                      <Select
                        aria-label={t('import.readForOf', { column: column.name })}
                        allowClear
                        showSearch={{ optionFilterProp: 'label' }}
                        placeholder={t('import.notRead')}
                        value={target ?? null}
                        options={job.targets.map(({ name, title, required }) => ({
                          value: name,
                          label: `${title}${required ? ' *' : ''}${taken.has(name) && name !== target ? ` ${t('import.taken')}` : ''}`,
                        }))}
                        onChange={(next: string | null | undefined) => onChange(assign(mapping, column.index, next ?? undefined))}
                      />
                    )}
                  </td>
                  {samples.map(({ row, cells }) => (
                    <td key={row} className={css.sample} title={cells[column.index]}>
                      {cells[column.index]}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

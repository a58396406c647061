/** A drawing that is no list: why, by element, and its steps to read. */
import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { inLang } from '@/features/process/names';
import { outlineOf } from '@/features/process/tree/outline';
import type { Reason } from '@/features/process/tree/read';
import css from './Designer.module.css';

export function CannotList({ reasons, file, open }: { reasons: Reason[]; file: string; open?: () => void }) {
  const { t } = useTranslation();
  const outline = useMemo(() => outlineOf(file), [file]);
  return (
    <div className={css.cannot}>
      <h2>{t('process.cannot.title')}</h2>
      <p>{t('process.cannot.text')}</p>
      <ul>
        {reasons.map((one) => (
          <li key={`${one.element}-${one.code}`}>
            <b>{inLang(one.name, one.nameEn) || one.element || t('process.cannot.file')}</b> {t(`process.cannot.${one.code}`, { tag: t(`process.tag.${one.tag}`, { defaultValue: one.tag }) })}
          </li>
        ))}
      </ul>
      {open && (
        <Button type="primary" onClick={open}>
          {t('process.cannot.asDiagram')}
        </Button>
      )}
      {outline.length > 0 && (
        <>
          <h3>{t('process.cannot.steps')}</h3>
          <ol className={css.outline}>
            {outline.map(({ id, name, nameEn, tag }) => (
              <li key={id}>
                <span>{t(`process.tag.${tag}`, { defaultValue: tag })}</span> {inLang(name, nameEn) || id}
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

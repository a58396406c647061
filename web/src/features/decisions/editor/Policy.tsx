/** What holds when several rules match, in words. */
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Editing } from '@/features/decisions/editor/useDecision';
import { POLICIES, type Policy as Name } from '@/features/decisions/model';
import css from './Editor.module.css';

export function Policy({ editing, mayWrite }: { editing: Editing; mayWrite: boolean }) {
  const { t } = useTranslation();
  const id = useId();
  const { table, edit } = editing;
  return (
    <div className={css.policy}>
      <label htmlFor={id}>{t('decisions.policy')}</label>
      <Select<Name>
        id={id}
        className={css.policySelect ?? ''}
        popupMatchSelectWidth={460}
        disabled={!mayWrite}
        value={table.policy}
        options={POLICIES.map((value) => ({ value, label: t(`decisions.policies.${value}`) }))}
        optionRender={({ value }) => (
          <div className={css.policyOption}>
            <b>{t(`decisions.policies.${String(value)}`)}</b>
            <span>{t(`decisions.policyHelp.${String(value)}`)}</span>
          </div>
        )}
        onChange={(policy) => edit((now) => ({ ...now, policy }))}
      />
      <span className={css.hint}>{t(`decisions.policyHelp.${table.policy}`)}</span>
    </div>
  );
}

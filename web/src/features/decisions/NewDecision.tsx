/** A new decision table: what it is called and which documents it is about; empty, or from a file. */
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { createDecision, type Offer } from '@/features/decisions/api';
import { blankTable, type Table } from '@/features/decisions/model';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { type FormField, type FormValues, textOf } from '@/ui/form/model';
import { inLang } from '@/ui/process/words';

/** A code nobody has yet; people may choose a better one. */
function freeCode(taken: string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`table_${String(number)}`)) number += 1;
  return `table_${String(number)}`;
}

interface NewDecisionProps {
  offer: Offer | undefined;
  table: Table | undefined;
  taken: string[];
  onClose: () => void;
}

export function NewDecision({ offer, table, taken, onClose }: NewDecisionProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const subjects = useMemo(() => (offer?.subjects ?? []).map((one) => ({ value: one.kind, label: inLang(one.title, one.title_en) })), [offer]);
  const fields = useMemo<FormField[]>(
    () => [
      { id: 'name', label: t('decisions.name'), kind: 'text', required: true },
      { id: 'name_en', label: t('decisions.nameEn'), kind: 'text' },
      { id: 'subject', label: t('decisions.for'), kind: 'choice', required: true, choices: subjects, hint: t('decisions.forHelp') },
      { id: 'code', label: t('decisions.code'), kind: 'text', required: true, hint: t('decisions.codeHelp') },
    ],
    [t, subjects],
  );
  const submit = async (values: FormValues) => {
    const name = textOf(values, 'name');
    const made = await createDecision({
      code: textOf(values, 'code'),
      name,
      name_en: textOf(values, 'name_en') || name,
      subject: textOf(values, 'subject'),
      table: table ?? blankTable(t('decisions.answer')),
    });
    await queries.invalidateQueries({ queryKey: ['decision'] });
    void navigate(`/decision-tables/${made.id}`);
  };
  const start = { name: table?.name ?? '', name_en: '', subject: subjects[0]?.value ?? '', code: freeCode(taken) };
  return <FormDrawer title={t('decisions.new')} fields={fields} start={start} submit={submit} blame={{ decision_code_taken: 'code' }} onClose={onClose} />;
}

/** A new process: what it is called and which documents it is about. Or a file of another house. */
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { createProcess, type Offer } from '@/features/process/api';
import { names } from '@/features/process/names';
import { newProcess } from '@/features/process/tree/make';
import { write } from '@/features/process/tree/write';
import { titleOf } from '@/features/process/words';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { type FormField, type FormValues, textOf } from '@/ui/form/model';

/** A code nobody has yet; people may choose a better one. */
function freeCode(taken: string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`process_${String(number)}`)) number += 1;
  return `process_${String(number)}`;
}

export function NewProcess({ offer, taken, onClose }: { offer: Offer | undefined; taken: string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const subjects = useMemo(() => (offer?.subjects ?? []).map((one) => ({ value: one.kind, label: titleOf(one) })), [offer]);
  const fields = useMemo<FormField[]>(
    () => [
      { id: 'name', label: t('process.name'), kind: 'text', required: true },
      { id: 'name_en', label: t('process.nameEn'), kind: 'text' },
      { id: 'subject', label: t('process.for'), kind: 'choice', required: true, choices: subjects, hint: t('process.forHelp') },
      { id: 'code', label: t('process.code'), kind: 'text', required: true, hint: t('process.codeHelp') },
    ],
    [t, subjects],
  );
  const submit = async (values: FormValues) => {
    const [name, code, subject] = [textOf(values, 'name'), textOf(values, 'code'), textOf(values, 'subject')];
    const english = textOf(values, 'name_en') || name;
    const bpmn = write(newProcess(code, { zh: name, en: english }, subject, names));
    const made = await createProcess({ code, name, name_en: english, subject, bpmn });
    await queries.invalidateQueries({ queryKey: ['process'] });
    void navigate(`/processes/${made.id}`);
  };
  const start = { name: '', name_en: '', subject: subjects[0]?.value ?? '', code: freeCode(taken) };
  return <FormDrawer title={t('process.new')} fields={fields} start={start} submit={submit} blame={{ process_code_taken: 'code' }} onClose={onClose} />;
}

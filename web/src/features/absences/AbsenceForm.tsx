/** Says that one is away, or, for who may, that somebody else is. */
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { useMay } from '@/api/session';
import { addDays, dayOf, instantAt } from '@/lib/format';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { type FormField, type FormValues, refOf, textOf } from '@/ui/form/model';
import { colleagueSource } from '@/ui/sources';

const BLAME = { absence_over: 'to_at', absence_overlaps: 'from_at' };

export function AbsenceForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const forOthers = useMay()('people.write');
  const fields = useMemo<FormField[]>(
    () => [
      ...(forOthers ? [{ id: 'actor_id', label: t('absences.who'), kind: 'lookup' as const, source: colleagueSource, placeholder: t('absences.meFind'), wide: true }] : []),
      { id: 'from_at', label: t('absences.from'), kind: 'moment', required: true },
      { id: 'to_at', label: t('absences.to'), kind: 'moment', required: true },
      { id: 'substitute_id', label: t('absences.substitute'), kind: 'lookup', source: colleagueSource, placeholder: t('absences.substituteFind'), wide: true, hint: t('absences.substituteHint') },
      { id: 'note', label: t('absences.note'), kind: 'text', wide: true, placeholder: t('absences.noteLike') },
    ],
    [t, forOthers],
  );
  const tomorrow = addDays(dayOf(new Date()), 1);
  const start: FormValues = { actor_id: null, from_at: `${tomorrow}T00:00`, to_at: `${addDays(tomorrow, 1)}T00:00`, substitute_id: null, note: '' };
  const submit = async (values: FormValues) => {
    await ok(
      api.POST('/api/absences', {
        body: {
          actor_id: refOf(values, 'actor_id'),
          from_at: instantAt(textOf(values, 'from_at')),
          to_at: instantAt(textOf(values, 'to_at')),
          substitute_id: refOf(values, 'substitute_id'),
          note: textOf(values, 'note'),
        },
      }),
    );
    await queries.invalidateQueries({ queryKey: ['absence'] });
  };
  return <FormDrawer title={t('absences.enter')} okText={t('absences.enter')} fields={fields} start={start} submit={submit} blame={BLAME} draft="absence" onClose={onClose} />;
}

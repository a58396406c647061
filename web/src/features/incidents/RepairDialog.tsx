/** How a stuck case is put right: what is asked depends on the way chosen. */
import { Button, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Incident, type Repair, repair, useRefresh, valueOf } from '@/features/incidents/api';
import { ActionDialog, DialogField, DialogRow } from '@/ui/ActionDialog';
import { Lookup } from '@/ui/Lookup';
import type { Option } from '@/ui/lookup';
import { type CaseView, readPicture, wordOf } from '@/ui/process/picture';
import { colleagueSource } from '@/ui/sources';
import css from './Incidents.module.css';

interface RepairDialogProps {
  incident: Incident;
  found: CaseView;
  how: Repair;
  close: () => void;
  done: (now: Incident) => void;
}

export function RepairDialog({ incident, found, how, close, done }: RepairDialogProps) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [rows, setRows] = useState([{ name: '', value: '' }]);
  const [to, setTo] = useState<string>();
  const [person, setPerson] = useState<Option | null>(null);
  const [reason, setReason] = useState('');
  const steps = useMemo(() => {
    const shapes = readPicture(found.bpmn)?.shapes ?? [];
    return shapes.filter(({ family, element }) => family === 'task' || (family === 'event' && !/^(start|boundary)/.test(element))).map((one) => ({ value: one.id, label: wordOf(one) || one.id }));
  }, [found.bpmn]);
  const filled = rows.filter(({ name }) => name.trim() !== '');
  const blocked =
    (how === 'set' && filled.length === 0 && t('incidents.varFirst')) || (how === 'move' && to === undefined && t('incidents.stepFirst')) || (how === 'reassign' && person === null && t('tasks.personFirst')) || undefined;
  const run = async () => {
    const vars = Object.fromEntries(filled.map(({ name, value }) => [name.trim(), valueOf(value)]));
    const now = await repair(incident.id, how, { vars, to: to ?? '', who: person?.value ?? '', reason });
    refresh();
    done(now);
  };
  return (
    <ActionDialog title={t(`incidents.repair.${how}`)} okText={t(`incidents.repair.${how}`)} danger={how === 'end'} blocked={blocked} onOk={run} onClose={close}>
      <p>{t(`incidents.explain.${how}`)}</p>
      {(how === 'set' || how === 'skip') && (
        <>
          {rows.map((row, index) => {
            const change = (part: Partial<typeof row>) => setRows(rows.map((one, at) => (at === index ? { ...one, ...part } : one)));
            return (
              <DialogRow key={index}>
                <DialogField label={t('incidents.varName')}>
                  <Input className={css.value ?? ''} value={row.name} onChange={(event) => change({ name: event.target.value })} />
                </DialogField>
                <DialogField label={t('incidents.varValue')}>
                  <Input className={css.value ?? ''} value={row.value} onChange={(event) => change({ value: event.target.value })} />
                </DialogField>
              </DialogRow>
            );
          })}
          <Button size="small" type="dashed" onClick={() => setRows([...rows, { name: '', value: '' }])}>
            {t('incidents.addVar')}
          </Button>
        </>
      )}
      {how === 'move' && (
        <DialogField label={t('incidents.toStep')}>
          <Select showSearch={{ optionFilterProp: 'label' }} value={to} options={steps} onChange={setTo} />
        </DialogField>
      )}
      {how === 'reassign' && (
        <DialogField label={t('tasks.person')}>
          <Lookup source={colleagueSource} value={person} onChange={setPerson} autoFocus />
        </DialogField>
      )}
      {how === 'end' && (
        <DialogField label={t('order.reason')}>
          <Input value={reason} onChange={(event) => setReason(event.target.value)} />
        </DialogField>
      )}
    </ActionDialog>
  );
}

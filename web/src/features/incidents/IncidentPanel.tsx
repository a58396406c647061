/** One incident: the cause in words, the case's picture with what is stuck, its variables, and the ways to put it right. */
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Incident, REPAIRS, type Repair, useCase } from '@/features/incidents/api';
import { RepairDialog } from '@/features/incidents/RepairDialog';
import { ActionBar } from '@/ui/ActionBar';
import { NameText } from '@/ui/NameText';
import { PlainTable } from '@/ui/PlainTable';
import { ProcessPicture } from '@/ui/process/ProcessPicture';
import { causeText, documentPath, inLang } from '@/ui/process/words';
import { ProgressLine } from '@/ui/ProgressLine';
import { Facts, Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';
import css from './Incidents.module.css';

const textIn = (cause: unknown, name: string): string => {
  const value = cause !== null && typeof cause === 'object' ? (cause as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : '';
};

export function IncidentPanel({ incident, onRepaired }: { incident: Incident; onRepaired: (now: Incident) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { data: found, isPending } = useCase(incident.case_id);
  const [how, setHow] = useState<Repair | null>(null);
  const path = documentPath(incident.subject);
  const expression = textIn(incident.cause, 'text');
  const actions = REPAIRS.filter((one) => incident.allowed_actions.includes(one)).map((id) => ({
    id,
    label: t(`incidents.repair.${id}`),
    primary: id === 'retry',
    danger: id === 'end',
    run: () => setHow(id),
  }));
  return (
    <div className={css.panel}>
      <p className={`${css.cause} ${incident.state === 'open' ? css.open : ''}`}>
        {causeText(incident.code, incident.cause, t)}
        {expression !== '' && <code className={css.code}>{expression}</code>}
      </p>
      {actions.length > 0 && <ActionBar actions={actions} shown={actions.length} />}
      <Facts
        items={[
          { label: t('incidents.document'), value: path === null ? incident.number : <Link to={path}>{incident.number}</Link> },
          { label: t('incidents.process'), value: inLang(incident.process_name, incident.process_name_en) },
          { label: t('incidents.step'), value: inLang(incident.name, incident.name_en) },
          { label: t('incidents.state'), value: <StateTag state={incident.state} kind="incident" /> },
          { label: t('incidents.at'), value: <TimeText at={incident.at} /> },
          { label: t('incidents.solvedAt'), value: incident.solved_at == null ? null : <TimeText at={incident.solved_at} /> },
          { label: t('incidents.solvedBy'), value: incident.how === '' ? null : <NameText id={incident.solved_by} /> },
          { label: t('incidents.howTitle'), value: incident.how === '' ? null : t(`incidents.how.${incident.how}`, { defaultValue: incident.how }) },
        ]}
      />
      <Section title={t('case.picture')}>{found ? <ProcessPicture found={found} chosen={incident.step} /> : isPending ? <ProgressLine /> : <p className={css.quiet}>{t('incidents.noCase')}</p>}</Section>
      {found && <Vars vars={found.vars} />}
      {how && found && (
        <RepairDialog
          incident={incident}
          found={found}
          how={how}
          close={() => setHow(null)}
          done={(now) => {
            void message.success(t(now.state === 'open' ? 'incidents.stillStuck' : 'incidents.goesOn'));
            onRepaired(now);
          }}
        />
      )}
    </div>
  );
}

const varKey = ([name]: [string, unknown]) => name;

/** Only for whoever may repair: the server sends none to others. */
function Vars({ vars }: { vars: unknown }) {
  const { t } = useTranslation();
  const all = vars !== null && typeof vars === 'object' ? Object.entries(vars as Record<string, unknown>) : [];
  if (all.length === 0) return null;
  return (
    <Section title={t('incidents.vars')}>
      <PlainTable
        label={t('incidents.vars')}
        rows={all}
        rowKey={varKey}
        columns={[
          { id: 'name', title: t('incidents.varName'), width: 200, render: ([name]) => <code>{name}</code> },
          { id: 'value', title: t('incidents.varValue'), wrap: true, render: ([, value]) => <code className={css.value}>{typeof value === 'string' ? value : JSON.stringify(value)}</code> },
        ]}
      />
    </Section>
  );
}

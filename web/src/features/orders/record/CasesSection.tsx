/** The processes that run, or ran, for the order: where each stands and who has it, and on demand its picture. */
import { RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';
import { useMedia } from '@/lib/media';
import { useNow } from '@/lib/now';
import { OutsideCall } from '@/ui/process/OutsideCall';
import { ProcessPicture } from '@/ui/process/ProcessPicture';
import { inLang, WhomText } from '@/ui/process/words';
import { ProgressLine } from '@/ui/ProgressLine';
import { Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { durationText, TimeText } from '@/ui/texts';
import { size } from '@/ui/tokens';
import css from './Cases.module.css';

type CaseRow = components['schemas']['CaseListRow'];

export function CasesSection({ subject }: { subject: string }) {
  const { t } = useTranslation();
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  const { data } = useQuery({
    queryKey: ['case', 'of', subject],
    queryFn: ({ signal }) => ok(api.GET('/api/cases', { params: { query: { subject, sort: 'started_at' } }, signal })),
    retry: false,
  });
  const cases = data?.items ?? [];
  if (cases.length === 0) return null;
  return (
    <Section title={t('case.title')}>
      <ul className={css.cases}>
        {cases.map((one, index) => (
          // The first is the order's own way. A phone shows it when it is asked for.
          <Case key={one.id} one={one} begin={index === 0 && !phone} />
        ))}
      </ul>
    </Section>
  );
}

function Case({ one, begin }: { one: CaseRow; begin: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const [open, setOpen] = useState(begin);
  const until = one.ended_at == null ? now : Date.parse(one.ended_at);
  return (
    <li className={css.case}>
      <div className={css.head}>
        <b>{inLang(one.process_name, one.process_name_en)}</b>
        <StateTag state={one.state} kind="case" />
        <span className={css.quiet}>
          <TimeText at={one.started_at} /> · {t('case.took', { time: durationText((until - Date.parse(one.started_at)) / 1000, t) })} · {t('case.version', { version: one.version })}
        </span>
        <Button size="small" type="text" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'case.hidePicture' : 'case.showPicture')}
        </Button>
      </div>
      {one.now.length > 0 && (
        <ul className={css.now}>
          {one.now.map((at) => (
            <li key={at.token} className={at.stuck ? css.stuck : undefined}>
              <b>{inLang(at.name, at.name_en)}</b>
              {at.stuck ? <span>{t('case.mark.stuck')}</span> : at.task != null && <WhomText people={at.people} whom={at.whom} />}
              {at.call != null && <OutsideCall call={at.call} />}
              {at.since != null && <span className={`${css.quiet} num`}>{durationText((now - Date.parse(at.since)) / 1000, t)}</span>}
              {at.task != null && (
                <Link to={`/tasks/${at.task}`}>
                  {t('case.openTask')} <RightOutlined />
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
      {open && <Picture id={one.id} />}
    </li>
  );
}

function Picture({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['case', id],
    queryFn: ({ signal }) => ok(api.GET('/api/cases/{id}', { params: { path: { id } }, signal })),
    retry: false,
  });
  return data ? <ProcessPicture found={data} /> : <ProgressLine />;
}

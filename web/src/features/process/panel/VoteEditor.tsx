/** How several people decide. */
import { Checkbox, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDesk } from '@/features/process/designer/context';
import { Chips, Field } from '@/features/process/panel/Parts';
import type { LeafProps } from '@/features/process/panel/leaf';
import { readVote, type Rule, type Vote, withOurs, writeVote } from '@/features/process/said/texts';
import type { UserTask } from '@/features/process/tree/model';
import css from './Panel.module.css';

const RULES: Rule[] = ['one', 'any', 'all', 'count', 'ratio'];
const START: Record<'count' | 'ratio', number> = { count: 2, ratio: 60 };

export function VoteEditor({ leaf, onChange }: LeafProps<UserTask>) {
  const { t } = useTranslation();
  const { mayWrite } = useDesk();
  const vote = readVote(leaf.ours['vote']);
  const { veto, share } = leaf.ours;
  const put = (next: Vote) => {
    const text = writeVote(next);
    onChange({ ...leaf, sequential: text !== '' && leaf.sequential, ours: withOurs(leaf.ours, { vote: text, ...(text === '' ? { veto: '' } : {}) }) });
  };
  const counted = vote.rule === 'count' || vote.rule === 'ratio';
  return (
    <Field label={t('process.vote.label')} hint={t(`process.vote.${vote.rule}Help`)}>
      <Chips
        label={t('process.vote.label')}
        options={RULES.map((rule) => ({ value: rule, label: t(`process.vote.${rule}`) }))}
        value={vote.rule}
        onChange={(rule) => put({ rule, number: rule === 'count' || rule === 'ratio' ? START[rule] : 0 })}
      />
      {counted && (
        <span className={css.row}>
          <InputNumber aria-label={t(`process.vote.${vote.rule}`)} style={{ width: 90 }} min={1} max={vote.rule === 'ratio' ? 100 : 99} precision={0} value={vote.number} onChange={(number) => put({ ...vote, number: number ?? 1 })} />
          <span className={css.hint}>{t(`process.vote.${vote.rule}Unit`)}</span>
        </span>
      )}
      {vote.rule !== 'one' && (
        <>
          <Checkbox disabled={!mayWrite} checked={leaf.sequential} onChange={(event) => onChange({ ...leaf, sequential: event.target.checked })}>
            {t('process.vote.sequentialLong')}
          </Checkbox>
          <Checkbox disabled={!mayWrite} checked={veto === undefined ? vote.rule === 'all' : veto === 'true'} onChange={(event) => onChange({ ...leaf, ours: withOurs(leaf.ours, { veto: String(event.target.checked) }) })}>
            {t('process.vote.veto')}
          </Checkbox>
        </>
      )}
      {vote.rule === 'one' && (
        <Checkbox disabled={!mayWrite} checked={share === 'balance'} onChange={(event) => onChange({ ...leaf, ours: withOurs(leaf.ours, { share: event.target.checked ? 'balance' : '' }) })}>
          {t('process.vote.balance')}
        </Checkbox>
      )}
    </Field>
  );
}

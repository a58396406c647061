/** The editor around one table. */
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Content, Decision } from '@/features/decisions/api';
import { EditorHead } from '@/features/decisions/editor/EditorHead';
import { Examples } from '@/features/decisions/editor/Examples';
import { Findings } from '@/features/decisions/editor/Findings';
import { Grid } from '@/features/decisions/editor/Grid';
import { Policy } from '@/features/decisions/editor/Policy';
import { Problems } from '@/features/decisions/editor/Problems';
import { SamplePanel } from '@/features/decisions/editor/SamplePanel';
import { useChecked, useEditing, useSaving } from '@/features/decisions/editor/useDecision';
import { useShortcuts } from '@/lib/keys';
import type { Option } from '@/ui/lookup';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { orderSource } from '@/ui/sources';
import css from './Editor.module.css';

/** The newest document, until another is chosen. */
function useSample(subject: string): [Option | null, (sample: Option | null) => void] {
  const [chosen, setChosen] = useState<Option | null | undefined>(undefined);
  const { data } = useQuery({ queryKey: [...orderSource.key, ''], queryFn: ({ signal }) => orderSource.find('', signal), enabled: subject === 'order', staleTime: 60_000, retry: false });
  return [chosen === undefined ? (data?.[0] ?? null) : chosen, setChosen];
}

const NONE: readonly number[] = [];

export function DecisionEditor({ decision, start, anew }: { decision: Decision; start: Content; anew: () => void }) {
  const { t } = useTranslation();
  const mayWrite = decision.allowed_actions.includes('save_draft');
  const editing = useEditing(start);
  const { content, table } = editing;
  const saving = useSaving(decision, content, mayWrite);
  const [sample, setSample] = useSample(content.subject);
  const checked = useChecked(content, sample?.value);
  const [pointed, setPointed] = useState<{ rules: readonly number[]; look: 'hit' | 'clash' }>({ rules: NONE, look: 'hit' });
  const grid = useRef<HTMLDivElement>(null);
  useShortcuts({ 'mod+z': editing.undo, 'mod+y': editing.redo, 'mod+shift+z': editing.redo }, mayWrite);
  const lit = pointed.rules.length > 0 ? pointed : { rules: checked?.ruling?.rules ?? NONE, look: 'hit' as const };
  return (
    <section
      className={css.page}
      aria-label={content.name}
      onKeyDown={(event) => {
        // In a cell too a step back is one of the table, not of the field.
        if (!mayWrite || !(event.ctrlKey || event.metaKey)) return;
        const key = event.key.toLowerCase();
        if (key === 'z' && !event.shiftKey) editing.undo();
        else if (key === 'y' || (key === 'z' && event.shiftKey)) editing.redo();
        else return;
        event.preventDefault();
      }}
    >
      <EditorHead decision={decision} editing={editing} saving={saving} checked={checked} mayWrite={mayWrite} anew={anew} />
      {saving.error != null && <ProblemBanner error={saving.error} />}
      <div className={css.body}>
        <div className={css.main}>
          <Policy editing={editing} mayWrite={mayWrite} />
          <Grid editing={editing} checked={checked} subject={content.subject} mayWrite={mayWrite} lit={lit} box={grid} />
          {mayWrite && <p className={css.keys}>{t('decisions.keys')}</p>}
        </div>
        <aside className={css.aside}>
          <Problems editing={editing} checked={checked} mayWrite={mayWrite} grid={grid} />
          {content.subject === 'order' && <SamplePanel checked={checked} sample={sample} setSample={setSample} />}
          <Examples editing={editing} checked={checked} mayWrite={mayWrite} light={(rules) => setPointed({ rules, look: 'hit' })} />
          <Findings table={table} checked={checked} light={(rules) => setPointed({ rules, look: 'clash' })} />
        </aside>
      </div>
    </section>
  );
}

/** A process and its designer: the list or the diagram in the middle, what is said beside it, what is wrong below. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { fetchOffer, fetchProcess, type Process, type Walked } from '@/features/process/api';
import { type Desk, DeskContext, useWordsOf } from '@/features/process/designer/context';
import { CannotList } from '@/features/process/designer/CannotList';
import { errorsOf, inList, Problems, useProblems } from '@/features/process/designer/Problems';
import { Toolbar } from '@/features/process/designer/Toolbar';
import { TreeView } from '@/features/process/designer/TreeView';
import { useDesign, useSaving, type View } from '@/features/process/designer/useDesign';
import { useLeaving } from '@/features/process/designer/useLeaving';
import { usePeople } from '@/features/process/designer/usePeople';
import { useSample } from '@/features/process/designer/useSample';
import { inLang } from '@/features/process/names';
import { StepPanel } from '@/features/process/panel/StepPanel';
import { cardOf } from '@/features/process/tree/steps';
import { useShortcuts } from '@/lib/keys';
import { useMedia } from '@/lib/media';
import { ErrorState } from '@/ui/ErrorState';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { ProgressLine } from '@/ui/ProgressLine';
import { size } from '@/ui/tokens';
import css from './Designer.module.css';

const Diagram = lazy(() => import('@/features/process/diagram/Diagram'));
const Walk = lazy(() => import('@/features/process/walk/Walk'));

export function DesignerPage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery({ queryKey: ['process', id], queryFn: ({ signal }) => fetchProcess(id, signal) });
  const [round, setRound] = useState(0);
  if (error && !data) return <ErrorState error={error} again={() => void refetch()} />;
  if (!data) return <ProgressLine />;
  // What is being drawn is not replaced under the hand; it begins anew when one says so.
  return <Designer key={`${data.id}-${String(round)}`} process={data} anew={() => void refetch().then(() => setRound(round + 1))} />;
}

/** What waits outshines what was passed before. */
function stands(walk: Walked | null, card: (element: string) => string): Desk['walked'] {
  const passed = (walk?.trail ?? []).map(({ step }) => [card(step), 'passed'] as const);
  const waiting = (walk?.waiting ?? []).map(({ step }) => [card(step), 'waiting'] as const);
  return new Map<string, 'passed' | 'waiting'>([...passed, ...waiting]);
}

const PHONE_ZOOM = 0.8;

function Designer({ process, anew }: { process: Process; anew: () => void }) {
  const { t } = useTranslation();
  const mayWrite = process.allowed_actions.includes('save_draft');
  const design = useDesign(process.draft?.bpmn ?? process.bpmn ?? '', mayWrite);
  const saving = useSaving(process, design.file, mayWrite);
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  const [view, setView] = useState<View>(design.doc.tree ? 'list' : 'diagram');
  const [zoom, setZoom] = useState(phone ? PHONE_ZOOM : 1);
  const [walking, setWalking] = useState(false);
  const [walk, setWalk] = useState<Walked | null>(null);
  const { data: offer } = useQuery({ queryKey: ['process', 'offer'], queryFn: ({ signal }) => fetchOffer(signal), staleTime: 60_000 });
  const [sample, setSample] = useSample(process.subject);
  const people = usePeople(design.file);
  const { tree } = design.doc;
  const checked = useProblems(design.file);
  const fields = useMemo(() => offer?.subjects.find(({ kind }) => kind === process.subject)?.fields ?? [], [offer, process.subject]);
  const words = useWordsOf({ offer, fields, subject: process.subject, tree, people });
  const found = useMemo(() => (view === 'list' ? inList(checked.found, tree, words) : checked.found), [checked.found, view, tree, words]);
  useLeaving(saving.state !== 'saved');
  useShortcuts({
    'mod+s': () => void saving.save().catch(() => undefined),
    'mod+z': () => (view === 'list' ? design.undo?.() : false),
    'mod+y': () => (view === 'list' ? design.redo?.() : false),
    'mod+shift+z': () => (view === 'list' ? design.redo?.() : false),
    escape: () => design.choose(null),
  });
  const card = useCallback((element: string) => (tree && view === 'list' ? cardOf(tree, element) : element), [tree, view]);
  const desk = useMemo<Desk>(() => {
    const marks = new Map<string, 'error' | 'warning'>();
    for (const { element, severity } of found) {
      if (marks.get(card(element)) !== 'error') marks.set(card(element), severity === 'error' ? 'error' : 'warning');
    }
    return { offer, subject: process.subject, fields, tree, mayWrite, people, sample, setSample, marks, walked: stands(walk, card) };
  }, [offer, process.subject, fields, tree, mayWrite, people, sample, setSample, found, walk, card]);
  return (
    <DeskContext value={desk}>
      <section className={css.page} aria-label={inLang(process.name, process.name_en)}>
        <Toolbar process={process} design={design} saving={saving} view={view} setView={setView} zoom={zoom} setZoom={setZoom} walking={walking} setWalking={setWalking} errors={errorsOf(found)} anew={anew} />
        {saving.error != null && (
          <div className={css.banner}>
            <ProblemBanner error={saving.error} />
            <Button size="small" onClick={anew}>
              {t('process.reopen')}
            </Button>
          </div>
        )}
        <div className={css.middle}>
          {view === 'list' ? (
            <>
              <div className={css.canvas} tabIndex={-1}>
                {tree ? <TreeView design={design} tree={tree} zoom={zoom} /> : <CannotList reasons={design.doc.reasons} file={design.file} open={() => setView('diagram')} />}
              </div>
              {tree && !walking && (!phone || design.chosen !== null) && (
                <aside className={css.side} aria-label={t('process.panel')}>
                  <StepPanel design={design} tree={tree} />
                </aside>
              )}
            </>
          ) : (
            <Suspense fallback={<ProgressLine />}>
              <Diagram design={design} panel={!walking && !phone} />
            </Suspense>
          )}
          {walking && (
            <aside className={css.side} aria-label={t('process.walk.title')}>
              <Suspense fallback={<ProgressLine />}>
                <Walk process={process.id} file={design.file} choose={(element) => design.choose(card(element))} show={setWalk} close={() => setWalking(false)} />
              </Suspense>
            </aside>
          )}
        </div>
        <Problems problems={{ ...checked, found }} choose={(element) => design.choose(card(element))} />
      </section>
    </DeskContext>
  );
}

/** What is wrong with the drawing, while one draws; each leads to its step. */
import { CheckCircleFilled, ExclamationCircleFilled, WarningFilled } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { checkProcess, type FoundProblem } from '@/features/process/api';
import { findBranch } from '@/features/process/tree/commands';
import { nameOf } from '@/features/process/names';
import { allSides, allSteps, type Tree } from '@/features/process/tree/model';
import { branchName, summary, triggerWords, type Words } from '@/features/process/words';
import { useDebounced } from '@/lib/debounce';
import css from './Designer.module.css';

export interface Found {
  found: FoundProblem[];
  /** Whether what is shown is about what is drawn now. */
  fresh: boolean;
  failed: boolean;
}

/** Where the list has a card of its own for what is meant, the card is told of and not the gateway behind it. */
export function inList(found: FoundProblem[], tree: Tree | null, words: Words): FoundProblem[] {
  const { t } = words;
  const told = found.map((one) => {
    const flow = (one.args as { flow?: unknown } | null)?.flow;
    const branch = one.code === 'missing_condition' && tree && typeof flow === 'string' ? findBranch(tree, flow) : undefined;
    if (!branch) return one;
    const name = branchName(t, branch.branch, branch.block.branches.indexOf(branch.branch));
    return { ...one, element: branch.branch.id, name, sentence: t('process.check.missingCondition', { name }) };
  });
  const asked = unsaid(told, tree, words);
  // What is still to be said says all of it: a lesser problem of the same card comes from that.
  const open = new Set(asked.map(({ element }) => element));
  return [...told.filter(({ element, severity }) => severity === 'error' || !open.has(element)), ...asked];
}

/** What a card still asks for and the server does not: a step that nobody would get is no step. */
function unsaid(told: FoundProblem[], tree: Tree | null, words: Words): FoundProblem[] {
  const steps = allSteps(tree?.steps ?? []).map((step) => ({ said: step, ...summary(words, step) }));
  const sides = allSides(tree?.steps ?? []).map((side) => ({ said: side, ...triggerWords(words.t, side.on) }));
  return [...steps, ...sides].flatMap(({ said, text, open }) => {
    if (!open || told.some(({ element, severity }) => element === said.id && severity === 'error')) return [];
    const name = nameOf(said);
    return [{ element: said.id, name, severity: 'error', code: 'unsaid', args: null, sentence: words.t('process.check.unsaid', { name, text }) }];
  });
}

export const errorsOf = (found: FoundProblem[]): number => found.filter(({ severity }) => severity === 'error').length;

const SETTLE_MS = 500;
const NONE: FoundProblem[] = [];

export function useProblems(file: string): Found {
  const settled = useDebounced(file, SETTLE_MS);
  const { data, isFetching, isError } = useQuery({
    queryKey: ['process', 'check', settled],
    queryFn: ({ signal }) => checkProcess(settled, signal),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
  const found = data?.problems ?? NONE;
  return { found, fresh: settled === file && !isFetching && data !== undefined, failed: isError };
}

export function Problems({ problems, choose }: { problems: Found; choose: (element: string) => void }) {
  const { t } = useTranslation();
  const { found, fresh, failed } = problems;
  const errors = errorsOf(found);
  if (failed) return <footer className={css.foot}>{t('process.check.failed')}</footer>;
  if (found.length === 0) {
    return (
      <footer className={css.foot} aria-live="polite">
        {fresh ? (
          <>
            <CheckCircleFilled className={css.fine ?? ''} /> {t('process.check.fine')}
          </>
        ) : (
          t('process.check.busy')
        )}
      </footer>
    );
  }
  return (
    <footer className={css.foot} aria-live="polite">
      <details open className={css.problems}>
        <summary>{t('process.check.found', { errors, warnings: found.length - errors })}</summary>
        <ul>
          {found.map((one, index) => (
            <li key={`${one.element}-${one.code}-${String(index)}`}>
              <button type="button" onClick={() => choose(one.element)}>
                {one.severity === 'error' ? <ExclamationCircleFilled className={css.error ?? ''} /> : <WarningFilled className={css.warning ?? ''} />}
                {one.sentence}
              </button>
            </li>
          ))}
        </ul>
      </details>
    </footer>
  );
}

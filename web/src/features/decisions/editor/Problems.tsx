/** Everything that is wrong, each line leading to its cell; words without quotation marks are put right at one touch. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CellProblem, Checked } from '@/features/decisions/api';
import { goTo, placeOf } from '@/features/decisions/editor/places';
import type { Editing } from '@/features/decisions/editor/useDecision';
import { cellAt, type Column, quoted, setCell, titleOf } from '@/features/decisions/model';
import { ProblemBanner } from '@/ui/ProblemBanner';
import css from './Editor.module.css';

interface ProblemsProps {
  editing: Editing;
  checked: Checked | undefined;
  mayWrite: boolean;
  grid: React.RefObject<HTMLDivElement | null>;
}

const ROWS = { input: 'name', input_values: 'values', output: 'name', output_values: 'values', default: 'default' } as const;
const WORDS = /^[\p{L}\p{N}_ ,，、/-]+$/u;

const columnOf = ({ part, column }: CellProblem): Column => ({ side: part === 'input' || part === 'input_values' || part === 'test' ? 'inputs' : 'outputs', at: column });

export function Problems({ editing, checked, mayWrite, grid }: ProblemsProps) {
  const { t } = useTranslation();
  const { table, edit } = editing;
  const problems = checked?.problems ?? [];
  if (problems.length === 0) return null;
  const placeOfProblem = (problem: CellProblem) => {
    const column = columnOf(problem);
    const index = column.side === 'inputs' ? column.at : table.inputs.length + column.at;
    if (problem.rule != null) return placeOf(problem.rule, index);
    return problem.part in ROWS ? placeOf(ROWS[problem.part as keyof typeof ROWS], index) : null;
  };
  const where = (problem: CellProblem) => {
    if (problem.part === 'table') return undefined;
    const column = titleOf(table, columnOf(problem)) || String(problem.column + 1);
    return problem.rule == null ? t('decisions.inHead', { column }) : t('decisions.where', { rule: problem.rule + 1, column });
  };
  const bare = problems.filter((one) => one.rule != null && WORDS.test(cellAt(table, one.rule, columnOf(one))) && (one.code === 'unknown_name' || one.code === 'trailing'));
  const quote = () => edit((now) => bare.reduce((all, one) => (one.rule == null ? all : setCell(all, one.rule, columnOf(one), quoted(cellAt(all, one.rule, columnOf(one))))), now));
  return (
    <>
      <ProblemBanner
        problems={problems.map((problem, at) => {
          const place = placeOfProblem(problem);
          const named = where(problem);
          return { key: String(at), text: problem.sentence, ...(named === undefined ? {} : { where: named }), ...(place === null ? {} : { jump: () => goTo(grid.current, place) }) };
        })}
      />
      {mayWrite && bare.length > 0 && (
        <div className={css.buttons}>
          <Button size="small" onClick={quote}>
            {t('decisions.quote', { count: bare.length })}
          </Button>
        </div>
      )}
    </>
  );
}

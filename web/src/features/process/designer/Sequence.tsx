/** Steps below one another, and ways beside one another: one of them is taken, or all, or one leaves a step at its side. */
import { PlusOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { AddMenu } from '@/features/process/designer/AddMenu';
import { Card } from '@/features/process/designer/Card';
import { useDesk, useWords } from '@/features/process/designer/context';
import type { Design } from '@/features/process/designer/useDesign';
import { nameOf } from '@/features/process/names';
import { addBranch } from '@/features/process/tree/commands';
import { newId } from '@/features/process/tree/make';
import { type Block as BlockStep, isBlock, kindOf, type SideWay, type Step, type Sub } from '@/features/process/tree/model';
import { branchName, branchWords, goalWords, rejectedWords, summary, triggerWords } from '@/features/process/words';
import css from './Tree.module.css';

interface SequenceProps {
  design: Design;
  steps: Step[];
  list: string;
  /** Whether one may end here: the others have an end of their own. */
  mayEnd?: boolean;
}

export function Sequence({ design, steps, list, mayEnd = false }: SequenceProps) {
  const slot = (index: number) => {
    const ended = steps[index - 1]?.element === 'endEvent';
    const open = design.adding?.list === list && design.adding.index === index;
    return ended ? <div className={css.stump} /> : <AddMenu place={{ list, index }} last={index === steps.length} mayEnd={mayEnd} open={open} setOpen={design.setAdding} add={design.add} />;
  };
  return (
    <>
      {slot(0)}
      {steps.map((step, index) => (
        <div key={step.id} className={css.step}>
          {isBlock(step) ? <Block design={design} block={step} /> : <Sided design={design} step={step} />}
          {slot(index + 1)}
        </div>
      ))}
    </>
  );
}

type OneStep = Exclude<Step, { branches: unknown }>;

/** A step and what may happen beside it while it lasts. */
function Sided({ design, step }: { design: Design; step: OneStep }) {
  const host = step.element === 'subProcess' ? <Group design={design} step={step} /> : <StepCard design={design} step={step} />;
  if (!step.sides) return host;
  return (
    <div className={css.sided}>
      <div className={css.host}>
        {host}
        <div className={css.filler} />
      </div>
      <div className={css.sides}>
        {step.sides.map((side) => (
          <Side key={side.id} design={design} side={side} />
        ))}
      </div>
    </div>
  );
}

function Side({ design, side }: { design: Design; side: SideWay }) {
  const { t } = useTranslation();
  const words = useWords();
  const { text, open } = triggerWords(t, side.on);
  const ends = side.steps.some((step) => step.element === 'endEvent');
  return (
    <div className={css.side}>
      <BranchCard id={side.id} name={nameOf(side)} text={text} open={open} chosen={design.chosen === side.id} choose={design.choose} beside={!side.interrupts} />
      <Sequence design={design} steps={side.steps} list={side.id} />
      {!ends && <span className={css.goal}>{goalWords(words, side)}</span>}
    </div>
  );
}

/** The steps of a sub-process in a frame. */
function Group({ design, step }: { design: Design; step: Sub }) {
  const { chosen, choose } = design;
  return (
    <div className={css.group}>
      <Card id={step.id} kind="sub" name={nameOf(step)} text="" chosen={chosen === step.id} tabStop={chosen === step.id} choose={choose} />
      <Sequence design={design} steps={step.steps} list={step.id} />
    </div>
  );
}

function StepCard({ design, step }: { design: Design; step: Exclude<OneStep, Sub> }) {
  const { t } = useTranslation();
  const words = useWords();
  const { text, open } = summary(words, step);
  const rejected = step.element === 'userTask' ? step.rejected : undefined;
  const { chosen, choose } = design;
  return (
    <Card id={step.id} kind={kindOf(step)} name={nameOf(step)} text={text} open={open} chosen={chosen === step.id} tabStop={chosen === step.id} choose={choose}>
      {rejected && (
        <span className={css.rejected}>
          {t('process.rejected.label')} {rejectedWords(words, rejected)}
        </span>
      )}
    </Card>
  );
}

function Block({ design, block }: { design: Design; block: BlockStep }) {
  const { t } = useTranslation();
  const { mayWrite } = useDesk();
  const words = useWords();
  const { chosen, choose } = design;
  const parallel = block.element === 'parallelGateway';
  const more = () => {
    const id = newId('branch');
    design.edit((tree) => addBranch(tree, block.id, () => id));
    design.chooseFresh(id);
  };
  return (
    <div className={css.block}>
      <div className={css.blockHead}>
        <Card id={block.id} kind={kindOf(block)} name={nameOf(block)} text="" chosen={chosen === block.id} tabStop={chosen === block.id} choose={choose} />
        {mayWrite && (
          <button type="button" className={css.more} onClick={more}>
            <PlusOutlined /> {t(parallel ? 'process.addWay' : 'process.addCondition')}
          </button>
        )}
      </div>
      <div className={css.trunk} />
      <div className={css.branches}>
        {block.branches.map((branch, index) => {
          const { text, open } = branchWords(words, branch, parallel);
          const ends = branch.steps.some((step) => !isBlock(step) && step.element === 'endEvent');
          return (
            <div key={branch.id} className={css.branch}>
              <div className={css.trunk} />
              <BranchCard id={branch.id} name={branchName(t, branch, index)} text={text} open={open} chosen={chosen === branch.id} choose={choose} />
              <Sequence design={design} steps={branch.steps} list={branch.id} mayEnd />
              <div className={ends ? css.nothing : css.filler} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface BranchCardProps {
  id: string;
  name: string;
  text: string;
  open: boolean;
  chosen: boolean;
  choose: (id: string) => void;
  /** Walked beside a step that goes on. */
  beside?: boolean;
}

function BranchCard({ id, name, text, open, chosen, choose, beside = false }: BranchCardProps) {
  const { marks } = useDesk();
  const wrong = marks.get(id) === 'error' ? css.wrong : '';
  return (
    <button type="button" className={`${css.branchCard} ${beside ? css.beside : ''} ${chosen ? css.chosen : ''} ${wrong}`} data-card={id} tabIndex={chosen ? 0 : -1} aria-current={chosen || undefined} onClick={() => choose(id)}>
      <b>{name}</b>
      <span className={open ? css.missing : css.text}>{text}</span>
    </button>
  );
}

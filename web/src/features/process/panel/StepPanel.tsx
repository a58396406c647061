/** The panel beside the list: what is said about the chosen card. */
import { ArrowLeftOutlined, ArrowRightOutlined, CloseOutlined, CopyOutlined, DeleteOutlined } from '@ant-design/icons';
import { Button, ConfigProvider } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Design } from '@/features/process/designer/useDesign';
import { focusCard } from '@/features/process/designer/useTreeKeys';
import { Kbd } from '@/ui/Kbd';
import { LOOK } from '@/features/process/kinds';
import { nameOf } from '@/features/process/names';
import { ConditionEditor } from '@/features/process/panel/ConditionEditor';
import { LeafPanel, NameField } from '@/features/process/panel/LeafPanel';
import { Field } from '@/features/process/panel/Parts';
import { RejectedEditor } from '@/features/process/panel/RejectedEditor';
import { SideEditors, SidesField } from '@/features/process/panel/SidePanel';
import { StartField } from '@/features/process/panel/StartField';
import { change, changeBranch, changeLeaf, changeSide, copy, findBranch, findSide, findStep, moveBranch } from '@/features/process/tree/commands';
import { type Block, type Branch, isBlock, kindOf, type Kind, type SideWay, type Step, type Tree } from '@/features/process/tree/model';
import { branchName } from '@/features/process/words';
import css from './Panel.module.css';

export function StepPanel({ design, tree }: { design: Design; tree: Tree }) {
  const { chosen } = design;
  const found = chosen === null ? undefined : findBranch(tree, chosen);
  const step = chosen === null ? undefined : findStep(tree, chosen);
  if (chosen === null) return <Nothing />;
  const side = chosen === null ? undefined : findSide(tree, chosen);
  if (side) return <SidePanel design={design} tree={tree} step={side.step} side={side.side} />;
  if (found) return <BranchPanel design={design} block={found.block} branch={found.branch} />;
  if (chosen === tree.start.id) return <StartPanel design={design} tree={tree} />;
  if (chosen === tree.end.id) return <EndPanel design={design} tree={tree} />;
  return step ? <OneStep design={design} tree={tree} step={step} /> : <Nothing />;
}

function Nothing() {
  const { t } = useTranslation();
  const keys: [string[], string][] = [[['arrowup', 'arrowdown'], 'walk'], [['enter'], 'open'], [['A'], 'add'], [['Delete'], 'remove'], [['alt+arrowup'], 'move'], [['mod+z'], 'undo'], [['mod+s'], 'save']];
  return (
    <div className={css.empty}>
      {t('process.chooseStep')}
      <dl className={css.keys}>
        {keys.map(([combos, key]) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>
              {combos.map((combo) => (
                <Kbd key={combo} combo={combo} />
              ))}
            </dt>
            <dd>{t(`process.keys.${key}`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

interface FrameProps {
  design: Design;
  kind: Kind | 'start' | 'side';
  title: string;
  /** What can be done with the whole of it. */
  tools?: React.ReactNode;
  children: React.ReactNode;
}

/** What had the focus may give way to something else (a choice to what was chosen): the panel keeps it, and the keys go on. */
function useFocusKept() {
  const ref = useRef<HTMLElement>(null);
  const inside = useRef(false);
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) ref.current?.focus({ preventScroll: true });
  });
  return {
    ref,
    tabIndex: -1,
    onFocus: () => {
      inside.current = true;
    },
    onBlur: ({ relatedTarget }: React.FocusEvent) => {
      if (relatedTarget !== null && !ref.current?.contains(relatedTarget)) inside.current = false;
    },
  };
}

/** Everything in it is greyed for whoever only reads. */
function PanelFrame({ design, kind, title, tools, children }: FrameProps) {
  const { t } = useTranslation();
  const { icon: Icon } = LOOK[kind];
  const kept = useFocusKept();
  return (
    <section
      {...kept}
      className={css.panel}
      aria-label={title}
      data-panel
      onKeyDown={(event) => {
        // Lists and dialogs that are open above close first.
        if (event.key !== 'Escape' || event.defaultPrevented || design.chosen === null || (event.target as HTMLElement).getAttribute('aria-expanded') === 'true') return;
        event.preventDefault();
        focusCard(design.chosen);
      }}
    >
      <header className={css.head}>
        <Icon />
        <h2>{title}</h2>
        {design.mayWrite && tools}
        <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('common.close')} onClick={() => design.choose(null)} />
      </header>
      <fieldset className={css.body} disabled={!design.mayWrite}>
        <ConfigProvider componentDisabled={!design.mayWrite}>{children}</ConfigProvider>
      </fieldset>
    </section>
  );
}

function DropButton({ design, id }: { design: Design; id: string }) {
  const { t } = useTranslation();
  return <Button type="text" size="small" danger icon={<DeleteOutlined />} aria-label={t('common.delete')} title={t('common.delete')} onClick={() => design.drop(id)} />;
}

function OneStep({ design, tree, step }: { design: Design; tree: Tree; step: Step }) {
  const { t } = useTranslation();
  const kind = kindOf(step);
  const twin = () => {
    const made = copy(tree, step.id);
    design.edit(() => made.tree);
    design.choose(made.id);
  };
  const tools = (
    <>
      <Button type="text" size="small" icon={<CopyOutlined />} aria-label={t('process.copyStep')} title={t('process.copyStep')} onClick={twin} />
      <DropButton design={design} id={step.id} />
    </>
  );
  const named = (next: Step, by: string) => design.edit((now) => change(now, step.id, () => next), `${step.id}-${by}`);
  const rejected = step.element === 'userTask' && kind === 'approval' && (
    <RejectedEditor tree={tree} leaf={step} onChange={(next) => design.edit((now) => change(now, step.id, (one) => (one.element === 'userTask' ? { ...one, rejected: next } : one)))} />
  );
  return (
    <PanelFrame design={design} kind={kind} title={t(`process.kind.${kind}`)} tools={tools}>
      {isBlock(step) || step.element === 'subProcess' ? (
        <>
          <NameField said={step} onChange={named} />
          <NameField said={step} onChange={named} other />
        </>
      ) : (
        <LeafPanel key={step.id} leaf={step} rejected={rejected} onChange={(next, by) => design.edit((now) => changeLeaf(now, step.id, () => next), by && `${step.id}-${by}`)} />
      )}
      <SidesField design={design} step={step} />
    </PanelFrame>
  );
}

function SidePanel({ design, tree, step, side }: { design: Design; tree: Tree; step: Step; side: SideWay }) {
  const { t } = useTranslation();
  const put = (next: SideWay, by?: string) => design.edit((now) => changeSide(now, side.id, () => next), by && `${side.id}-${by}`);
  return (
    <PanelFrame design={design} kind="side" title={t('process.side.title', { name: nameOf(step) || t(`process.kind.${kindOf(step)}`) })} tools={<DropButton design={design} id={side.id} />}>
      <SideEditors tree={tree} step={step} side={side} onChange={put} />
      <NameField said={side} onChange={put} />
      <NameField said={side} onChange={put} other />
    </PanelFrame>
  );
}

function BranchPanel({ design, block, branch }: { design: Design; block: Block; branch: Branch }) {
  const { t } = useTranslation();
  const parallel = block.element === 'parallelGateway';
  const index = block.branches.indexOf(branch);
  const put = (next: Branch, by: string) => design.edit((tree) => changeBranch(tree, branch.id, () => next), `${branch.id}-${by}`);
  const named = ({ name, ours }: Pick<Branch, 'name' | 'ours'>, by: string) => put({ ...branch, name, ours }, by);
  const movable = !branch.isDefault && block.branches.length > 2;
  const tools = (
    <>
      {movable && <Button type="text" size="small" icon={<ArrowLeftOutlined />} aria-label={t('process.branch.earlier')} title={t('process.branch.earlier')} onClick={() => design.edit((tree) => moveBranch(tree, branch.id, -1))} />}
      {movable && <Button type="text" size="small" icon={<ArrowRightOutlined />} aria-label={t('process.branch.later')} title={t('process.branch.later')} onClick={() => design.edit((tree) => moveBranch(tree, branch.id, 1))} />}
      {!branch.isDefault && <DropButton design={design} id={branch.id} />}
    </>
  );
  return (
    <PanelFrame design={design} kind={kindOf(block)} title={branchName(t, branch, index)} tools={tools}>
      {!parallel && !branch.isDefault && <ConditionEditor key={branch.id} eager={design.fresh === branch.id} value={branch.condition} onChange={(condition) => put({ ...branch, condition }, 'condition')} />}
      {branch.isDefault && <Field label={t('process.branch.elseName')}>{t('process.branch.elseHelp')}</Field>}
      <NameField said={{ ...branch, sop: '' }} onChange={named} />
      <NameField said={{ ...branch, sop: '' }} onChange={named} other />
    </PanelFrame>
  );
}

function StartPanel({ design, tree }: { design: Design; tree: Tree }) {
  const { t } = useTranslation();
  const { start } = tree;
  const named = (next: Tree['start'], by: string) => design.edit((now) => ({ ...now, start: next }), `start-${by}`);
  return (
    <PanelFrame design={design} kind="start" title={nameOf(start) || t('process.kind.start')}>
      <StartField message={start.message} onChange={(message) => design.edit((now) => ({ ...now, start: { ...now.start, message } }))} />
      <NameField said={start} onChange={named} />
      <NameField said={start} onChange={named} other />
    </PanelFrame>
  );
}

function EndPanel({ design, tree }: { design: Design; tree: Tree }) {
  const { t } = useTranslation();
  const put = (next: Tree['end'], by: string) => design.edit((now) => ({ ...now, end: next }), `end-${by}`);
  return (
    <PanelFrame design={design} kind="end" title={nameOf(tree.end) || t('process.kind.end')}>
      <NameField said={tree.end} onChange={put} />
      <NameField said={tree.end} onChange={put} other />
    </PanelFrame>
  );
}

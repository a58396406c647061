/** The panel beside the diagram: the same editors, for the element chosen there. */
import { Checkbox, ConfigProvider } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Design } from '@/features/process/designer/useDesign';
import { conditionChange, flowOf, interruptsAt, leafChanges, leafOf, messageOf, type Moddle, saidChanges, saidOf, sideChanges, startChanges, triggerOf } from '@/features/process/diagram/details';
import type { Canvas, Shape } from '@/features/process/diagram/useModeler';
import { ConditionEditor } from '@/features/process/panel/ConditionEditor';
import { LeafPanel, NameField } from '@/features/process/panel/LeafPanel';
import { Field } from '@/features/process/panel/Parts';
import { TriggerEditors } from '@/features/process/panel/SidePanel';
import { StartField } from '@/features/process/panel/StartField';
import type { Leaf } from '@/features/process/tree/model';
import css from '@/features/process/panel/Panel.module.css';

export function DiagramPanel({ canvas, design }: { canvas: Canvas; design: Design }) {
  const { t } = useTranslation();
  const { chosen } = canvas;
  if (!chosen) return <div className={css.empty}>{t('process.diagram.choose')}</div>;
  const tag = chosen.businessObject.$type.replace(/^bpmn:./, (start) => start.slice(-1).toLowerCase());
  return (
    <section className={css.panel} data-panel>
      <header className={css.head}>
        <h2>{t(`process.tag.${tag}`, { defaultValue: tag })}</h2>
        <code className={css.hint}>{chosen.id}</code>
      </header>
      <fieldset className={css.body} disabled={!design.mayWrite}>
        <ConfigProvider componentDisabled={!design.mayWrite}>
          <Editors key={chosen.id} canvas={canvas} shape={chosen} />
        </ConfigProvider>
      </fieldset>
    </section>
  );
}

function Editors({ canvas, shape }: { canvas: Canvas; shape: Shape }) {
  const { businessObject: element } = shape;
  const { workshop, update } = canvas;
  const leaf = leafOf(element);
  if (!workshop) return null;
  const put = (next: Leaf) => update(shape, leafChanges(element, next, workshop));
  if (leaf) return <LeafPanel leaf={leaf} onChange={put} />;
  if (element.$type === 'bpmn:SequenceFlow') return <FlowEditors canvas={canvas} shape={shape} />;
  const on = element.$type === 'bpmn:BoundaryEvent' ? triggerOf(element) : undefined;
  return (
    <>
      {on && <TriggerEditors refusable={refusable(element)} on={on} interrupts={interruptsAt(element)} onChange={(next) => update(shape, sideChanges(element, next, workshop))} />}
      <Named canvas={canvas} shape={shape} />
      {element.$type === 'bpmn:StartEvent' && startable(element) && <StartField message={messageOf(element) ?? null} onChange={(message) => update(shape, startChanges(element, message, workshop))} />}
    </>
  );
}

const refusable = (event: Moddle) => (event['attachedToRef'] as Moddle | undefined)?.$type !== 'bpmn:UserTask';

/** A start that waits for something else is changed on the canvas. */
const startable = (element: Moddle) => !Array.isArray(element['eventDefinitions']) || element['eventDefinitions'].length === 0 || messageOf(element) !== undefined;

function Named({ canvas, shape }: { canvas: Canvas; shape: Shape }) {
  const said = saidOf(shape.businessObject);
  const put = (next: typeof said) => canvas.update(shape, saidChanges(said, next));
  return (
    <>
      <NameField said={said} onChange={put} />
      <NameField said={said} onChange={put} other />
    </>
  );
}

const CHOOSES = ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway'];

/** A flow out of a choice: when it is taken, or that it is the one for all other cases. */
function FlowEditors({ canvas, shape }: { canvas: Canvas; shape: Shape }) {
  const { t } = useTranslation();
  const { update, workshop, get } = canvas;
  const element = shape.businessObject;
  const source = element['sourceRef'] as Moddle | undefined;
  const chooses = source !== undefined && CHOOSES.includes(source.$type);
  const fallback = source?.['default'] === element;
  const setFallback = (on: boolean) => {
    const gateway = get('elementRegistry')?.get(String(source?.['id']));
    if (gateway) update(gateway, { default: on ? element : undefined });
  };
  return (
    <>
      {chooses && (
        <Field label={t('process.branch.elseName')}>
          <Checkbox checked={fallback} onChange={(event) => setFallback(event.target.checked)}>
            {t('process.branch.isElse')}
          </Checkbox>
        </Field>
      )}
      {workshop && chooses && !fallback && <ConditionEditor value={flowOf(element).condition} onChange={(condition) => update(shape, conditionChange(condition, workshop))} />}
      <Named canvas={canvas} shape={shape} />
    </>
  );
}

/** What the house does by itself: a service with its arguments, a calculation, a table, another process, a wait. */
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDesk } from '@/features/process/designer/context';
import { FeelField } from '@/features/process/panel/FeelField';
import type { LeafProps } from '@/features/process/panel/leaf';
import { ConnectionField, MethodField, ResultsEditor } from '@/features/process/panel/OutsideEditor';
import { Field } from '@/features/process/panel/Parts';
import { KeyField, TriggerFields, WAITS } from '@/features/process/panel/TriggerFields';
import { inLang } from '@/features/process/names';
import { withOurs } from '@/features/process/said/texts';
import { COPY_SERVICE, type Leaf, type Mapping } from '@/features/process/tree/model';
import { codedName, titleOf } from '@/features/process/words';
import css from './Panel.module.css';

type Of<E extends Leaf['element']> = Extract<Leaf, { element: E }>;

/** Arguments by name; what is empty is not passed. */
function withInput(inputs: Mapping[], target: string, source: string): Mapping[] {
  const rest = inputs.filter((one) => one.target !== target);
  if (source.trim() === '') return rest;
  const at = inputs.findIndex((one) => one.target === target);
  return at < 0 ? [...inputs, { target, source }] : inputs.with(at, { target, source });
}

const FEEL = /^=\s?/;

export function ServiceEditor({ leaf, onChange }: LeafProps<Of<'serviceTask'>>) {
  const { t } = useTranslation();
  const { offer } = useDesk();
  const name = leaf.ours['service'] ?? '';
  const service = offer?.services.find((one) => one.name === name);
  const options = (offer?.services ?? []).filter((one) => one.name !== COPY_SERVICE).map((one) => ({ value: one.name, label: titleOf(one) }));
  const method = service?.outside === true ? service.args.find(({ key }) => key === 'method') : undefined;
  const others = leaf.inputs.filter(({ target }) => !service?.args.some(({ key }) => key === target));
  const put = (target: string, source: string) => onChange({ ...leaf, inputs: withInput(leaf.inputs, target, source) }, `arg-${target}`);
  return (
    <>
      <Field label={t('process.service.label')} first hint={service && inLang(service.help, service.help_en)}>
        <Select aria-label={t('process.service.label')} placeholder={t('process.service.choose')} showSearch={{ optionFilterProp: 'label' }} value={name === '' ? null : name} options={options} onChange={(next: string) => onChange({ ...leaf, inputs: [], outputs: [], ours: withOurs(leaf.ours, { service: next, connection: '' }) })} />
      </Field>
      {service?.outside === true && <ConnectionField value={leaf.ours['connection'] ?? ''} onChange={(connection) => onChange({ ...leaf, ours: withOurs(leaf.ours, { connection }) })} />}
      {method && <MethodField label={inLang(method.name, method.name_en)} source={leaf.inputs.find(({ target }) => target === method.key)?.source ?? ''} onChange={(source) => put(method.key, source)} />}
      {[...(service?.args ?? []).filter((arg) => arg !== method), ...others.map(({ target }) => ({ key: target, name: target, name_en: target, kind: '', required: false }))].map((arg) => (
        <Field key={arg.key} label={`${inLang(arg.name, arg.name_en)}${arg.required ? ' *' : ''}`} hint={arg.kind === '' ? t('process.service.unknownArg') : undefined}>
          <FeelField label={inLang(arg.name, arg.name_en)} rows={1} placeholder={service?.outside === true ? t(`process.outside.like.${arg.key}`, { defaultValue: '' }) : t(`process.service.kinds.${PLACEHOLDER[arg.kind] ?? 'any'}`)} value={(leaf.inputs.find(({ target }) => target === arg.key)?.source ?? '').replace(FEEL, '')} onChange={(text) => put(arg.key, text === '' ? '' : `= ${text}`)} />
        </Field>
      ))}
      {service && service.results.length > 0 && (
        <Field label={t('process.service.results')}>
          <ul className={css.hint}>
            {service.results.map((result) => (
              <li key={result.key}>
                <code>{result.key}</code> {inLang(result.name, result.name_en)}
              </li>
            ))}
          </ul>
        </Field>
      )}
      {service?.outside === true && <ResultsEditor outputs={leaf.outputs} onChange={(outputs, by) => onChange({ ...leaf, outputs }, by)} />}
    </>
  );
}

const PLACEHOLDER: Record<string, string> = { string: 'string', number: 'number', boolean: 'boolean', date: 'date' };

export function ScriptEditor({ leaf, onChange }: LeafProps<Of<'scriptTask'>>) {
  const { t } = useTranslation();
  return (
    <Field label={t('process.script.label')} first hint={t('process.script.help')}>
      <FeelField label={t('process.script.label')} rows={4} live={false} placeholder={t('process.script.placeholder')} value={leaf.script} onChange={(script) => onChange({ ...leaf, script }, 'script')} />
    </Field>
  );
}

export function TableEditor({ leaf, onChange }: LeafProps<Of<'businessRuleTask'>>) {
  const { t } = useTranslation();
  const { offer } = useDesk();
  const options = (offer?.tables ?? []).map(({ code, name }) => ({ value: code, label: name }));
  return (
    <Field label={t('process.table.label')} first hint={options.length === 0 ? t('process.table.none') : t('process.table.help')}>
      <Select aria-label={t('process.table.label')} showSearch={{ optionFilterProp: 'label' }} value={leaf.ours['table'] ?? null} options={options} onChange={(table: string) => onChange({ ...leaf, ours: withOurs(leaf.ours, { table }) })} />
    </Field>
  );
}

export function CallEditor({ leaf, onChange }: LeafProps<Of<'callActivity'>>) {
  const { t } = useTranslation();
  const { offer } = useDesk();
  const options = (offer?.processes ?? []).map((one) => ({ value: one.code, label: codedName(one) }));
  return (
    <Field label={t('process.call.label')} first hint={t('process.call.help')}>
      <Select aria-label={t('process.call.label')} showSearch={{ optionFilterProp: 'label' }} value={leaf.called === '' ? null : leaf.called} options={options} onChange={(called: string) => onChange({ ...leaf, called })} />
    </Field>
  );
}

export function WaitEditor({ leaf, onChange }: LeafProps<Of<'intermediateCatchEvent'>>) {
  const { t } = useTranslation();
  return (
    <>
      <TriggerFields kinds={WAITS} label={t('process.wait.for')} on={leaf.wait} onChange={(wait, by) => wait.for !== 'error' && wait.for !== 'cycle' && onChange({ ...leaf, wait: { ...wait, for: wait.for } }, by)} />
      {leaf.wait.for === 'message' && <KeyField said={leaf} onChange={(next) => onChange({ ...leaf, ours: next.ours }, 'key')} />}
    </>
  );
}

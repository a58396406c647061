/** Examples beside the table: what is known, what is expected, and whether the table says so. */
import { CheckCircleFilled, CloseCircleFilled, DeleteOutlined, MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Checked } from '@/features/decisions/api';
import type { Editing } from '@/features/decisions/editor/useDecision';
import { type Facts, factsOf, textOfFacts } from '@/features/decisions/facts';
import type { Example, Table } from '@/features/decisions/model';
import css from './Editor.module.css';

interface ExamplesProps {
  editing: Editing;
  checked: Checked | undefined;
  mayWrite: boolean;
  /** The rules an example met. */
  light: (rules: readonly number[]) => void;
}

/** The fields the examples tell: those that the inputs name, each once. */
function fieldsOf(table: Table, checked: Checked | undefined): { path: string; title: string }[] {
  const found = new Map<string, string>();
  table.inputs.forEach((input, at) => {
    const path = checked?.inputs[at]?.path?.join('.');
    if (path !== undefined && path !== '' && !found.has(path)) found.set(path, input.label || input.expression);
  });
  return [...found].map(([path, title]) => ({ path, title }));
}

export function Examples({ editing, checked, mayWrite, light }: ExamplesProps) {
  const { t } = useTranslation();
  const { table, edit } = editing;
  const fields = fieldsOf(table, checked);
  const put = (examples: Example[], by?: string) => edit((now) => ({ ...now, examples }), by);
  const sample = checked?.ruling;
  const fromSample = () => {
    const facts: Facts = new Map();
    checked?.inputs.forEach(({ path }, at) => {
      const value = sample?.asked[at];
      if (path && value !== undefined && value !== '') facts.set(path.join('.'), value);
    });
    put([...table.examples, { facts: textOfFacts(facts), expected: sample?.value ?? 'null' }]);
  };
  const passed = checked?.examples.filter((one) => one.passed).length ?? 0;
  return (
    <section className={css.panel} aria-label={t('decisions.examples')}>
      <h2 className={css.small}>
        {t('decisions.examples')}
        {table.examples.length > 0 && (
          <span className={passed === table.examples.length ? css.good : css.bad}>{t('decisions.passed', { passed, all: table.examples.length })}</span>
        )}
      </h2>
      {table.examples.length === 0 && <p className={css.hint}>{t('decisions.examplesHelp')}</p>}
      {table.examples.map((example, at) => (
        <ExampleCard
          key={at}
          at={at}
          example={example}
          fields={fields}
          outcome={checked?.examples[at]}
          mayWrite={mayWrite}
          light={light}
          put={(next, by) => put(table.examples.map((old, place) => (place === at ? next : old)), by)}
          remove={() => put(table.examples.filter((_, place) => place !== at))}
        />
      ))}
      {mayWrite && (
        <div className={css.buttons}>
          <Button size="small" icon={<PlusOutlined />} onClick={() => put([...table.examples, { facts: '{}', expected: '' }])}>
            {t('decisions.addExample')}
          </Button>
          {sample?.value != null && (
            <Button size="small" onClick={fromSample}>
              {t('decisions.exampleFromSample')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

interface ExampleCardProps {
  at: number;
  example: Example;
  fields: { path: string; title: string }[];
  outcome: Checked['examples'][number] | undefined;
  mayWrite: boolean;
  light: (rules: readonly number[]) => void;
  put: (example: Example, by: string) => void;
  remove: () => void;
}

function ExampleCard({ at, example, fields, outcome, mayWrite, light, put, remove }: ExampleCardProps) {
  const { t } = useTranslation();
  const facts = factsOf(example.facts);
  const others = facts ? [...facts.keys()].filter((path) => !fields.some((field) => field.path === path)) : [];
  const shown = facts ? [...fields, ...others.map((path) => ({ path, title: path }))] : null;
  const write = (path: string, text: string) => put({ ...example, facts: textOfFacts(new Map(facts ?? []).set(path, text)) }, `fact${String(at)}${path}`);
  const state = outcome === undefined ? 'open' : outcome.passed ? 'green' : 'red';
  return (
    <article className={`${css.example} ${css[state] ?? ''}`} onMouseEnter={() => light(outcome?.rules ?? [])} onMouseLeave={() => light([])} onFocus={() => light(outcome?.rules ?? [])} onBlur={() => light([])}>
      <header className={css.exampleHead}>
        {state === 'green' ? <CheckCircleFilled className={css.good} /> : state === 'red' ? <CloseCircleFilled className={css.bad} /> : <MinusCircleOutlined />}
        <b>{t('decisions.example', { number: at + 1 })}</b>
        <span>{t(`decisions.outcome.${state}`)}</span>
        {outcome !== undefined && outcome.rules.length > 0 && <span className={css.hint}>{t('decisions.byRules', { rules: outcome.rules.join('、') })}</span>}
        <span className={css.gap} />
        {mayWrite && (
          <button type="button" className={css.more} aria-label={t('decisions.removeExample', { number: at + 1 })} onClick={remove}>
            <DeleteOutlined />
          </button>
        )}
      </header>
      {shown === null ? (
        <Line title={t('decisions.facts')} value={example.facts} mayWrite={mayWrite} onChange={(text) => put({ ...example, facts: text }, `facts${String(at)}`)} />
      ) : (
        shown.map(({ path, title }) => <Line key={path} title={title} value={facts?.get(path) ?? ''} mayWrite={mayWrite} onChange={(text) => write(path, text)} />)
      )}
      <Line title={t('decisions.expected')} strong value={example.expected} mayWrite={mayWrite} onChange={(text) => put({ ...example, expected: text }, `expected${String(at)}`)} />
      {outcome !== undefined && !outcome.passed && (
        <p className={css.actual}>
          {outcome.note ?? t('decisions.actual', { value: outcome.actual })}
          {mayWrite && outcome.note == null && (
            <Button type="link" size="small" onClick={() => put({ ...example, expected: outcome.actual }, '')}>
              {t('decisions.adopt')}
            </Button>
          )}
        </p>
      )}
    </article>
  );
}

interface LineProps {
  title: string;
  value: string;
  strong?: boolean;
  mayWrite: boolean;
  onChange: (text: string) => void;
}

function Line({ title, value, strong = false, mayWrite, onChange }: LineProps) {
  return (
    <label className={css.line}>
      <span className={strong ? css.strong : css.hint}>{title}</span>
      <input className={css.lineInput} spellCheck={false} autoComplete="off" disabled={!mayWrite} value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

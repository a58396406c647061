/** A question before an action: its fields, its verb, and the refusal when it is refused. What was typed stays. */
import { useMutation } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { matches } from '@/lib/keys';
import { type ListedProblem, ProblemBanner } from '@/ui/ProblemBanner';
import css from './ActionDialog.module.css';

interface ActionDialogProps {
  title: string;
  /** A verb. */
  okText: string;
  danger?: boolean;
  /** Why it cannot be done as it is filled in. */
  blocked?: string | undefined;
  wide?: boolean;
  onOk: () => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
}

const FIELDS = 'input:not([type="checkbox"], [type="radio"], [disabled]), textarea';
const WIDTH = 480;
const WIDE = 760;

/** Mount it to open it. Enter goes to the next field and at the last one acts; Ctrl Enter acts anywhere. */
export function ActionDialog({ title, okText, danger = false, blocked, wide = false, onOk, onClose, children }: ActionDialogProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const act = useMutation({ mutationFn: onOk, onSuccess: onClose });
  const run = () => {
    if (blocked === undefined && !act.isPending) act.mutate();
  };
  const fields = () => [...(box.current?.querySelectorAll<HTMLElement>(FIELDS) ?? [])];
  const onKey = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.defaultPrevented) return;
    if (matches('mod+enter', event)) {
      event.preventDefault();
      run();
    } else if (event.key === 'Enter' && event.target instanceof HTMLInputElement && event.target.getAttribute('aria-expanded') !== 'true') {
      event.preventDefault();
      const all = fields();
      const next = all[all.indexOf(event.target) + 1];
      if (next) next.focus();
      else run();
    }
  };
  const problem = act.error ? asProblem(act.error) : undefined;
  const problems: ListedProblem[] = (problem?.problems ?? []).map(({ field, detail }) => ({ key: field + detail, where: field, text: detail }));
  return (
    <Modal
      open
      title={title}
      width={wide ? WIDE : WIDTH}
      onCancel={onClose}
      mask={{ closable: false }}
      afterOpenChange={(open) => {
        if (open && !box.current?.contains(document.activeElement)) fields()[0]?.focus();
      }}
      footer={
        <>
          <Button onClick={onClose}>{t('common.back')}</Button>
          <Button type="primary" danger={danger} loading={act.isPending} disabled={blocked !== undefined} title={blocked} onClick={run}>
            {okText}
          </Button>
        </>
      }
    >
      <div
        ref={(body) => {
          // At once, not when the animation ends: a clerk types on without looking.
          if (body && !box.current) body.querySelector<HTMLElement>(FIELDS)?.focus();
          box.current = body;
        }}
        className={css.body}
        onKeyDown={onKey}
      >
        {problem && <ProblemBanner error={problem} problems={problems} />}
        {children}
      </div>
    </Modal>
  );
}

/** A label above its field. */
export function DialogField({ label, hint, children }: { label: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <label className={css.field}>
      <span className={css.label}>{label}</span>
      {children}
      {hint != null && <span className={css.hint}>{hint}</span>}
    </label>
  );
}

/** Fields beside one another while there is room. */
export function DialogRow({ children }: { children: ReactNode }) {
  return <div className={css.row}>{children}</div>;
}

/** The fields of a form. Enter goes on to the next one, and on the last it saves; Ctrl Enter saves anywhere. */
import { useId, useRef } from 'react';
import { matches } from '@/lib/keys';
import { FieldBox } from '@/ui/form/FieldBox';
import type { FormField } from '@/ui/form/model';
import type { FormState } from '@/ui/form/useForm';
import { ProblemBanner } from '@/ui/ProblemBanner';
import css from './Form.module.css';

interface FormFieldsProps {
  fields: FormField[];
  form: FormState;
  /** Hand it in. */
  onSave: () => void;
  /** Where Enter goes from the last field, when there is more to fill in than these. */
  onEnd?: () => void;
  /** What was refused of other fields is shown elsewhere on the page. */
  elsewhere?: boolean;
}

export function FormFields({ fields, form, onSave, onEnd = onSave, elsewhere = false }: FormFieldsProps) {
  const strange = elsewhere ? [] : form.strange;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);

  /** The field after the one that has the focus; true when there is one. */
  const goOn = (from: EventTarget): boolean => {
    const inputs = [...(box.current?.querySelectorAll<HTMLElement>('input:not([type="checkbox"]), textarea, button[role="switch"]') ?? [])];
    const next = inputs[inputs.indexOf(from as HTMLElement) + 1];
    next?.focus();
    return next !== undefined;
  };

  const onKey = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (matches('mod+enter', event)) {
      event.preventDefault();
      event.stopPropagation();
      onSave();
    } else if (matches('enter', event)) {
      const target = event.target as HTMLElement;
      // A list that is open takes Enter for its choice; in a long text it is a new line.
      if (target.getAttribute('aria-expanded') === 'true' || target.tagName === 'TEXTAREA' || target.tagName === 'BUTTON') return;
      event.preventDefault();
      if (!goOn(target)) onEnd();
    }
  };

  return (
    <div ref={box} className={css.fields} onKeyDown={onKey}>
      {(form.refused != null || strange.length > 0) && (
        <div className={css.wide}>
          <ProblemBanner error={form.refused} problems={strange.map((text) => ({ key: text, text }))} />
        </div>
      )}
      {fields.map((field) => (
        <FieldBox
          key={field.id}
          field={field}
          inputId={`${id}-${field.id}`}
          value={form.values[field.id]}
          wrong={form.wrong[field.id]}
          onChange={(value) => form.put(field.id, value)}
        />
      ))}
    </div>
  );
}

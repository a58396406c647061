/** A form beside the page: opens with the cursor where one types, keeps what was typed. */
import { Button, Drawer } from 'antd';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMedia } from '@/lib/media';
import { FormFields } from '@/ui/form/FormFields';
import { type FormOptions, type FormState, useForm } from '@/ui/form/useForm';
import { Kbd } from '@/ui/Kbd';
import { size } from '@/ui/tokens';
import css from './Form.module.css';

interface FormDrawerProps extends FormOptions {
  title: string;
  /** What the saving button says; a verb. */
  okText?: string;
  onClose: () => void;
  /** After it was taken; without it the form closes. A page that goes elsewhere must not be closed behind. */
  onSaved?: (() => void) | undefined;
  /** Above the fields. */
  intro?: ReactNode;
  /** Further fields, when they depend on what was chosen above. */
  more?: (form: FormState) => ReactNode;
  /** Under the fields. */
  children?: ReactNode;
}

const WIDTH = 520;

/** Mount it to open it: each opening begins with `start`, or with the draft that was kept. */
export function FormDrawer({ title, okText, onClose, onSaved = onClose, intro, more, children, ...options }: FormDrawerProps) {
  const { t } = useTranslation();
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  const form = useForm(options);
  const body = useRef<HTMLDivElement>(null);
  const save = async () => {
    if (await form.save()) onSaved();
    else setTimeout(() => body.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  return (
    <Drawer
      open
      title={title}
      size={phone ? '100%' : WIDTH}
      onClose={onClose}
      mask={{ closable: false }}
      afterOpenChange={(open) => {
        if (open) body.current?.querySelector<HTMLElement>('input:not([disabled]), textarea')?.focus();
      }}
      footer={
        <div className={css.footer}>
          <Button type="primary" loading={form.busy} onClick={() => void save()}>
            {okText ?? t('common.save')}
            {!phone && <Kbd combo="mod+enter" />}
          </Button>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
        </div>
      }
    >
      <div ref={body}>
        {intro}
        <FormFields fields={options.fields} form={form} onSave={() => void save()} />
        {more?.(form)}
        {children}
      </div>
    </Drawer>
  );
}

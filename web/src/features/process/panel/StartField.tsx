/** How a case starts: by hand, or by something that happens to the document. */
import { useTranslation } from 'react-i18next';
import { EventSelect, messageOfEvent } from '@/features/process/panel/TriggerFields';
import { Chips, Field } from '@/features/process/panel/Parts';
import type { Message } from '@/features/process/tree/model';

export function StartField({ message, onChange }: { message: Message | null; onChange: (message: Message | null) => void }) {
  const { t } = useTranslation();
  const by = message ? 'event' : 'hand';
  return (
    <Field label={t('process.start.how')} first hint={t(`process.start.${by}Help`)}>
      <Chips
        label={t('process.start.how')}
        options={[
          { value: 'hand', label: t('process.start.hand') },
          { value: 'event', label: t('process.start.event') },
        ]}
        value={by}
        onChange={(next) => onChange(next === 'event' ? (message ?? messageOfEvent('')) : null)}
      />
      {message && <EventSelect label={t('process.start.event')} value={message.name} onChange={(event) => onChange(messageOfEvent(event))} />}
    </Field>
  );
}

/** What one was sent to read; opening it is reading it. */
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type Copy, copyRows, readCopy, useRefresh } from '@/features/tasks/api';
import { useCopyColumns } from '@/features/tasks/columns';
import type { FilterField } from '@/ui/list/model';
import { DataList } from '@/ui/list/DataList';
import { RowCard } from '@/ui/list/RowCard';
import { documentPath, inLang } from '@/ui/process/words';
import { TimeText } from '@/ui/texts';

const copyId = (copy: Copy) => copy.id;

export function CopiesBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const fields: FilterField[] = [
    { field: 'number', title: t('tasks.column.number'), kind: 'text', quick: true },
    { field: 'sent_at', title: t('tasks.column.sentAt'), kind: 'instant', quick: true },
  ];
  const open = (copy: Copy) => {
    // Whether it counts as read is not worth keeping the reader waiting for.
    if (copy.read_at == null) void readCopy(copy.id).then(refresh, () => undefined);
    const path = documentPath(copy.subject);
    if (path !== null) void navigate(path);
  };
  return (
    <DataList
      page="tasks.copies"
      title={t('tasks.box.copies')}
      source={copyRows}
      rowId={copyId}
      onOpen={open}
      columns={useCopyColumns()}
      fields={fields}
      views={[
        { id: 'all', name: t('common.all') },
        { id: 'unread', name: t('tasks.unread'), base: ['read_at', 'null', true] },
      ]}
      searchable={false}
      card={(copy) => <RowCard name={copy.number} figure={<TimeText at={copy.sent_at} />} lines={[[copy.title, inLang(copy.name, copy.name_en)], [copy.note, copy.read_at == null ? t('tasks.unread') : '']]} />}
      empty={{ title: t('tasks.empty.copies'), text: t('tasks.emptyText.copies') }}
    />
  );
}

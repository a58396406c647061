/** What one was told: opening it is reading it, and leads to the thing. */
import {
  AlertOutlined, ArrowUpOutlined, BellOutlined, CheckSquareOutlined, ClockCircleOutlined, CloseCircleOutlined, CopyOutlined, ReadOutlined, RollbackOutlined, SwapOutlined,
} from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { type ComponentType, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, ok } from '@/api/client';
import { type Notice, useUnread } from '@/api/notices';
import { asProblem } from '@/api/problem';
import type { Action } from '@/ui/action';
import { DataList } from '@/ui/list/DataList';
import type { Column, FilterField } from '@/ui/list/model';
import type { Source } from '@/ui/list/useRows';
import { TimeText } from '@/ui/texts';
import css from './Notices.module.css';

const rows: Source<Notice> = {
  kind: 'notice',
  load: ({ q: _none, ...query }, signal) => ok(api.GET('/api/notices', { params: { query }, signal })),
};

const noticeId = (notice: Notice) => notice.id;

const ICONS: Record<Notice['kind'], ComponentType> = {
  task: CheckSquareOutlined,
  handed: SwapOutlined,
  escalated: ArrowUpOutlined,
  reminder: BellOutlined,
  overdue: ClockCircleOutlined,
  copy: CopyOutlined,
  rejected: CloseCircleOutlined,
  sent_back: RollbackOutlined,
  incident: AlertOutlined,
};

function Kind({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const Icon = ICONS[notice.kind];
  return (
    <span className={css.kind}>
      <Icon /> {t(`notices.kind.${notice.kind}`)}
    </span>
  );
}

const Title = ({ notice }: { notice: Notice }) => (notice.read_at == null ? <b className={css.unread}>{notice.title}</b> : <>{notice.title}</>);

/** On the phone a notice is read whole: there is no second column to look at. */
function Card({ notice }: { notice: Notice }) {
  return (
    <div className={css.card}>
      <Title notice={notice} />
      <span className={css.body}>{notice.body}</span>
      <span className={css.foot}>
        <Kind notice={notice} />
        <TimeText at={notice.at} />
      </span>
    </div>
  );
}

function useColumns(): Column<Notice>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'title', title: t('notices.column.title'), width: 420, frozen: true, render: (notice) => <Title notice={notice} /> },
      { id: 'body', title: t('notices.column.body'), width: 420, render: (notice) => notice.body },
      { id: 'kind', title: t('notices.column.kind'), width: 120, sortable: true, render: (notice) => <Kind notice={notice} /> },
      { id: 'at', title: t('notices.column.at'), width: 140, sortable: true, render: (notice) => <TimeText at={notice.at} /> },
    ],
    [t],
  );
}

export function NoticesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const unread = useUnread();
  const fresh = () => void queries.invalidateQueries({ queryKey: ['notice'] });
  const fields: FilterField[] = [
    { field: 'kind', title: t('notices.column.kind'), kind: 'choice', quick: true, choices: Object.keys(ICONS).map((kind) => ({ value: kind, label: t(`notices.kind.${kind}`) })) },
    { field: 'at', title: t('notices.column.at'), kind: 'instant', quick: true },
  ];
  const open = (notice: Notice) => {
    // Whether it counts as read is not worth keeping the reader waiting for.
    if (notice.read_at == null) void ok(api.POST('/api/notices/{id}/read', { params: { path: { id: notice.id } }, body: {} })).then(fresh, () => undefined);
    void navigate(notice.path);
  };
  const readAll: Action = {
    id: 'read-all',
    label: t('notices.readAll'),
    icon: <ReadOutlined />,
    run: async () => {
      try {
        await ok(api.POST('/api/notices/read-all', { body: {} }));
        fresh();
      } catch (error) {
        void message.error(asProblem(error).text);
      }
    },
  };
  return (
    <DataList
      page="notices"
      title={t('frame.notices')}
      source={rows}
      rowId={noticeId}
      onOpen={open}
      columns={useColumns()}
      fields={fields}
      defaultSort="-at"
      views={[
        { id: 'all', name: t('common.all') },
        { id: 'unread', name: t('notices.unread'), base: ['read_at', 'null', true] },
      ]}
      searchable={false}
      actions={unread > 0 ? [readAll] : []}
      card={(notice) => <Card notice={notice} />}
      empty={{ title: t('notices.empty'), text: t('notices.emptyText') }}
    />
  );
}

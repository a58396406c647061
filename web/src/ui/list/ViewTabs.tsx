/** Saved views as tabs; what was changed can be kept under a name. */
import { DownOutlined, SaveOutlined, UndoOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Input, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { useViewChanges } from '@/api/views';
import { useInSight } from '@/ui/useInSight';
import { type ListState, type View, specText } from '@/ui/list/useListState';
import css from './ViewTabs.module.css';

export function ViewTabs({ page, state }: { page: string; state: ListState }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { create, change, remove } = useViewChanges(page);
  const { views, view, changed } = state;
  const row = useInSight<HTMLDivElement>(view?.id ?? '', '[aria-selected=true]');
  const spec = specText({ chips: state.chips, sort: state.sort, layout: state.layout });
  const tell = (error: unknown) => void message.error(asProblem(error).text);

  const saveAs = (name: string) =>
    create.mutate(
      { name, spec },
      {
        onSuccess: ({ id }) => {
          state.reset();
          state.chooseView(id);
        },
        onError: tell,
      },
    );

  const save = () => {
    if (view) change.mutate({ id: view.id, name: view.name, spec }, { onSuccess: () => state.reset(), onError: tell });
  };

  const removeView = (id: string) =>
    remove.mutate(id, { onSuccess: () => views[0] && state.chooseView(views[0].id), onError: tell });

  return (
    <div className={`${css.tabs} no-print`}>
      <div ref={row} role="tablist" aria-label={t('list.views')} className={css.list}>
        {views.map((one) => (
          <button
            key={one.id}
            type="button"
            role="tab"
            aria-selected={one.id === view?.id}
            className={`${css.tab} ${one.id === view?.id ? css.active : ''}`}
            onClick={() => state.chooseView(one.id)}
          >
            {one.name}
          </button>
        ))}
      </div>
      {view?.saved === true && (
        <ViewMenu
          view={view}
          rename={(name) => change.mutate({ id: view.id, name, spec: specText(savedSpec(view)) }, { onError: tell })}
          remove={() => removeView(view.id)}
        />
      )}
      {changed && (
        <>
          {view?.saved === true && (
            <Button type="text" size="small" icon={<SaveOutlined />} onClick={save}>
              {t('list.saveView')}
            </Button>
          )}
          <NamePopover title={t('list.saveAs')} start="" done={saveAs}>
            <Button type="text" size="small" icon={view?.saved === true ? undefined : <SaveOutlined />}>
              {t('list.saveAs')}
            </Button>
          </NamePopover>
          <Button type="text" size="small" icon={<UndoOutlined />} onClick={state.reset}>
            {t('list.reset')}
          </Button>
        </>
      )}
    </div>
  );
}

const savedSpec = (view: View) => ({ chips: view.chips ?? [], sort: view.sort ?? '', ...(view.layout ? { layout: view.layout } : {}) });

interface NamePopoverProps {
  title: string;
  start: string;
  done: (name: string) => void;
  children: React.ReactElement;
}

function NamePopover({ title, start, done, children }: NamePopoverProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(start);
  const finish = () => {
    if (name.trim() === '') return;
    setOpen(false);
    done(name.trim());
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      title={title}
      content={
        <div className={css.name}>
          <Input
            autoFocus
            value={name}
            maxLength={40}
            aria-label={t('list.viewName')}
            placeholder={t('list.viewName')}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={finish}
          />
          <Button type="primary" disabled={name.trim() === ''} onClick={finish}>
            {t('common.save')}
          </Button>
        </div>
      }
    >
      {children}
    </Popover>
  );
}

function ViewMenu({ view, rename, remove }: { view: View; rename: (name: string) => void; remove: () => void }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const ask = () => {
    let name = view.name;
    modal.confirm({
      title: t('list.renameView'),
      icon: null,
      content: <Input defaultValue={name} maxLength={40} aria-label={t('list.viewName')} onChange={(event) => (name = event.target.value)} />,
      okText: t('list.renameView'),
      cancelText: t('common.cancel'),
      onOk: () => {
        if (name.trim() !== '') rename(name.trim());
      },
    });
  };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'rename', label: t('list.renameView') },
          { key: 'remove', label: t('list.removeView', { name: view.name }), danger: true },
        ],
        onClick: ({ key }) => (key === 'rename' ? ask() : remove()),
      }}
    >
      <Button type="text" size="small" aria-label={t('list.viewMenu')} icon={<DownOutlined />} />
    </Dropdown>
  );
}

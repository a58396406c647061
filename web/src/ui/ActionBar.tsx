/** Buttons for what is next; what does not fit, or is rarer, is behind "more". */
import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Shortcuts, keyCaps, useShortcuts } from '@/lib/keys';
import type { Action } from '@/ui/action';
import css from './ActionBar.module.css';

interface ActionBarProps {
  actions: Action[];
  /** How many stand as buttons. */
  shown?: number;
  size?: 'small' | 'middle';
}

/** Runs one action at a time, so that a double click is one order. */
function useBusy() {
  const [busy, setBusy] = useState<string>();
  const run = async (action: Action) => {
    if (busy !== undefined || action.blocked !== undefined) return;
    setBusy(action.id);
    try {
      await action.run();
    } finally {
      setBusy(undefined);
    }
  };
  return { busy, run };
}

export function ActionBar({ actions, shown = 3, size = 'middle' }: ActionBarProps) {
  const { t } = useTranslation();
  const { busy, run } = useBusy();
  const shortcuts: Shortcuts = {};
  for (const action of actions) {
    if (action.shortcut !== undefined) shortcuts[action.shortcut] = () => void run(action);
  }
  useShortcuts(shortcuts);
  const rest = actions.slice(shown);
  return (
    <div className={`${css.bar} no-print`}>
      {actions.slice(0, shown).map((action) => (
        <Tooltip key={action.id} title={action.blocked ?? (action.shortcut === undefined ? undefined : keyCaps(action.shortcut).join(' '))}>
          <Button
            size={size}
            type={action.primary === true ? 'primary' : 'default'}
            danger={action.danger === true}
            icon={action.icon}
            disabled={action.blocked !== undefined}
            loading={busy === action.id}
            onClick={() => void run(action)}
          >
            {action.label}
          </Button>
        </Tooltip>
      ))}
      {rest.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: rest.map((action) => ({
              key: action.id,
              label: action.label,
              icon: action.icon,
              danger: action.danger === true,
              disabled: action.blocked !== undefined,
              ...(action.blocked === undefined ? {} : { title: action.blocked }),
            })),
            onClick: ({ key }) => {
              const action = rest.find((one) => one.id === key);
              if (action) void run(action);
            },
          }}
        >
          <Button size={size}>
            {t('common.more')}
            <DownOutlined />
          </Button>
        </Dropdown>
      )}
    </div>
  );
}

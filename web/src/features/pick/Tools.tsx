/** What one may want between scans; on the phone within reach of the thumb. */
import { NumberOutlined, StopOutlined, UndoOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Kbd } from '@/ui/Kbd';
import css from './Tools.module.css';

interface Tool {
  run: () => void;
  off: boolean;
}

export function Tools({ undo, qty, short }: { undo: Tool; qty: Tool; short: Tool }) {
  const { t } = useTranslation();
  return (
    <div className={css.bar} role="toolbar" aria-label={t('pick.tools')}>
      <ToolButton tool={undo} icon={<UndoOutlined />} label={t('pick.undo')} combo="F9" />
      <ToolButton tool={qty} icon={<NumberOutlined />} label={t('pick.qty')} combo="F4" />
      <ToolButton tool={short} icon={<StopOutlined />} label={t('pick.short')} combo="F8" />
    </div>
  );
}

function ToolButton({ tool, icon, label, combo }: { tool: Tool; icon: ReactNode; label: string; combo: string }) {
  return (
    <button type="button" className={css.tool} disabled={tool.off} onClick={tool.run}>
      {icon}
      <span>{label}</span>
      <span className={css.key}>
        <Kbd combo={combo} />
      </span>
    </button>
  );
}

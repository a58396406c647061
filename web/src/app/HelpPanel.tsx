/** The table of shortcuts. */
import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { Kbd } from '@/ui/Kbd';
import css from './HelpPanel.module.css';

const ROWS: [string[], string][] = [
  [['mod+k'], 'frame.shortcuts.search'],
  [['alt+n'], 'frame.shortcuts.newOrder'],
  [['j', 'k', 'arrowdown', 'arrowup'], 'frame.shortcuts.listMove'],
  [['enter'], 'frame.shortcuts.listOpen'],
  [['x', 'space'], 'frame.shortcuts.listMark'],
  [['mod+a'], 'frame.shortcuts.listAll'],
  [['/'], 'frame.shortcuts.listFind'],
  [['a'], 'frame.shortcuts.taskApprove'],
  [['r'], 'frame.shortcuts.taskReject'],
  [['enter', 'tab'], 'frame.shortcuts.gridNext'],
  [['mod+enter'], 'frame.shortcuts.gridSave'],
  [['mod+z'], 'frame.shortcuts.gridUndo'],
  [['?'], 'frame.shortcuts.help'],
];

export function HelpPanel({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open={open} onCancel={close} footer={null} title={t('frame.shortcuts.title')} width={520}>
      <table className={css.table}>
        <tbody>
          {ROWS.map(([combos, key]) => (
            <tr key={key}>
              <td className={css.keys}>
                {combos.map((combo) => (
                  <Kbd key={combo} combo={combo} />
                ))}
              </td>
              <td>{t(key)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}

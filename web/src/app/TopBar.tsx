/** Company, search, what waits, help, and oneself. */
import { BellOutlined, CheckSquareOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useInboxCounts } from '@/api/inbox';
import { useUnread } from '@/api/notices';
import { useMe } from '@/api/session';
import { MeMenu } from '@/app/MeMenu';
import { SearchBox } from '@/app/SearchBox';
import { formatCount } from '@/lib/format';
import { Logo } from '@/ui/Logo';
import css from './TopBar.module.css';

export function TopBar({ phone, showHelp }: { phone: boolean; showHelp: () => void }) {
  const { t } = useTranslation();
  const { me } = useMe();
  const waiting = useInboxCounts()?.todo ?? 0;
  return (
    <header className={`${css.bar} no-print`}>
      <Link to="/workbench" className={css.company} title={me?.company.name}>
        <Logo />
        {!phone && <span className={css.companyName}>{me?.company.name}</span>}
      </Link>
      <SearchBox />
      <div className={css.right}>
        {phone && <Bell />}
        {!phone && (
          <>
            <Link to="/tasks" className={css.button} aria-label={waiting > 0 ? t('frame.inboxCount', { count: waiting }) : t('frame.inbox')} title={t('frame.inbox')}>
              <CheckSquareOutlined />
              {waiting > 0 && <span className="num">{formatCount(waiting)}</span>}
            </Link>
            <Bell />
            <button type="button" className={css.button} aria-label={t('frame.help')} title={t('frame.help')} onClick={showHelp}>
              <QuestionCircleOutlined />
            </button>
            <MeMenu />
          </>
        )}
      </div>
    </header>
  );
}

/** What one was told and has not read. */
function Bell() {
  const { t } = useTranslation();
  const unread = useUnread();
  return (
    <Link to="/notices" className={css.button} aria-label={unread > 0 ? t('frame.noticesCount', { count: unread }) : t('frame.notices')} title={t('frame.notices')}>
      <BellOutlined />
      {unread > 0 && <span className={`${css.unread} num`}>{formatCount(unread)}</span>}
    </Link>
  );
}

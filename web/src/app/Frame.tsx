/** The frame of every page: bar, menu, and on the phone a bar below. */
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useNavigate } from 'react-router';
import { useMay } from '@/api/session';
import { HelpPanel } from '@/app/HelpPanel';
import { PhoneBar } from '@/app/PhoneBar';
import { SideMenu } from '@/app/SideMenu';
import { TopBar } from '@/app/TopBar';
import { useShortcuts } from '@/lib/keys';
import { useMedia } from '@/lib/media';
import { ProgressLine } from '@/ui/ProgressLine';
import { size } from '@/ui/tokens';
import css from './Frame.module.css';

export function Frame() {
  const { t } = useTranslation();
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  const [help, setHelp] = useState(false);
  const navigate = useNavigate();
  const may = useMay();
  useShortcuts({
    '?': () => setHelp(true),
    'alt+n': () => {
      if (may('order.create')) void navigate('/orders/new');
    },
  });
  return (
    <div className={css.frame}>
      <a className={css.skip} href="#content">
        {t('frame.skip')}
      </a>
      <TopBar phone={phone} showHelp={() => setHelp(true)} />
      <div className={css.body}>
        {!phone && <SideMenu />}
        <main id="content" className={css.content} tabIndex={-1}>
          <Suspense fallback={<ProgressLine />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {phone && <PhoneBar />}
      <HelpPanel open={help} close={() => setHelp(false)} />
    </div>
  );
}

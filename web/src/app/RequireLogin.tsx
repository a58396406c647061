/** Lets in whoever is logged in, sends the others to the login page and back afterwards. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { onLoggedOut } from '@/api/client';
import { listen } from '@/api/live';
import { ME, useMe } from '@/api/session';
import { speakAccount } from '@/lib/i18n';
import { ErrorState } from '@/ui/ErrorState';
import { ProgressLine } from '@/ui/ProgressLine';

export function RequireLogin() {
  const { me, error, again } = useMe();
  const queries = useQueryClient();
  const { pathname, search } = useLocation();
  const id = me?.id;

  useEffect(() => onLoggedOut(() => queries.setQueryData(ME, null)), [queries]);
  useEffect(() => (id === undefined ? undefined : listen(queries)), [id, queries]);
  useEffect(() => {
    if (me) void speakAccount(me.lang);
  }, [me]);

  if (me === undefined) {
    return error == null ? <ProgressLine /> : <ErrorState error={error} again={again} />;
  }
  if (me === null) {
    const back = pathname === '/' ? '' : `?back=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/login${back}`} replace />;
  }
  return <Outlet />;
}

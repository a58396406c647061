/** Everything around the pages: data, language, look, addresses. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router';
import { asProblem } from '@/api/problem';
import { router } from '@/app/router';
import { useMedia } from '@/lib/media';
import { useMode } from '@/ui/theme';
import { antdTheme, phoneScale, size } from '@/ui/tokens';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // The client has already tried again when the network failed; a refusal stays a refusal.
      retry: (count, error) => asProblem(error).status >= 500 && count < 1,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});

export function App() {
  const mode = useMode();
  const { i18n } = useTranslation();
  const dense = [theme.compactAlgorithm];
  // A menu that waits for the end of a motion nobody sees would never open.
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  const look = antdTheme(mode);
  return (
    <ConfigProvider
      locale={i18n.language === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
      theme={{
        ...look,
        token: { ...look.token, ...(phone ? phoneScale : {}), motion: !still },
        algorithm: mode === 'dark' ? [theme.darkAlgorithm, ...dense] : dense,
        cssVar: {},
        hashed: false,
      }}
    >
      <AntApp component={false} message={{ maxCount: 3, top: 56 }}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}

/** Starts the application: language and colours first, so that nothing flashes. */
import 'antd/dist/reset.css';
import '@/ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/App';
import { applyTheme } from '@/ui/theme';
import { startI18n } from '@/lib/i18n';

applyTheme();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
await startI18n();
createRoot(root).render(<App />);

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: {
      '@locales': here('../locales'),
      '@': here('./src'),
    },
  },
  server: {
    proxy: { '/api': { target: process.env['SHUNDAN_API'] ?? 'http://127.0.0.1:8080', changeOrigin: false } },
    fs: { allow: [here('..')] },
  },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The size script walks the static imports of the entry from here.
    manifest: true,
    // The application, and the small page on which somebody decides by a link.
    rollupOptions: { input: { index: here('./index.html'), a: here('./a.html') } },
    chunkSizeWarningLimit: 1200,
  },
});

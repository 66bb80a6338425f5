import { defineConfig } from 'vite';

// `--mode test` adds the page that the tests drive; the application that users get has none.
export default defineConfig(({ mode }) => ({
  base: './',
  // Plugins are fetched by the worker when they are needed, under names that change with their content.
  publicDir: 'generated/public',
  build: {
    outDir: mode === 'test' ? 'dist/test' : 'dist/app',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    // The worker's Rust package and ECharts are larger than Vite likes, and are loaded apart.
    chunkSizeWarningLimit: 1000,
    rollupOptions: { input: mode === 'test' ? ['parity.html', 'index.html'] : ['index.html'] },
  },
  worker: { format: 'es' },
}));

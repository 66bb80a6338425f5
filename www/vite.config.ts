import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';

const APP = { generated: 'generated', out: 'dist/app', pages: ['index.html'] };
/** What else a mode builds: pages for tests, plugins that mean harm. Users get none of it. */
const TESTS: Readonly<Record<string, typeof APP>> = {
  test: { generated: 'generated', out: 'dist/test', pages: ['parity.html', 'index.html'] },
  hostile: { generated: 'generated/hostile', out: 'dist/hostile', pages: ['hostile.html'] },
};

export default defineConfig(({ mode }) => {
  const { generated, out, pages } = TESTS[mode] ?? APP;
  return {
    base: './',
    // Plugins are fetched by the worker when they are needed, under names that change with their content.
    publicDir: `${generated}/public`,
    resolve: {
      // The glue of the same plugins.
      alias: [{ find: /^.*\/generated\/glue\//, replacement: fileURLToPath(new URL(`${generated}/glue/`, import.meta.url)) }],
    },
    build: {
      outDir: out,
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      // The worker's Rust package and ECharts are larger than Vite likes, and are loaded apart.
      chunkSizeWarningLimit: 1000,
      rollupOptions: { input: pages },
    },
    worker: { format: 'es' },
  };
});

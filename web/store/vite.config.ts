/** Builds the shop's one script and one style sheet into `dist/store`, with a manifest that names them. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: '/assets/store/',
  publicDir: false,
  resolve: {
    alias: [
      { find: /^#kit\/(.*)$/, replacement: here('../kit/$1.ts') },
      { find: /^#base\/(.*)$/, replacement: here('../../src/base/$1.ts') },
    ],
  },
  build: {
    outDir: here('../../dist/store'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    assetsDir: '',
    target: 'es2022',
    cssTarget: ['chrome111', 'safari16.4', 'firefox121'],
    rolldownOptions: { input: here('browser/main.ts'), external: [/^\/assets\//] },
  },
});

/** Builds the shop's one script and one style sheet into `dist/store/assets`: `main-….js` and `store-….css`. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: '/',
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
    assetsDir: 'assets',
    target: 'es2022',
    cssTarget: ['chrome111', 'safari16.4', 'firefox121'],
    rolldownOptions: {
      input: here('browser/main.ts'),
      external: [/^\/assets\//],
      output: { entryFileNames: 'assets/main-[hash].js', assetFileNames: 'assets/store-[hash][extname]' },
    },
  },
});

/** Builds the play page's script and style into `dist/play/assets`. */
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
    outDir: here('../../dist/play'),
    emptyOutDir: true,
    assetsDir: 'assets',
    target: 'es2022',
    rolldownOptions: {
      input: here('main.ts'),
      external: [/^\/assets\//, /^fonts\//],
      output: { entryFileNames: 'assets/play-[hash].js', assetFileNames: 'assets/play-[hash][extname]' },
    },
  },
});

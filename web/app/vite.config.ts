/** Builds the shopper's service worker into `dist/app/sw.js`: one file without imports, at an address that never changes. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  publicDir: false,
  build: {
    outDir: here('../../dist/app'),
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: { input: here('sw.ts'), output: { entryFileNames: 'sw.js', format: 'iife' } },
  },
});

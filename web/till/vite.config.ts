/** Builds the till into `dist/till`, served under `/till/`. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: '/till/',
  publicDir: false,
  plugins: [react()],
  resolve: {
    alias: [
      { find: /^#kit\/(.*)$/, replacement: here('../kit/$1.ts') },
      { find: /^#base\/(.*)$/, replacement: here('../../src/base/$1.ts') },
      { find: /^#(\w+)\/model$/, replacement: here('../../src/$1/model.ts') },
    ],
  },
  build: {
    outDir: here('../../dist/till'),
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome111', 'safari16.4', 'firefox121'],
    // No file becomes a data: address, and fonts stay where the server has them.
    assetsInlineLimit: 0,
    rolldownOptions: { external: [/^\/assets\//] },
  },
});

/** All the script of the shop: pages work without it, and faster with it. */
import '../store.css';
import { beApp } from './app.ts';
import { enhanceForms } from './forms.ts';
import { enhanceGrids } from './grid.ts';
import { listen } from './live.ts';
import { prefetchOnHover } from './prefetch.ts';
import { enhanceSearch } from './suggest.ts';

enhanceForms();
enhanceGrids();
enhanceSearch();
prefetchOnHover();
listen();
beApp();
document.querySelector('[data-print]')?.addEventListener('click', () => window.print());
// After a form came back, the first field to correct.
document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();

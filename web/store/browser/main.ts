/** All the script of the shop: pages work without it, and faster with it. */
import '../store.css';
import { beApp } from './app.ts';
import { enhanceForms } from './forms.ts';
import { enhanceGallery } from './gallery.ts';
import { enhanceGrids } from './grid.ts';
import { enhanceInStore } from './in-store.ts';
import { listen } from './live.ts';
import { enhanceFinder } from './nearby.ts';
import { prefetchOnHover } from './prefetch.ts';
import { enhancePush } from './push.ts';
import { enhanceScan } from './scan.ts';
import { recallSeen } from './seen.ts';
import { enhanceSearch } from './suggest.ts';
import { enhanceWhy } from './why.ts';

enhanceForms();
enhanceGrids();
enhanceGallery();
enhanceSearch();
prefetchOnHover();
listen();
recallSeen().catch(() => {});
beApp();
enhanceScan();
enhanceInStore();
enhanceFinder();
enhancePush();
enhanceWhy();
document.querySelector('[data-print]')?.addEventListener('click', () => window.print());
// After a form came back, the first field to correct.
document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();

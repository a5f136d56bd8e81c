/** Grids without a reload: narrowing, going back, and more cards under those that are there. The address says what is shown. */
import { fetchPage, swap } from './swap.ts';

const results = '#results';

/** Listens for all grids, so that parts put in later work too. */
export function enhanceGrids(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-more]') : null;
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    more(link).catch(() => location.assign(link.href));
  });
  document.addEventListener('click', (event) => {
    const chip = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('.bar a') : null;
    if (!chip || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    void show(chip.href, true);
  });
  addEventListener('popstate', () => {
    if (document.querySelector(results)) void show(location.href, false);
    else location.reload();
  });
  const pages = Number((history.state as { more?: number } | null)?.more ?? 0);
  if (pages > 0) void again(pages);
}

/** Narrows the grid as its form says; `done`: the sheet on a phone has done its work. */
export async function narrow(form: HTMLFormElement, done = false): Promise<void> {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && value !== '') query.append(name, value);
  const text = query.toString();
  await show(text ? `${form.action}?${text}` : form.action, true, done);
}

let asking = new AbortController();

/** Puts the grid of this address in place of ours. An open sheet stays open, and as far down as it was. */
async function show(address: string, push: boolean, done = false): Promise<void> {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const sheet = document.querySelector<HTMLElement>('#filters');
  const [open, down] = [sheet?.matches(':popover-open') === true, sheet?.scrollTop ?? 0];
  const fetched = await fetchPage(address, { signal }).catch(() => undefined);
  if (signal.aborted) return;
  if (!fetched?.ok || !fetched.doc.querySelector(results)) return location.assign(address);
  swap(fetched.doc, results);
  if (push) history.pushState(null, '', address);
  const fresh = document.querySelector<HTMLElement>('#filters');
  if (!open || !fresh || done) return;
  fresh.showPopover();
  fresh.scrollTop = down;
}

/** Cards of the following page under ours. */
async function more(link: HTMLAnchorElement): Promise<void> {
  link.ariaBusy = 'true';
  const { doc, ok } = await fetchPage(link.href);
  const ours = document.querySelector('#cards .grid');
  const theirs = doc.querySelector('#cards .grid');
  if (!ok || !ours || !theirs) return location.assign(link.href);
  const first = theirs.firstElementChild;
  for (const card of [...theirs.children]) ours.append(document.adoptNode(card));
  swap(doc, '#pager');
  first?.querySelector('a')?.focus({ preventScroll: true });
  const state = history.state as { more?: number } | null;
  history.replaceState({ ...state, more: (state?.more ?? 0) + 1 }, '');
}

/** After a look at a product and back: as many pages as had been shown. */
async function again(pages: number): Promise<void> {
  history.replaceState({ more: 0 }, '');
  for (let i = 0; i < pages; i++) {
    const link = document.querySelector<HTMLAnchorElement>('a[data-more]');
    if (!link) return;
    await more(link);
  }
}

/** “Why this price?” of a list opens over it. Without this its link leads to a page that says the same. */
import { fetchPage } from './swap.ts';

/** Listens for all of them, so that those put in later work too. */
export function enhanceWhy(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-why]') : null;
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    show(link).catch(() => location.assign(link.href));
  });
}

async function show(link: HTMLAnchorElement): Promise<void> {
  const fetched = await fetchPage(link.href);
  const why = fetched.doc.querySelector('#why');
  if (!why) return location.assign(link.href);
  const dialog = document.createElement('dialog');
  dialog.className = 'why-box';
  dialog.setAttribute('aria-labelledby', 'why-title');
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'btn';
  close.textContent = document.documentElement.lang === 'fr' ? 'Fermer' : 'Close';
  close.addEventListener('click', () => dialog.close());
  dialog.append(why, close);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    link.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
}

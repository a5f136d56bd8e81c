/** What was looked at on this device: kept here alone, and only by those who agreed to it; shown under the product on screen. */
import { allowed } from './allowed.ts';
import { fetchPage } from './swap.ts';

const key = 'halle-seen';
const MOST = 9;

/** Remembers the product on screen and shows those before it. */
export async function recallSeen(): Promise<void> {
  if (!allowed()) {
    localStorage.removeItem(key);
    return;
  }
  const product = document.querySelector<HTMLElement>('#product');
  const id = product?.dataset['product']?.slice(4);
  if (!product || !id) return;
  const before = (localStorage.getItem(key) ?? '').split('.').filter((one) => one !== '' && one !== id);
  localStorage.setItem(key, [id, ...before].slice(0, MOST).join('.'));
  if (before.length === 0) return;
  const base = document.documentElement.lang === 'en' ? '/en' : '';
  const { doc, ok } = await fetchPage(`${base}/seen?p=${before.slice(0, 4).join('.')}`);
  const section = doc.querySelector('#seen');
  if (ok && section?.querySelector('.card')) product.parentElement?.append(document.adoptNode(section));
}

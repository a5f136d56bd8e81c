/** Search as you type: a combobox over `/api/shop/search`. Without it the form still leads to the results. */
import { money } from '#kit/format';
import { stageOfPath } from '#kit/drawings/palettes';
import { pictureMarkup } from '#kit/pictures';
import type { Money } from '#base/money';

type Suggestion = { handle: string; name: { fr: string; en: string }; price?: Money | null; image?: string | null };

/** Enhances the header's search form. */
export function enhanceSearch(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-suggest]');
  const input = form?.querySelector('input');
  if (!form || !input) return;
  const list = document.createElement('ul');
  list.id = 'suggestions';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', form.dataset['label'] ?? '');
  form.append(list);
  for (const [name, value] of [
    ['role', 'combobox'],
    ['aria-autocomplete', 'list'],
    ['aria-controls', list.id],
    ['aria-expanded', 'false'],
  ] as const) {
    input.setAttribute(name, value);
  }
  watch(form, input, list);
}

function watch(form: HTMLFormElement, input: HTMLInputElement, list: HTMLUListElement): void {
  const lang = form.dataset['suggest'] === 'en' ? 'en' : 'fr';
  const base = lang === 'en' ? '/en' : '';
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asking = new AbortController();
  const open = (items: Suggestion[]): void => {
    const q = input.value.trim();
    const rows = [...departments(q), ...items.map((item) => option(item, lang, base))];
    if (items.length > 0)
      rows.push(plainOption(form.dataset['all'] ?? '', `${base}/search?${new URLSearchParams({ q })}`));
    for (const [i, row] of rows.entries()) row.id = `suggestion-${i}`;
    list.replaceChildren(...rows);
    show(input, list, rows.length > 0);
  };
  const ask = async (): Promise<void> => {
    asking.abort();
    asking = new AbortController();
    const q = input.value.trim();
    if (q.length < 2) return show(input, list, false);
    const address = `/api/shop/search?${new URLSearchParams({ q, limit: '8', lang })}`;
    const response = await fetch(address, { signal: asking.signal, headers: { accept: 'application/json' } });
    if (!response.ok) return show(input, list, false);
    const found: { items?: Suggestion[] } = await response.json();
    open(found.items ?? []);
  };
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void ask().catch(() => {}), 90);
  });
  input.addEventListener('blur', () => setTimeout(() => show(input, list, false), 150));
  input.addEventListener('keydown', (event) => key(event, input, list));
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => follow((event.target as Element).closest('[role=option]')));
}

function key(event: KeyboardEvent, input: HTMLInputElement, list: HTMLUListElement): void {
  if (list.hidden) return;
  const options = [...list.children];
  const at = options.findIndex((option) => option.ariaSelected === 'true');
  if (event.key === 'Escape') show(input, list, false);
  else if (event.key === 'Enter' && at >= 0) follow(options[at]);
  else if (event.key === 'ArrowDown') select(input, options, at + 1 < options.length ? at + 1 : 0);
  else if (event.key === 'ArrowUp') select(input, options, at > 0 ? at - 1 : options.length - 1);
  else return;
  event.preventDefault();
}

function select(input: HTMLInputElement, options: Element[], at: number): void {
  options.forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
  input.setAttribute('aria-activedescendant', options[at]?.id ?? '');
  options[at]?.scrollIntoView({ block: 'nearest' });
}

function show(input: HTMLInputElement, list: HTMLUListElement, on: boolean): void {
  list.hidden = !on;
  input.setAttribute('aria-expanded', String(on));
  input.removeAttribute('aria-activedescendant');
}

function follow(option: Element | null | undefined): void {
  const address = option instanceof HTMLElement ? option.dataset['href'] : undefined;
  if (address) location.assign(address);
}

function option(item: Suggestion, lang: 'fr' | 'en', base: string): HTMLLIElement {
  const row = optionRow(`${base}/p/${encodeURIComponent(item.handle)}`);
  const wall = document.createElement('span');
  const stage = stageOfPath(item.image ?? '');
  wall.className = stage ? `pic stage-${stage}` : 'pic';
  if (item.image) {
    const image = new Image(44, 44);
    image.alt = '';
    const known = pictureMarkup(item.image);
    if (known) {
      image.srcset = known.srcset;
      image.sizes = '44px';
      if (known.position) image.style.objectPosition = known.position;
    }
    image.src = known?.src ?? item.image;
    wall.append(image);
  }
  const name = document.createElement('span');
  name.textContent = item.name[lang] || item.name.fr;
  const price = document.createElement('span');
  price.className = 'num strong';
  price.textContent = item.price ? money(lang, item.price) : '';
  row.append(wall, name, price);
  return row;
}

function optionRow(address: string): HTMLLIElement {
  const row = document.createElement('li');
  row.setAttribute('role', 'option');
  row.setAttribute('aria-selected', 'false');
  row.dataset['href'] = address;
  return row;
}

function plainOption(words: string, address: string): HTMLLIElement {
  const row = optionRow(address);
  row.className = 'plain';
  row.textContent = words;
  return row;
}

/** Departments of the header whose name begins with what is typed. */
function departments(q: string): HTMLLIElement[] {
  const fold = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return [...document.querySelectorAll<HTMLAnchorElement>('nav.main a')]
    .filter((link) => fold(link.textContent ?? '').startsWith(fold(q)))
    .map((link) => plainOption(link.textContent ?? '', link.href));
}

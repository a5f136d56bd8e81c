/** The one way scripts change a page: ask the server for the page as it is now, and put its parts in place of ours. */

/** A page as the server answered it, with the address it ended at. */
export type Fetched = { doc: Document; url: string; ok: boolean; status: number };

let isPressed = false;
const whenReleased = new Set<() => void>();
for (const type of ['pointerdown', 'pointerup', 'pointercancel'] as const)
  addEventListener(
    type,
    () => {
      isPressed = type === 'pointerdown';
      // The click comes right after the release, and belongs to what was pressed.
      if (!isPressed) setTimeout(() => whenReleased.forEach((go) => go()));
    },
    { capture: true, passive: true },
  );

/**
 * Waits while a finger or a button is down, two seconds at most. Leaving a field by pressing a button sends for the page as it is now: if
 * that button were replaced before it is let go, the click would be nobody's.
 */
function released(): Promise<void> {
  if (!isPressed) return Promise.resolve();
  return new Promise((done) => {
    const go = (): void => {
      whenReleased.delete(go);
      done();
    };
    whenReleased.add(go);
    setTimeout(go, 2_000);
  });
}

/** Fetches a page of ours, ready to be put in place; throws when the network fails. */
export async function fetchPage(address: string, init: RequestInit = {}): Promise<Fetched> {
  const response = await fetch(address, { ...init, headers: { accept: 'text/html' } });
  const doc = new DOMParser().parseFromString(await response.text(), 'text/html');
  await released();
  return { doc, url: response.url, ok: response.ok, status: response.status };
}

/** What a form would send. */
export function fieldsOf(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  extra: Record<string, string> = {},
): URLSearchParams {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) if (typeof value === 'string') body.append(name, value);
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  return body;
}

/** Sends a form as the browser would, and follows its redirect. */
export function sendForm(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  extra: Record<string, string> = {},
): Promise<Fetched> {
  return fetchPage(form.action, { method: 'POST', body: fieldsOf(form, submitter, extra) });
}

/** Puts the parts of a fetched page in place of ours; the focus stays where it was. True when one was replaced. */
export function swap(fetched: Document, ...selectors: string[]): boolean {
  const focused = document.activeElement;
  const again = focused instanceof HTMLElement ? addressOf(focused) : '';
  let changed = false;
  for (const selector of selectors) {
    const ours = document.querySelector(selector);
    const theirs = fetched.querySelector(selector);
    if (!ours || !theirs) continue;
    keepOpen(ours, theirs);
    if (ours.outerHTML === theirs.outerHTML) continue;
    ours.replaceWith(document.adoptNode(theirs));
    changed = true;
  }
  if (changed && again && !focused?.isConnected)
    document.querySelector<HTMLElement>(again)?.focus({ preventScroll: true });
  return changed;
}

/** What a person has opened stays open, however often the page's news draw it anew: the same by its name and its words, of equals the same in turn. */
function keepOpen(ours: Element, theirs: Element): void {
  const named = (details: Element): string => `${details.id} ${details.querySelector('summary')?.textContent ?? ''}`;
  const of = (part: Element, name: string): Element[] =>
    [...part.querySelectorAll('details')].filter((details) => named(details) === name);
  for (const opened of ours.querySelectorAll('details[open]')) {
    const name = named(opened);
    of(theirs, name)[of(ours, name).indexOf(opened)]?.setAttribute('open', '');
  }
}

/** Says something in the corner and to screen readers; with `cart`, offers the way to the cart. */
export function say(words: string, cart = false): void {
  const toast = document.querySelector<HTMLElement>('#toast');
  if (!toast) return;
  const text = document.createElement('span');
  text.textContent = words;
  toast.replaceChildren(text);
  if (cart) {
    const link = document.createElement('a');
    link.className = 'btn';
    link.href = toast.dataset['cart'] ?? '/cart';
    link.textContent = toast.dataset['see'] ?? '';
    toast.append(link);
  }
  clearTimeout(hiding);
  hiding = setTimeout(() => toast.replaceChildren(), 6_000);
}
let hiding: ReturnType<typeof setTimeout> | undefined;

// Enough to find the same control in the new part.
function addressOf(element: HTMLElement): string {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const label = element.getAttribute('aria-label');
  if (label) return `[aria-label="${CSS.escape(label)}"]`;
  const name = element.getAttribute('name');
  const value = element.getAttribute('value');
  return name ? `[name="${CSS.escape(name)}"]${value === null ? '' : `[value="${CSS.escape(value)}"]`}` : '';
}

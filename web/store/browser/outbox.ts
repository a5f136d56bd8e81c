/**
 * Changes of the cart that could not be sent wait on this device and are sent, in their order, when the connection is back. An add keeps
 * the id it was first tried with: had the first try arrived after all, the second one adds nothing.
 */
import { fetchPage, say, swap } from './swap.ts';
import type { Fetched } from './swap.ts';

/** A form as it would have been sent. */
export type Waiting = { readonly id: string; readonly action: string; readonly body: string };

const KEY = 'halle-outbox';
/** More than anybody changes on a journey; what comes after is refused where it happens. */
const MOST = 50;

export function waiting(): readonly Waiting[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(read) ? (read as Waiting[]) : [];
  } catch {
    return [];
  }
}

function write(list: readonly Waiting[]): void {
  if (list.length === 0) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify(list));
  document.dispatchEvent(new Event('halle-outbox'));
}

/** What a list becomes with one more: setting the same line again replaces, adding adds up. Undefined: the list is full. */
export function withOne(list: readonly Waiting[], one: Waiting): readonly Waiting[] | undefined {
  const sets = !one.action.endsWith('/cart/lines');
  const rest = sets ? list.filter((other) => other.action !== one.action) : list;
  return rest.length >= MOST ? undefined : [...rest, one];
}

/** Keeps a form for later; false when it cannot be kept. */
export function queue(one: Waiting): boolean {
  const list = withOne(waiting(), one);
  if (!list) return false;
  try {
    write(list);
    return true;
  } catch {
    return false;
  }
}

/** What waits is forgotten: at sign-out, so that it reaches nobody else's cart. */
export const forget = (): void => write([]);

/** The fetch itself failed: nobody answered. A refusal is an answer. */
export const isOffline = (error: unknown): boolean => error instanceof TypeError;

const failureOf = ({ doc }: Fetched): string => doc.querySelector('#failure .empty p')?.textContent ?? doc.title;

/** Sends what waits, one tab at a time; what the shop says to it is told. */
export async function flush(): Promise<void> {
  if (waiting().length === 0) return;
  await ('locks' in navigator ? navigator.locks.request('halle-outbox', sendAll) : sendAll());
}

async function sendAll(): Promise<void> {
  const told: string[] = [];
  let last: Fetched | undefined;
  for (let next = waiting()[0]; next; next = waiting()[0]) {
    const { id, action, body } = next;
    let answer: Fetched;
    try {
      answer = await fetchPage(action, { method: 'POST', body: new URLSearchParams(body) });
    } catch {
      break; // still nobody there
    }
    if (answer.status >= 500) break;
    write(waiting().filter((other) => other.id !== id));
    if (answer.ok) last = answer;
    else told.push(failureOf(answer));
  }
  if (last) {
    const notices = [...last.doc.querySelectorAll('#cart .box li')].map((item) => item.textContent ?? '');
    swap(last.doc, '#cart', '#cart-link');
    told.push(...notices);
  }
  const words = document.querySelector<HTMLElement>('#offline')?.dataset;
  if (told.length > 0) say(`${words?.['notSent'] ?? ''} ${told.join(' ')}`, true);
  else if (last) say(words?.['sent'] ?? '', true);
}

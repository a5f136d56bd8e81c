/** What this device keeps for itself: its id, parked tickets, what it sells most, language and appearance. */
import { newId } from '#base/ids';
import type { Lang } from '#kit/format';
import type { PaymentBody, SaleBody } from './api.ts';
import type { Ticket } from './ticket.ts';

export type Parked = { readonly parkedId: string; readonly at: string; readonly ticket: Ticket };
export type Theme = 'auto' | 'light' | 'dark';

/** A full or forbidden storage must not stop a sale: then the till forgets. */
function read<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(`halle.till.${name}`);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

function write(name: string, value: unknown): void {
  try {
    localStorage.setItem(`halle.till.${name}`, JSON.stringify(value));
  } catch {
    // Kept in memory only.
  }
}

/** The device's own id: made once, told to the server when a password opens the till. */
export function ownDeviceId(): string {
  const known = read<string>('device', '');
  if (/^dev_[0-9a-z]{26}$/.test(known)) return known;
  const made = newId('dev');
  write('device', made);
  return made;
}

/** From now on this browser is that till. */
export const becomeDevice = (deviceId: string): void => write('device', deviceId);

/** The till that this browser was, and its name: said when it is another device's now. */
export const wasTill = (): string | null => read<string | null>('was', null);
export const keepTill = (name: string): void => write('was', name);
/** It is another till from now on, with a number of its own; parked tickets stay. */
export function forgetTill(): void {
  write('was', null);
  write('device', '');
}

export const parkedTickets = (): readonly Parked[] => read<readonly Parked[]>('parked', []);
export const keepParked = (parked: readonly Parked[]): void => write('parked', parked.slice(0, 50));

/** The open ticket survives a reload. */
export const openTicket = (otherwise: Ticket): Ticket => read<Ticket>('open', otherwise);
export const keepOpen = (ticket: Ticket): void => write('open', ticket);

/** A ticket that was sent and whose answer has not come: sent again after a reload, it counts once. */
export type Unanswered = { readonly sale: SaleBody; readonly payment?: PaymentBody | undefined };
export const unanswered = (): Unanswered | null => read<Unanswered | null>('unanswered', null);
export const keepUnanswered = (sent: Unanswered | null): void => write('unanswered', sent);

export const soldHere = (): Readonly<Record<string, number>> => read<Record<string, number>>('sold', {});
export function countSold(productIds: readonly string[]): void {
  const sold = { ...soldHere() };
  for (const productId of productIds) sold[productId] = (sold[productId] ?? 0) + 1;
  write('sold', sold);
}

export const language = (): Lang => (read<Lang>('lang', 'fr') === 'en' ? 'en' : 'fr');
export const keepLanguage = (lang: Lang): void => write('lang', lang);

export const theme = (): Theme => read<Theme>('theme', 'auto');
export function keepTheme(chosen: Theme): void {
  write('theme', chosen);
  showTheme(chosen);
}
export function showTheme(chosen: Theme): void {
  document.documentElement.dataset.theme = chosen;
}

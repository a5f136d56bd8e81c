/** Customers: types and the normal forms of what identifies a person, pure. */
import type { Instant } from '#base/time';
import type { Level } from '#channels/model';
import type { Address, Language } from '#org/model';

export type Customer = {
  readonly customerId: string;
  readonly name: string;
  readonly email: string | null;
  /** False: another account holds this address; this one was made by somebody who has not proved that it is theirs. */
  readonly emailHeld: boolean;
  /** International form, `+33612345678`. */
  readonly phone: string | null;
  readonly language: Language;
  /** Ten Crockford characters, shown as a QR code at the till. */
  readonly code: string;
  readonly hasPassword: boolean;
  /** The channel on which the profile was made; null: by the house itself, for all channels. */
  readonly channelId: string | null;
  readonly version: number;
  readonly createdAt: Instant;
  /** When the person was taken out; the id stays, for the documents that name it. */
  readonly erasedAt: Instant | null;
};

/** What one channel knows of profiles made on another, at the lower of their levels (LEVELS.md, row "customers"). */
export type ProfileSharing = {
  /** Matched on demand: by the whole e-mail, telephone or card that the person gives. */
  readonly matched: boolean;
  /** Found by name or a part of anything, as one's own. */
  readonly found: boolean;
  /** The purchases of both in one history. */
  readonly history: boolean;
};

export const profileSharing: Readonly<Record<Level, ProfileSharing>> = {
  isolated: { matched: false, found: false, history: false },
  bridged: { matched: true, found: false, history: false },
  synchronised: { matched: true, found: true, history: true },
  unified: { matched: true, found: true, history: true },
};

export type SavedAddress = { readonly addressId: string; readonly address: Address; readonly preferred: boolean };

/**
 * What a customer may agree to, each on its own: the newsletter, suggestions drawn from what they bought, messages of the app. What
 * an order needs (its confirmation, its parcel) asks for no consent.
 */
export const purposes = ['newsletter', 'suggestions', 'messages'] as const;
export type Purpose = (typeof purposes)[number];

export const MAX_ADDRESSES = 50;

/** International dialling codes of the countries we sell to, for numbers written as at home. */
const dialling: Readonly<Record<string, string>> = {
  FR: '33',
  MC: '377',
  BE: '32',
  CH: '41',
  LU: '352',
  DE: '49',
  AT: '43',
  ES: '34',
  IT: '39',
  NL: '31',
  PT: '351',
  GB: '44',
};

/** `06 12 34 56 78` → `+33612345678`; undefined when it cannot be a telephone number. */
export function plainPhone(text: string, country = 'FR'): string | undefined {
  const digits = text.replace(/\(0\)/g, '').replace(/[\s().\-/]/g, '');
  const full = digits.startsWith('00')
    ? `+${digits.slice(2)}`
    : digits.startsWith('0') && dialling[country] !== undefined
      ? `+${dialling[country]}${digits.slice(1)}`
      : digits;
  return /^\+[1-9]\d{6,14}$/.test(full) ? full : undefined;
}

/**
 * The words a search looks for. A telephone number typed as people write it is one word, without its leading zero, so that
 * `06 12 34` finds `+3361234…`. Capitals and accents are the database's matter (`base.fold`).
 */
export function searchWords(q: string): string[] {
  const trimmed = q.trim();
  if (/^\+?[\d\s().\-/]{4,}$/.test(trimmed))
    return [trimmed.replace(/\D/g, '').replace(/^0+/, '')].filter((w) => w !== '');
  return trimmed
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 8);
}

/** What a scanner or a hand makes of a code: no case, no blanks or dashes, the letters Crockford takes for digits. */
export function plainCode(text: string): string {
  return text.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
}

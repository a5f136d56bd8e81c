/** Codes and PINs of cards, made by chance. They are told once; what stays is a keyed hash of them. */
import { crockford, randomBytes } from '#base/ids';
import { seal, unseal } from '#base/seal';
import { checkCharacter, CODE_LENGTH } from './model.ts';

export type Secret = { readonly code: string; readonly pin: string };

/** A new code (95 bits and its check character) and a PIN of four digits. */
export function newSecretOfCard(): Secret {
  const body = crockford(randomBytes(13), CODE_LENGTH - 1);
  return { code: body + checkCharacter(body), pin: newPin() };
}

/** Four digits, each equally likely: 65 536 is not a multiple of 10 000, so that what lies beyond is drawn again. */
function newPin(): string {
  for (;;) {
    const [high = 0, low = 0] = randomBytes(2);
    const value = high * 256 + low;
    if (value < 60_000) return String(value % 10_000).padStart(4, '0');
  }
}

const purpose = (cardId: string): string => `card ${cardId}`;

export const sealCard = (cardId: string, { code, pin }: Secret): string => seal(`${code} ${pin}`, purpose(cardId));

export function openSealedCard(cardId: string, sealed: string): Secret {
  const [code = '', pin = ''] = unseal(sealed, purpose(cardId)).split(' ');
  return { code, pin };
}

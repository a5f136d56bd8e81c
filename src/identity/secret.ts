/** Passwords and PINs: argon2id with the parameters OWASP recommends (19 MiB, two passes). */
import { hash, verify } from '@node-rs/argon2';
import { newSecret } from '#base/ids';

declare const hashBrand: unique symbol;
/** What is stored of a password or PIN; commands take this, so that no transaction waits for the hashing. */
export type SecretHash = string & { readonly [hashBrand]: true };

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Some 20 ms of one core: never inside a transaction. */
export async function hashSecret(secret: string): Promise<SecretHash> {
  return (await hash(secret.normalize('NFKC'), COST)) as SecretHash;
}

let dummy: Promise<SecretHash> | undefined;

/** True when the secret fits. Without a hash (no such account) it works as long on one that fits nothing, so that time tells nothing. */
export async function verifySecret(stored: SecretHash | null | undefined, secret: string): Promise<boolean> {
  dummy ??= hashSecret(newSecret());
  const against = stored ?? (await dummy);
  const fits = await verify(against, secret.normalize('NFKC'));
  return fits && stored !== null && stored !== undefined;
}

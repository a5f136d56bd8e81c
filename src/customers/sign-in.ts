/**
 * Shoppers' sign-in and registration. Neither tells whether an e-mail address is known: see README, "Registering". Hashing happens
 * outside of transactions, and always the same amount of it.
 */
import { assert } from '#base/assert';
import type { Database, Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import {
  closeSession,
  countTry,
  hashSecret,
  isWeakPassword,
  openSession,
  plainEmail,
  verifySecret,
  type OpenedSession,
} from '#identity';
import { settings, type Language } from '#org';
import { credentialsOf, type Credential } from './queries.ts';
import { insertCustomer, type NewCustomer } from './register.ts';

export type ShopperSession = OpenedSession & { readonly customerId: string };

/** The account that this e-mail and password open. Always two verifications, whatever accounts there are. */
async function accountOf(
  database: Database,
  email: string,
  password: string,
): Promise<{ account: Credential | undefined; held: Credential | undefined }> {
  const { held, claimed } = await credentialsOf(database, email);
  const [fitsHeld, fitsClaimed] = await Promise.all([
    verifySecret(held?.hash, password),
    verifySecret(claimed?.hash, password),
  ]);
  return { account: fitsHeld ? held : fitsClaimed ? claimed : undefined, held };
}

/** Whose e-mail and password these are. Refuses customers.wrong_password, alike for unknown addresses. */
export async function signInCustomer(
  database: Database,
  { email, password }: { email: string; password: string },
): Promise<{ customerId: string }> {
  const { account } = await accountOf(database, plainEmail(email), password);
  return account ?? refuse('customers.wrong_password');
}

type Try = {
  readonly email: string;
  readonly password: string;
  readonly ip: string;
  readonly replaces?: string | undefined;
};

/** Signs a shopper in. Refuses customers.wrong_password, request.rate_limited. */
export async function signInShopper(database: Database, input: Try): Promise<ShopperSession> {
  const attempt = await countTry(database, `shopper ${plainEmail(input.email)}`, input.ip);
  const { customerId } = await signInCustomer(database, input);
  await attempt.right();
  return database.transaction({ actor: customerId }, (tx) => open(tx, customerId, input.replaces));
}

/**
 * Makes an account and signs it in at once. When the e-mail and password already open an account, it is that one: registering twice
 * does no harm. When the address is another's, the new account only claims it. Refuses customers.weak_password,
 * request.rate_limited, request.id_reused.
 */
export async function registerShopper(
  database: Database,
  input: Try & { customerId: string; name: string; language: Language; channelId?: string | undefined },
): Promise<ShopperSession> {
  const { customerId, name, language, password, ip, channelId } = input;
  const email = plainEmail(input.email);
  if (isWeakPassword(password, email))
    refuse('customers.weak_password', {
      fields: [{ field: 'password', rule: 'four different characters, not the e-mail' }],
    });
  await countTry(database, `shopper ${email}`, ip);
  const [{ account, held }, passwordHash] = await Promise.all([
    accountOf(database, email, password),
    hashSecret(password),
  ]);
  const { country } = await settings(database);
  const fresh = { customerId, name, language, email, phone: null, country, passwordHash, channelId };
  return database.transaction({ actor: account?.customerId ?? customerId }, async (tx) => {
    if (!account) await insertShopper(tx, fresh, held);
    return open(tx, account?.customerId ?? customerId, input.replaces);
  });
}

async function insertShopper(tx: Tx, fresh: NewCustomer, held: Credential | undefined): Promise<void> {
  if (!held && (await insertCustomer(tx, fresh, true))) return;
  // Another account holds the address, or took it this very moment.
  const claim = await insertCustomer(tx, fresh, false);
  assert(claim, 'a customer code was drawn twice');
  if (held)
    announce(tx, {
      type: 'customers.email_claimed',
      subjectKind: 'customer',
      subjectId: held.customerId,
      mentions: [claim.customerId],
    });
}

async function open(tx: Tx, customerId: string, replaces: string | undefined): Promise<ShopperSession> {
  return { ...(await openSession(tx, { kind: 'customer', subjectId: customerId, replaces })), customerId };
}

/** Ends the session of this token on the server. */
export async function signOutShopper(database: Database, token: string): Promise<void> {
  await database.transaction({ actor: 'visitor' }, (tx) => closeSession(tx, token));
}

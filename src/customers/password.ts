/** A shopper's own password: hashed and verified outside of the transaction. */
import type { Database } from '#base/db';
import { refuse } from '#base/refusal';
import {
  closeSessionsOf,
  countTry,
  hashSecret,
  isWeakPassword,
  renewSession,
  verifySecret,
  type OpenedSession,
} from '#identity';
import { passwordOf } from './queries.ts';
import { updateCustomer } from './update.ts';

/**
 * Whether who is signed in also knows the password: asked again before what cannot be taken back. Refuses
 * customers.wrong_password, request.rate_limited.
 */
export async function provePassword(
  database: Database,
  { customerId, ip, password }: { customerId: string; ip: string; password: string },
): Promise<void> {
  const attempt = await countTry(database, `shopper ${customerId}`, ip);
  const stored = await passwordOf(database, customerId);
  if (!(await verifySecret(stored?.hash, password))) refuse('customers.wrong_password');
  await attempt.right();
}

/**
 * Changes it, ends all sessions but the one it was changed from, and gives that one a new token. Refuses customers.wrong_password, customers.weak_password,
 * request.rate_limited.
 */
export async function changePassword(
  database: Database,
  input: { customerId: string; sessionId: string; ip: string; current: string; next: string },
): Promise<OpenedSession> {
  const { customerId, sessionId, ip, current, next } = input;
  await provePassword(database, { customerId, ip, password: current });
  if (isWeakPassword(next, '')) refuse('customers.weak_password');
  const passwordHash = await hashSecret(next);
  return database.transaction({ actor: customerId }, async (tx) => {
    await updateCustomer(tx, { customerId, passwordHash });
    await closeSessionsOf(tx, customerId, sessionId);
    return renewSession(tx, sessionId);
  });
}

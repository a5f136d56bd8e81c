/** Addresses that a customer has saved. */
import { lock, sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { checkAddress } from '#org';
import { MAX_ADDRESSES, type SavedAddress } from './model.ts';

const changed = (customerId: string, fields: readonly string[]) => ({
  type: 'customers.addresses_changed',
  subjectKind: 'customer',
  subjectId: customerId,
  body: { fields },
});

/** Locks a customer's row. Refuses customers.unknown. */
export async function lockCustomer(tx: Tx, customerId: string): Promise<void> {
  lock(tx, 'customers.customer');
  const [row] = await tx.query(
    sql`SELECT 1 FROM customers.customer WHERE customer_id = ${customerId} FOR NO KEY UPDATE`,
  );
  if (!row) refuse('customers.unknown', { detail: customerId });
}

/**
 * Saves an address under an id of the caller's; the same id again replaces it. One address is preferred, the first one made or the
 * last one asked to be. Refuses customers.unknown, customers.bad_address, customers.too_many_addresses.
 */
export async function saveAddress(tx: Tx, customerId: string, saved: SavedAddress): Promise<SavedAddress> {
  const wrong = checkAddress(saved.address);
  if (wrong.length > 0) refuse('customers.bad_address', { fields: wrong });
  await lockCustomer(tx, customerId);
  const [gone] = await tx.query(
    sql`SELECT 1 FROM customers.customer WHERE customer_id = ${customerId} AND erased_at IS NOT NULL`,
  );
  if (gone) refuse('customers.erased', { detail: customerId });
  const others = await tx.query<{ preferred: boolean }>(sql`
    SELECT preferred FROM customers.address WHERE customer_id = ${customerId} AND address_id <> ${saved.addressId}`);
  if (others.length >= MAX_ADDRESSES) refuse('customers.too_many_addresses', { detail: `at most ${MAX_ADDRESSES}` });
  const preferred = saved.preferred || !others.some((row) => row.preferred);
  if (preferred)
    await tx.query(sql`UPDATE customers.address SET preferred = false WHERE customer_id = ${customerId} AND preferred`);
  await tx.query(sql`
    INSERT INTO customers.address (customer_id, address_id, address, preferred, created_at)
    VALUES (${customerId}, ${saved.addressId}, ${JSON.stringify(saved.address)}::jsonb, ${preferred}, ${tx.now}::timestamptz)
    ON CONFLICT (customer_id, address_id) DO UPDATE SET address = excluded.address, preferred = excluded.preferred`);
  announce(tx, changed(customerId, ['saved']));
  return { ...saved, preferred };
}

/** Refuses customers.unknown, customers.unknown_address. */
export async function removeAddress(tx: Tx, customerId: string, addressId: string): Promise<void> {
  await lockCustomer(tx, customerId);
  const [gone] = await tx.query<{ preferred: boolean }>(sql`
    DELETE FROM customers.address WHERE customer_id = ${customerId} AND address_id = ${addressId} RETURNING preferred`);
  if (!gone) refuse('customers.unknown_address', { detail: addressId });
  if (gone.preferred)
    await tx.query(sql`
      UPDATE customers.address SET preferred = true WHERE customer_id = ${customerId} AND address_id =
        (SELECT address_id FROM customers.address WHERE customer_id = ${customerId} ORDER BY created_at DESC, address_id LIMIT 1)`);
  announce(tx, changed(customerId, ['removed']));
}

/** Invoices at Maison Ourcel: what its documents say, and those that shoppers asked for of what they got. */
import { sql, type Database } from '#base/db';
import { askInvoice, changeProfile, profileOf } from '#invoicing';
import { listOrders } from '#orders';
import { idFor } from './ids.ts';

const caller = { actor: 'demo' };
/** How many of the last web orders somebody wanted an invoice of. */
const ASKED = 12;

/** Once: where the profile was set, by us or by a person, nothing is done. */
export async function seedInvoices(database: Database): Promise<void> {
  const [entity] = await database.query<{ entityId: string }>(
    sql`SELECT entity_id AS "entityId" FROM org.entity ORDER BY created_at, entity_id LIMIT 1`,
  );
  if (!entity) return;
  const { profile, version } = await profileOf(database, entity.entityId);
  if (version === 0) {
    const own = {
      ...{ legalForm: 'SAS', capital: '120 000 €', register: 'RCS Lyon', iban: 'FR7630006000011234567890189' },
      ...{ bic: 'AGRIFRPPXXX', platform: 'pretend' as const },
    };
    await database.transaction(caller, (tx) => changeProfile(tx, entity.entityId, 0, { ...profile, ...own }));
  }
  const heads = await listOrders(database, { channelId: idFor('chn', 'web'), state: 'placed', limit: 80 });
  const gone = heads.filter((one) => one.fulfilment === 'done').slice(0, ASKED);
  for (const { orderId } of gone)
    await database.transaction(caller, (tx) => askInvoice(tx, { orderId, atOnce: false }));
}

/** Gift cards for tests: a house that has a country, and people who hold credit. */
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { createEntity } from '#org';

/** The legal entity that says in which country the house is. */
export async function testEntity(database: Database): Promise<void> {
  const address = { name: 'Essai', line1: '1 rue des Essais', postcode: '69001', city: 'Lyon', country: 'FR' };
  await database.transaction({ actor: 'test' }, (tx) =>
    createEntity(tx, { entityId: newId('ent'), name: 'Essai', siren: null, vatNumber: null, address }),
  );
}

export const customerId = (): string => newId('cus');

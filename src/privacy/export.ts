/** All that is known of a person, module by module: readable, and structured for machines (GDPR, articles 15 and 20). */
import type { Database } from '#base/db';
import { announce } from '#base/journal';
import { clock, type Instant } from '#base/time';
import { contributors, personOf } from './personal.ts';

export type PersonalData = {
  readonly customerId: string;
  readonly madeAt: Instant;
  /** By module, as it tells it. */
  readonly data: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** Gathers it, and notes in the journal that it was given to whom (`actor`). Refuses customers.unknown. */
export async function exportPerson(database: Database, customerId: string, actor: string): Promise<PersonalData> {
  const person = await personOf(database, customerId);
  const data: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const { name, personal } of contributors()) data[name] = await personal.export(database, person);
  await database.transaction({ actor }, async (tx) => {
    announce(tx, { type: 'privacy.exported', subjectKind: 'customer', subjectId: customerId });
  });
  return { customerId, madeAt: clock(), data };
}

/** Which modules know of people who buy, told by `modules.ts`; and who a person is to them. */
import type { Db } from '#base/db';
import type { Manifest, Person, Personal } from '#base/module';
import { refuse } from '#base/refusal';
import { customerById } from '#customers';

export type Contributor = { readonly name: string; readonly personal: Personal };
let declared: readonly Contributor[] = [];

/** Said once, in the order of the modules: locks are taken in it. */
export function declarePersonal(manifests: readonly Manifest[]): void {
  declared = manifests.flatMap(({ name, personal }) => (personal ? [{ name, personal }] : []));
}

export const contributors = (): readonly Contributor[] => declared;

/** A customer with all that is theirs alone. Refuses customers.unknown. */
export async function personOf(db: Db, customerId: string): Promise<Person> {
  const customer = await customerById(db, customerId);
  if (!customer) refuse('customers.unknown', { detail: customerId });
  const records: string[] = [];
  for (const { personal } of declared) records.push(...((await personal.records?.(db, customerId)) ?? []));
  // An address that another account holds is no proof: what is filed under it is the holder's.
  return { customerId, email: customer.emailHeld ? customer.email : null, records };
}

/** What is still owed on either side: `order`, `payment`, `return`. Empty: the person can be forgotten. */
export async function openOf(db: Db, person: Person): Promise<string[]> {
  const open = new Set<string>();
  for (const { personal } of declared) for (const what of (await personal.open?.(db, person)) ?? []) open.add(what);
  return [...open].sort();
}

import type { Database } from '#base/db';
import { newSecret } from '#base/ids';
import { changeStaff, hashSecret } from '#identity';
import { idFor } from './ids.ts';
import { staff } from './merchant.ts';
import { namedCustomers } from './people.ts';
import { SHOPPER_PASSWORD } from './seed.ts';

/** At the Cabinet Aubrac one buys up to a limit, and the other agrees to what goes beyond it. */
const shoppersOfACompany = [
  ['Buyer', 'lise.fontan'],
  ['Approver', 'etienne.aubrac'],
] as const;

export type Login = { readonly who: string; readonly name: string; readonly secret: string };

/**
 * Who may sign in to the demo. When the house is open to other machines (`open`), the known passwords are replaced by random ones,
 * and PINs and the shoppers' known password are not told.
 */
export async function demoLogins(database: Database, { open }: { open: boolean }): Promise<Login[]> {
  const people = staff.filter((one) => one.handle === 'louise' || one.handle === 'ines');
  const logins: Login[] = [];
  for (const one of people) {
    const secret = open ? newSecret(10) : one.password;
    if (open) {
      const passwordHash = await hashSecret(secret);
      await database.transaction({ actor: 'demo' }, (tx) =>
        changeStaff(tx, { staffId: idFor('stf', one.handle), passwordHash }),
      );
    }
    logins.push({ who: one.role === 'owner' ? 'Owner' : 'Clerk', name: one.email, secret });
    if (one.pin !== undefined && one.role === 'clerk')
      logins.push({ who: 'Till PIN', name: one.name, secret: one.pin });
  }
  if (!open) {
    logins.push({ who: 'Shopper', name: 'camille.rey@courriel.example', secret: SHOPPER_PASSWORD });
    for (const [who, key] of shoppersOfACompany) {
      const email = namedCustomers.find((one) => one.key === key)?.email;
      if (email !== undefined) logins.push({ who, name: email, secret: SHOPPER_PASSWORD });
    }
  }
  return logins;
}

/** A person's known sign-in, for the page on which the journeys are played. */
export function staffLogin(handle: string): {
  email: string;
  password: string;
  pin: string;
  name: string;
  staffId: string;
} {
  const one = staff.find((known) => known.handle === handle);
  return {
    email: one?.email ?? '',
    password: one?.password ?? '',
    pin: one?.pin ?? '',
    name: one?.name ?? '',
    staffId: idFor('stf', handle),
  };
}

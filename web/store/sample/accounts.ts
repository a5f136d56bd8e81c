/** The sample shop's customers: one who exists, and whoever registers. */
import { refuse } from '#base/refusal';
import { instant } from '#base/time';
import type { ShopApi, Who } from '../api.ts';
import type { AccountView } from '../views.ts';
import { eur } from './goods.ts';

export type Customer = AccountView & { password: string };
export const noAddress = { name: '', line1: '', line2: '', postcode: '', city: '', country: 'FR' };
export const at = instant('2026-11-22T14:51:00Z');

export const camille: AccountView = {
  name: 'Camille Rey',
  email: 'camille@example.org',
  phone: '06 12 00 45 78',
  address: {
    name: 'Camille Rey',
    line1: '27, rue Sala',
    line2: '3e, 18B4',
    postcode: '69002',
    city: 'Lyon',
    country: 'FR',
  },
  purchases: [
    { code: 'K7M2Q9XP01', at, channel: 'web', summary: 'Robe Bellecour et 1 autre', total: eur(10800), state: 'ready' },
    {
      code: 'T4RD8WQZ12',
      at: instant('2026-11-14T10:41:00Z'),
      channel: 'till',
      place: 'Lyon Bellecour',
      summary: 'Rouge Gratte-Ciel',
      total: eur(2900),
      state: 'done',
    },
    {
      code: 'M9XC3VBN77',
      at: instant('2026-10-02T08:15:00Z'),
      channel: 'marketplace',
      summary: 'Vase Halles',
      total: eur(3990),
      state: 'done',
    },
  ],
};

export type Accounts = Pick<
  ShopApi,
  | 'signIn'
  | 'register'
  | 'signOut'
  | 'forgotPassword'
  | 'lookReset'
  | 'resetPassword'
  | 'account'
  | 'saveProfile'
  | 'chooseCompany'
  | 'askApproval'
  | 'decideApproval'
>;

export function accounts(state: { customers: Map<string, Customer>; next: number }): Accounts {
  const mine = (who: Who): Customer | undefined => (who.customerId ? state.customers.get(who.customerId) : undefined);
  return {
    signIn: async (_, form) => {
      const found = [...state.customers].find(
        ([, customer]) => customer.email === form.email && customer.password === form.password,
      );
      if (!found) refuse('customers.wrong_password');
      return { sessionToken: found[0], maxAgeS: 3600 };
    },
    register: async (_, form) => {
      if ([...state.customers.values()].some((customer) => customer.email === form.email))
        refuse('customers.email_taken');
      const id = `cus_${state.next++}`;
      state.customers.set(id, {
        name: form.name,
        email: form.email,
        password: form.password,
        phone: '',
        address: noAddress,
        purchases: [],
      });
      return { sessionToken: id, maxAgeS: 3600 };
    },
    signOut: async () => {},
    // The sample sends no mails: it has one link that is good, and all others are over.
    forgotPassword: async () => {},
    lookReset: async (_, token) => (token === 'good' ? { email: camille.email } : undefined),
    resetPassword: async (_, form) => {
      if (form.token !== 'good') refuse('identity.reset_over');
    },
    account: async ({ who }) => mine(who),
    chooseCompany: async () => undefined,
    askApproval: async () => undefined,
    decideApproval: async () => undefined,
    saveProfile: async ({ who }, form) => {
      const found = mine(who);
      if (!found || !who.customerId) refuse('request.unauthenticated');
      const { name, phone, ...address } = form;
      state.customers.set(who.customerId, { ...found, name, phone, address: { name, ...address } });
    },
  };
}

/** Statuses of the refusals above, as the modules would declare them. */
export const sampleStatus = (code: string): number =>
  ({
    'customers.wrong_password': 401,
    'identity.reset_over': 404,
    'request.unauthenticated': 401,
    'customers.email_taken': 409,
    'request.invalid': 400,
  })[code] ?? (code.includes('unknown') ? 404 : 422);

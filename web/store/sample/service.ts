/** The sample shop's service side: enough for the pages to be looked at. */
import type { Who } from '../api.ts';
import { consentPurposes } from '../service-api.ts';
import type { ServiceApi } from '../service-api.ts';
import type { OrderView } from '../views.ts';
import { at } from './accounts.ts';
import { goods } from './goods.ts';
import type { Customer } from './accounts.ts';

type State = { customers: Map<string, Customer>; orders: Map<string, OrderView & { token: string }> };

export function service(state: State): ServiceApi {
  const mine = (who: Who): Customer | undefined => (who.customerId ? state.customers.get(who.customerId) : undefined);
  const open = (code: string, token?: string): OrderView | undefined => {
    const order = state.orders.get(code);
    return order && token === order.token ? order : undefined;
  };
  return {
    siteParts: async () => [{ name: 'products', changedAt: at }],
    sitePart: async (name) =>
      name === 'products' ? goods.map(({ handle }) => ({ path: `/p/${handle}`, changedAt: at })) : undefined,
    isGone: async (handle) => handle === 'robe-passee',
    movedTo: async (kind, handle) => (kind === 'product' && handle === 'robe-ancienne' ? 'robe-bellecour' : undefined),
    purchases: async ({ who }, choice) => {
      const found = mine(who);
      return found && { choice, years: [2026], purchases: found.purchases };
    },
    addresses: async ({ who }) => {
      const found = mine(who);
      return found && [{ ...found.address, addressId: 'adr_1', preferred: true }];
    },
    cards: async ({ who }) => mine(who) && { credits: [], cards: [] },
    papers: async ({ who }) => mine(who) && { papers: [] },
    mailPaper: async () => undefined,
    keepCard: async () => 'unknown',
    saveAddress: async () => {},
    removeAddress: async () => {},
    changePassword: async () => ({ sessionToken: 'sample', maxAgeS: 3_600 }),
    privacy: async ({ who }) =>
      mine(who) && { consents: consentPurposes.map((purpose) => ({ purpose, granted: false })) },
    sayConsents: async () => {},
    askErasure: async () => {},
    myData: async ({ who }) => mine(who) && '{}',
    heldBy: async ({ who }) => mine(who) && [],
    eraseMe: async () => {},
    openOrder: async (_, { number, email }) => {
      const order = state.orders.get(number);
      return order?.email === email ? { code: order.code, token: order.token } : undefined;
    },
    receipt: async (_, code, token) => {
      const order = open(code, token);
      const lines = order?.parcels.flatMap((parcel) => parcel.lines) ?? [];
      return (
        order && { order, seller: { name: 'Maison Ourcel', address: 'Lyon' }, lines, totals: order.totals, buyer: '' }
      );
    },
    returns: async (_, code, token) => {
      const order = open(code, token);
      const lines = order?.parcels.flatMap((parcel) => parcel.lines) ?? [];
      const view = { code, lines: lines.map((line) => ({ ...line, most: line.quantity })), requests: [], buyer: '' };
      return order && { ...view, withdrawal: { assumed: false } };
    },
    insteads: async () => new Map(),
    payBalance: async () => {},
    payLink: async () => undefined,
    payByLink: async () => undefined,
    askInvoice: () => Promise.resolve(),
    cancelOrder: async () => {},
    askReturn: async () => {},
    changeReturn: async () => {},
    text: async (_, slug) =>
      slug === 'cookies' || slug === 'terms'
        ? { slug, title: slug, body: `## ${slug}\nTexte.\n\n- un point`, version: 1, validFrom: at.slice(0, 10) }
        : undefined,
  };
}

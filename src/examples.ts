/**
 * Examples of calls, made from the route table: what is required, with ids that are found by asking another route first. The page
 * for developers shows them; `test/examples.test.ts` sends each to the demo shop.
 */
import { newId } from '#base/ids';
import type { Route } from '#base/route';
import { jsonSchema } from '#http';

/** Where a record to name in a path is found: a list, and the way to the id in its answer. */
type Source = { readonly route: string; readonly at: string };

/** By the path's parameter. */
export const sources: Readonly<Record<string, Source>> = {
  orderId: { route: 'GET /api/orders', at: 'items.0.orderId' },
  cartId: { route: 'GET /api/carts', at: 'items.0.cartId' },
  customerId: { route: 'GET /api/customers', at: 'items.0.customerId' },
  productId: { route: 'GET /api/products', at: 'items.0.productId' },
  categoryId: { route: 'GET /api/categories', at: 'items.0.categoryId' },
  channelId: { route: 'GET /api/channels', at: 'items.0.channelId' },
  siteId: { route: 'GET /api/sites', at: 'items.0.siteId' },
  entityId: { route: 'GET /api/tax', at: 'sellers.0.entityId' },
  staffId: { route: 'GET /api/staff', at: 'items.0.staffId' },
  paymentId: { route: 'GET /api/payments', at: 'items.0.paymentId' },
  listId: { route: 'GET /api/price-lists', at: 'items.0.listId' },
  skuId: { route: 'GET /api/stock', at: 'items.0.skuId' },
  endpointId: { route: 'GET /api/webhook-endpoints', at: 'items.0.endpointId' },
  recordId: { route: 'GET /api/products', at: 'items.0.productId' },
  companyId: { route: 'GET /api/companies', at: 'items.0.companyId' },
  groupId: { route: 'GET /api/groups', at: 'items.0.groupId' },
  supplierId: { route: 'GET /api/suppliers', at: 'items.0.supplierId' },
  purchaseId: { route: 'GET /api/purchases', at: 'items.0.purchaseId' },
  waveId: { route: 'GET /api/fulfilment/waves', at: 'items.0.waveId' },
  transferId: { route: 'GET /api/transfers', at: 'items.0.transferId' },
  countId: { route: 'GET /api/counts', at: 'items.0.countId' },
  documentId: { route: 'GET /api/documents', at: 'items.0.documentId' },
  entryId: { route: 'GET /api/statement-lines', at: 'items.0.entryId' },
  payoutId: { route: 'GET /api/payouts', at: 'items.0.payoutId' },
  mediaId: { route: 'GET /api/media', at: 'items.0.mediaId' },
};

export type Example = {
  /** Parameters of the path; `$orderId` stands for what its source gives. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
};

type Schema = {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly default?: unknown;
};

/** The example of a route. */
export function exampleOf(route: Route): Example {
  const shapes = route.params ? (jsonSchema(route.params, 'input') as Schema).properties : undefined;
  const names = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
  const given = (name: string): string =>
    sources[name] ? `$${name}` : String(valueOf(shapes?.[name] ?? { type: 'string' }, name));
  const query = route.query ? (valueOf(jsonSchema(route.query, 'input') as Schema, 'query') as Example['query']) : {};
  const own = route.idempotency === 'id';
  const body =
    route.body && !route.upload ? valueOf(jsonSchema(route.body, 'input') as Schema, 'body', own) : undefined;
  return { params: Object.fromEntries(names.map((name) => [name, given(name)])), query, body };
}

/** Texts by the name of their field. */
const texts: Readonly<Record<string, string>> = {
  at: '2026-11-21T10:00:00.000Z',
  email: 'ada@exemple.fr',
  name: 'Ada Essai',
  password: 'sept pommes vertes',
  phone: '+33600000000',
  url: 'https://example.com/hook',
  account: 'psp:pretend',
  country: 'FR',
  currency: 'EUR',
  siren: '732829320',
  siret: '73282932000074',
  vatNumber: 'FR44732829320',
  invoiceEmail: 'factures@exemple.fr',
  serviceCode: 'ACHATS',
  postcode: '69001',
  city: 'Lyon',
  line1: '2 rue Longue',
  code: 'exemple',
  q: 'robe',
  from: '2026-11-01T00:00:00Z',
  to: '2026-11-22T00:00:00Z',
  type: 'orders.placed',
  until: '2026-12-24T23:00:00Z',
  buyer: 'group:staff',
  anyOf: 'tag:noel',
  noneOf: 'tag:solde',
  set: 'noel',
  zone: 'DE',
  quarter: '2026-Q4',
  secretKey: 'sk_test_exemple0001',
  webhookSecret: 'whsec_exemple0001',
  receivedOn: '2026-11-21',
};

/** What fits a schema: required fields only, known ids by name, new ids where the record is the caller's to name. */
function valueOf(schema: Schema, name: string, fresh = false): unknown {
  if ('const' in schema) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return valueOf(choice.find((one) => one.type !== 'null') ?? {}, name, fresh);
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  if (type === 'object') {
    const fields = Object.entries(schema.properties ?? {}).filter(([key]) => schema.required?.includes(key));
    // The first id of the body of a creation names what is made.
    return Object.fromEntries(fields.map(([key, field], i) => [key, valueOf(field, key, fresh && i === 0)]));
  }
  if (type === 'array')
    return Array.from({ length: schema.minItems ?? 1 }, () => valueOf(schema.items ?? {}, name.replace(/s$/, '')));
  if (type === 'string') return textOf(schema, name, fresh);
  if (type === 'integer' || type === 'number') return Math.max(1, schema.minimum ?? 1);
  return type === 'boolean' ? true : null;
}

function textOf({ pattern, minLength = 0 }: Schema, name: string, fresh: boolean): string {
  if (name === 'skuIds' || name === 'productIds') return `$${name.slice(0, -1)}`;
  const prefix = pattern === undefined ? undefined : /^\^([a-z]{3})_\[/.exec(pattern)?.[1];
  if (prefix !== undefined) return sources[name] && !fresh ? `$${name}` : newId(prefix);
  const fit = pattern === undefined ? undefined : new RegExp(pattern);
  const [text = 'exemple'] = [texts[name] ?? 'exemple', ...others].filter((one) => !fit || fit.test(one));
  return text.padEnd(minLength, 'x');
}

/** For what has a form of its own. */
const others = [
  'EX1',
  'CHF',
  '10:00',
  'FR12345678901',
  'clerk',
  '1234',
  '123456',
  '12',
  '2026-11-22',
  '2026-11-21T10:00:00Z',
  '2026-11-21T10:00:00.000Z',
  'exemple-0001',
  '123456782',
  '12345678200010',
  '0'.repeat(13),
  '0'.repeat(16),
  '0'.repeat(64),
  'evt_1',
  '0-0',
];

const shell = (text: string): string => text.replaceAll("'", String.raw`'\''`);

/** The example as a line for a shell and as a call of the typed client. Ids that must be looked up are variables, and a comment says where. */
export function snippetsOf(route: Route): { readonly curl: string; readonly client: string } {
  const { params, query, body } = exampleOf(route);
  const named = [...JSON.stringify({ params, query, body }).matchAll(/\$(\w+)/g)].map((match) => match[1] ?? '');
  const from = [...new Set(named)].flatMap((name) => {
    const source = sources[name];
    return source ? [`${name}: ${source.at} of ${source.route}`] : [];
  });
  const path = Object.entries(params).reduce((text, [name, value]) => text.replace(`:${name}`, value), route.path);
  const search = Object.entries(query).map(([name, value]) => `${name}=${String(value)}`);
  const write = route.method !== 'GET';
  const curl = [
    ...from.map((line) => `# ${line}`),
    `curl ${write ? `-X ${route.method} ` : ''}"$HALLE${path}${search.length > 0 ? `?${search.join('&')}` : ''}"`,
    ...(route.permission === 'public' ? [] : ['  -H "Authorization: Bearer $HALLE_KEY"']),
    ...(route.idempotency === 'key' ? ['  -H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(body === undefined ? [] : ["  -H 'Content-Type: application/json'", `  -d '${shell(JSON.stringify(body))}'`]),
  ];
  const given = {
    ...(Object.keys(params).length > 0 ? { params } : {}),
    ...(search.length > 0 ? { query } : {}),
    ...(body === undefined ? {} : { body }),
  };
  const literal = JSON.stringify(given, null, 2)
    .replace(/"\$(\w+)"/g, '$1')
    .replace(/"(\w+)":/g, '$1:');
  const input = Object.keys(given).length > 0 ? `, ${literal}` : '';
  const client = [...from.map((line) => `// ${line}`), `await halle.call('${route.method} ${route.path}'${input});`];
  return { curl: curl.join(' \\\n').replaceAll(/^(#.*) \\$/gm, '$1'), client: client.join('\n') };
}

type Described = { paths: Record<string, Record<string, Record<string, unknown>>> };

/** Puts the examples into the description, where tools look for them. */
export function withExamples(description: Record<string, unknown>, routes: readonly Route[]): Record<string, unknown> {
  const { paths } = description as unknown as Described;
  for (const route of routes) {
    const operation = paths[route.path.replace(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()];
    if (!operation || route.raw || route.upload) continue;
    const { curl, client } = snippetsOf(route);
    operation['x-codeSamples'] = [
      { lang: 'Shell', source: curl },
      { lang: 'TypeScript', source: client },
    ];
    const { body } = exampleOf(route);
    const content = (operation.requestBody as { content?: Record<string, Record<string, unknown>> } | undefined)
      ?.content;
    if (body !== undefined && content?.['application/json']) content['application/json'].example = body;
  }
  return description;
}

/** Follows `items.0.orderId` into an answer. */
export function follow(answer: unknown, at: string): unknown {
  return at.split('.').reduce<unknown>((found, step) => (found as Record<string, unknown> | undefined)?.[step], answer);
}

/** The whole route table over a database of its own, called without a network, with people made for the test. */
import type { FastifyInstance } from 'fastify';
import type { TestContext } from 'node:test';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { isAfter, journalEnd, startTail, type Tail } from '#base/journal';
import type { Method, Route } from '#base/route';
import { createServer } from '#http';
import {
  authenticateWith,
  createStaff,
  hashSecret,
  openSession,
  shopperCookie,
  staffCookie,
  type Role,
} from '#identity';
import { modules, refusals, routes } from '../../src/modules.ts';
import { testDatabase } from './database.ts';
import { until } from './until.ts';

/** Somebody signed in: give it as `as`. */
export type Person = { readonly id: string; readonly cookie: string; readonly token: string };

export type Answer = {
  readonly status: number;
  /** The parsed JSON; undefined when there is none. */
  readonly body: ReturnType<typeof JSON.parse>;
  readonly text: string;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  /** Cookies that were set, by name; empty text when cleared. */
  readonly cookies: Readonly<Record<string, string>>;
};

export type CallOptions = {
  as?: Person | undefined;
  body?: unknown;
  headers?: Record<string, string>;
  /** The Idempotency-Key; made up when the route wants one and none is given. */
  key?: string;
  /** Cookies beside those of `as`. */
  cookies?: Record<string, string>;
};

export type TestApp = {
  readonly database: Database;
  readonly tail: Tail;
  /** Waits until the tail has heard all that was written so far: caches drop nothing of it later. */
  heard(): Promise<void>;
  readonly app: FastifyInstance;
  call(method: Method, path: string, options?: CallOptions): Promise<Answer>;
  /** Signed in as somebody of the staff with this role; made at the first call. */
  staff(role: Role): Promise<Person>;
  /** A session for an existing shopper. */
  shopper(customerId: string): Promise<Person>;
};

/** Starts the app over a fresh database; both go with the test. */
export async function testApp(
  t: Pick<TestContext, 'after'>,
  options: { max?: number; more?: readonly Route[] } = {},
): Promise<TestApp> {
  const database = await testDatabase(t, options);
  // By a handle of its own: a test that counts what is asked does not count the tail's polls.
  const tail = await startTail({ ...database });
  for (const module of modules) {
    const hear = module.caches?.(database);
    if (hear) tail.subscribe(hear);
  }
  const all = [...routes, ...(options.more ?? [])];
  const app = await createServer({ database, routes: all, refusals, tail, authenticate: authenticateWith(database) });
  t.after(async () => {
    await app.close();
    await tail.stop();
  });
  const people = new Map<Role, Promise<Person>>();
  return {
    database,
    tail,
    heard: () => until('the tail has heard all', async () => !isAfter(await journalEnd(database), tail.position())),
    app,
    call: (method, path, given = {}) => call(app, method, path, given),
    staff: (role) => {
      const person = people.get(role) ?? makeStaff(database, role);
      people.set(role, person);
      return person;
    },
    shopper: (customerId) => session(database, 'customer', customerId),
  };
}

let passwordHash: ReturnType<typeof hashSecret> | undefined;

/** Makes a member of staff with the password `open sesame`. */
async function makeStaff(database: Database, role: Role): Promise<Person> {
  passwordHash ??= hashSecret('open sesame');
  const staffId = newId('stf');
  const hash = await passwordHash;
  const staff = { staffId, email: `${role}@halle.test`, name: role, role, passwordHash: hash };
  await database.transaction({ actor: 'test' }, (tx) => createStaff(tx, staff));
  return session(database, 'staff', staffId);
}

async function session(database: Database, kind: 'staff' | 'customer', subjectId: string): Promise<Person> {
  const { token } = await database.transaction({ actor: 'test' }, (tx) => openSession(tx, { kind, subjectId }));
  return { id: subjectId, token, cookie: `${kind === 'staff' ? staffCookie : shopperCookie}=${token}` };
}

async function call(app: FastifyInstance, method: Method, path: string, given: CallOptions): Promise<Answer> {
  const cookies = [given.as?.cookie, ...Object.entries(given.cookies ?? {}).map(([name, value]) => `${name}=${value}`)];
  const cookie = cookies.filter((text) => text !== undefined).join('; ');
  const response = await app.inject({
    method,
    url: path,
    headers: {
      ...(cookie === '' ? {} : { cookie }),
      ...(method === 'GET' ? {} : { 'idempotency-key': given.key ?? newId('key') }),
      ...given.headers,
    },
    ...(given.body === undefined ? {} : { payload: given.body as object }),
  });
  const json = /json/.test(String(response.headers['content-type'] ?? ''));
  return {
    status: response.statusCode,
    body: json && response.body !== '' ? response.json() : undefined,
    text: response.body,
    bytes: response.rawPayload,
    headers: response.headers,
    cookies: Object.fromEntries(response.cookies.map(({ name, value }) => [name, value])),
  };
}

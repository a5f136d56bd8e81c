import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, staffOf, type Reply, type Route, type RouteContext } from '#base/route';
import { SECOND } from '#base/time';
import { seenVersion } from '#org';
import { deviceCookie, deviceOf, enrolDevice, siteOfDevice, listDevices, peopleAt, revokeDevice } from './device.ts';
import { countTry } from './limits.ts';
import { DEVICE_MS, roles, type SessionKind } from './model.ts';
import { principalOf, shopperCookie, staffCookie, tokenOf } from './principal.ts';
import { hashSecret, verifySecret, type SecretHash } from './secret.ts';
import { closeSession, closeSessionsOf, type OpenedSession } from './session.ts';
import { signInByPin, signInStaff } from './sign-in.ts';
import { changeStaff, checkPassword, createStaff, listStaff, passwordHashOf } from './staff.ts';
import { announce } from '#base/journal';

const id = (prefix: string) => z.string().regex(new RegExp(idPattern(prefix)));
const staffId = id('stf');
const deviceId = id('dev');
const siteId = id('sit');
const email = z
  .string()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/);
const password = z.string().min(8).max(200);
const pin = z.string().regex(/^\d{4,8}$/);
const role = z.enum(roles);

/** `bearer` gives the token in the answer, for programs; `cookie` keeps it out of reach of the page's scripts. */
export const sessionAs = z.enum(['cookie', 'bearer']).default('cookie');

/** Hands a session over in the way the caller asked for. */
export function presentSession(
  reply: Reply,
  kind: SessionKind,
  session: OpenedSession,
  as: 'cookie' | 'bearer',
): { expiresAt: string; token: string | null } {
  if (as === 'bearer') return { expiresAt: session.expiresAt, token: session.token };
  reply.setCookie(kind === 'staff' ? staffCookie : shopperCookie, session.token, { maxAgeS: session.maxAgeS });
  return { expiresAt: session.expiresAt, token: null };
}

const opened = z.strictObject({ staffId: z.string(), expiresAt: z.string(), token: z.string().nullable() });
const me = z.strictObject({
  staff: z
    .strictObject({
      staffId: z.string(),
      name: z.string(),
      role: z.string(),
      rights: z.array(z.string()),
      siteId: z.string().nullable(),
    })
    .nullable(),
});
const staffShape = z.strictObject({
  staffId: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  siteId: z.string().nullable(),
  hasPin: z.boolean(),
  active: z.boolean(),
  version: z.int(),
});

const deviceRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/session/pin',
    permission: 'public',
    summary: 'Staff sign in by PIN, on a device opened with a password before',
    idempotency: 'natural',
    body: z.strictObject({ staffId, pin }),
    output: opened,
    refusals: ['identity.wrong_pin', 'identity.unknown_device', 'request.rate_limited'],
    run: async ({ db, request, reply }, { body }) => {
      const device = await deviceOf(db, request);
      if (!device) refuse('identity.unknown_device');
      const session = await signInByPin(db, { ...body, device, replaces: request.cookies[staffCookie] });
      return { staffId: session.staffId, ...presentSession(reply, 'staff', session, 'cookie') };
    },
  }),
  route({
    method: 'GET',
    path: '/api/session/device',
    permission: 'public',
    summary: 'This till, and who may sign in on it by PIN; null on a device that is not trusted',
    output: z.strictObject({
      device: z.strictObject({ deviceId: z.string(), siteId: z.string(), name: z.string() }).nullable(),
      people: z.array(z.strictObject({ staffId: z.string(), name: z.string() })),
    }),
    run: async ({ db, request }) => {
      const device = await deviceOf(db, request);
      return device ? { device, people: await peopleAt(db, device.siteId) } : { device: null, people: [] };
    },
  }),
  route({
    method: 'POST',
    path: '/api/devices',
    permission: 'staff:till.sell',
    summary: 'Trust this device as a till of a site: its people may then sign in by PIN',
    idempotency: 'id',
    body: z.strictObject({ deviceId, siteId, name: z.string().min(1).max(60) }),
    output: z.strictObject({ deviceId: z.string() }),
    status: 201,
    refusals: ['identity.unknown_site'],
    run: async (context, { body }) => {
      const own = staffOf(context).siteId;
      const before = await siteOfDevice(context.db, body.deviceId);
      if (own !== null && (own !== body.siteId || (before !== undefined && before !== own)))
        refuse('request.forbidden', { detail: 'another site' });
      const { token } = await context.command((tx) => enrolDevice(tx, body));
      context.reply.setCookie(deviceCookie, token, { maxAgeS: DEVICE_MS / SECOND });
      return { deviceId: body.deviceId };
    },
  }),
  route({
    method: 'GET',
    path: '/api/devices',
    permission: 'staff:staff.read',
    summary: 'Devices trusted for PINs, newest first',
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          deviceId: z.string(),
          siteId: z.string(),
          name: z.string(),
          enrolledBy: z.string(),
          enrolledAt: z.string(),
          revoked: z.boolean(),
        }),
      ),
      next: z.null(),
    }),
    run: async ({ db }) => ({ items: await listDevices(db), next: null }),
  }),
  route({
    method: 'DELETE',
    path: '/api/devices/:deviceId',
    permission: 'staff:staff.write',
    summary: 'Trust a device no longer',
    idempotency: 'natural',
    params: z.strictObject({ deviceId }),
    status: 204,
    run: ({ command }, { params }) => command((tx) => revokeDevice(tx, params.deviceId)),
  }),
];

const staffRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/staff',
    permission: 'staff:staff.read',
    summary: 'Staff by name',
    query: z.strictObject({ after: staffId.optional(), limit: z.int().min(1).max(100).default(50) }),
    output: z.strictObject({ items: z.array(staffShape), next: z.string().nullable() }),
    run: async ({ db }, { query }) => {
      const items = await listStaff(db, query);
      return { items, next: items.length === query.limit ? (items.at(-1)?.staffId ?? null) : null };
    },
  }),
  route({
    method: 'POST',
    path: '/api/staff',
    permission: 'staff:staff.write',
    summary: 'Add a member of staff',
    idempotency: 'id',
    body: z.strictObject({
      staffId,
      email,
      name: z.string().min(1).max(120),
      role,
      siteId: siteId.nullable().default(null),
      password,
      pin: pin.optional(),
    }),
    output: z.strictObject({ staffId: z.string() }),
    status: 201,
    refusals: ['identity.email_taken', 'identity.unknown_site', 'identity.weak_password', 'request.id_reused'],
    run: async ({ command }, { body: { password: secret, pin: code, ...body } }) => {
      checkPassword(secret, body.email);
      const [passwordHash, pinHash] = await Promise.all([hashSecret(secret), hashed(code)]);
      return command((tx) => createStaff(tx, { ...body, passwordHash, pinHash: pinHash ?? undefined }));
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/staff/:staffId',
    permission: 'staff:staff.write',
    summary: 'Change a member of staff; a new role or password, or leaving, ends their sessions',
    idempotency: 'natural',
    params: z.strictObject({ staffId }),
    body: z.strictObject({
      name: z.string().min(1).max(120).optional(),
      role: role.optional(),
      siteId: siteId.nullable().optional(),
      active: z.boolean().optional(),
      password: password.optional(),
      pin: pin.nullable().optional(),
      version: seenVersion,
    }),
    output: staffShape,
    refusals: [
      'identity.unknown_staff',
      'identity.last_owner',
      'identity.unknown_site',
      'identity.weak_password',
      'identity.changed_meanwhile',
    ],
    run: async (context, { params, body: { password: secret, pin: code, ...body } }) => {
      const principal = staffOf(context);
      if (secret !== undefined) checkPassword(secret, '');
      const passwordHash = (await hashed(secret)) ?? undefined;
      const pinHash = await hashed(code);
      const keep = principal.staffId === params.staffId ? principal.sessionId : '';
      return context.command((tx) => changeStaff(tx, { ...body, ...params, passwordHash, pinHash }, keep));
    },
  }),
];

export const identityRoutes: readonly Route[] = [...sessionRoutes(), ...deviceRoutes, ...staffRoutes];

function sessionRoutes(): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/session',
      permission: 'public',
      summary: 'Staff sign in with e-mail and password',
      idempotency: 'natural',
      body: z.strictObject({ email: z.string().max(254), password: z.string().max(200), as: sessionAs }),
      output: opened,
      refusals: ['identity.wrong_password', 'request.rate_limited'],
      run: async ({ db, request, reply }, { body }) => {
        const replaces = request.cookies[staffCookie];
        const session = await signInStaff(db, { ...body, ip: request.ip, replaces });
        return { staffId: session.staffId, ...presentSession(reply, 'staff', session, body.as) };
      },
    }),
    route({
      method: 'GET',
      path: '/api/session',
      permission: 'public',
      summary: 'Who is signed in as staff; null when nobody is',
      output: me,
      run: async ({ db, request }) => {
        const principal = await principalOf(db, request);
        if (principal.kind !== 'staff') return { staff: null };
        const { staffId: sid, name, role: held, rights, siteId: site } = principal;
        return { staff: { staffId: sid, name, role: held, rights: [...rights].sort(), siteId: site } };
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/session',
      permission: 'public',
      summary: 'Sign out; everywhere=true ends all sessions of this person',
      idempotency: 'natural',
      query: z.strictObject({ everywhere: z.boolean().default(false) }),
      status: 204,
      run: async (context, { query }) => signOut(context, query.everywhere),
    }),
    route({
      method: 'PUT',
      path: '/api/session/password',
      permission: 'staff:self',
      summary: 'Change my own password; all my other sessions end',
      idempotency: 'natural',
      body: z.strictObject({ current: z.string().max(200), next: password }),
      status: 204,
      refusals: ['identity.wrong_password', 'identity.weak_password', 'request.rate_limited'],
      run: async (context, { body }) => {
        const staff = staffOf(context);
        const attempt = countTry(context.db, `staff ${staff.staffId}`, context.request.ip);
        const account = await passwordHashOf(context.db, staff.staffId);
        if (!(await verifySecret(account?.hash, body.current)) || !account) refuse('identity.wrong_password');
        attempt.right();
        checkPassword(body.next, account.email);
        const passwordHash = await hashSecret(body.next);
        await context.command((tx) => changeStaff(tx, { staffId: staff.staffId, passwordHash }, staff.sessionId));
      },
    }),
  ];
}

async function signOut(context: RouteContext, everywhere: boolean): Promise<void> {
  const { db, request, reply } = context;
  const principal = await principalOf(db, request);
  reply.clearCookie(staffCookie);
  const token = tokenOf(request, 'staff');
  if (principal.kind !== 'staff' || token === undefined) return;
  await db.transaction({ actor: principal.staffId }, async (tx) => {
    if (everywhere) await closeSessionsOf(tx, principal.staffId);
    else await closeSession(tx, token);
    const subject = { subjectKind: 'staff', subjectId: principal.staffId };
    announce(tx, { type: 'identity.signed_out', ...subject, body: { everywhere } });
  });
}

async function hashed(secret: string | null | undefined): Promise<SecretHash | null | undefined> {
  return secret === undefined || secret === null ? secret : hashSecret(secret);
}

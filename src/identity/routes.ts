import { z } from 'zod';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { checkSites, route, sitesOf, type Route, type RouteContext } from '#base/route';
import { SECOND } from '#base/time';
import { accountRoutes } from './account-routes.ts';
import { approvalRoutes } from './approval-routes.ts';
import { deviceCookie, deviceOf, enrolDevice, siteOfDevice, listDevices, peopleAt, revokeDevice } from './device.ts';
import { DEVICE_MS } from './model.ts';
import { presentSession } from './present.ts';
import { principalOf, staffCookie, tokenOf } from './principal.ts';
import { closeSession, closeSessionsOf } from './session.ts';
import { deviceId, opened, pin, sessionAs, siteId, staffId } from './shapes.ts';
import { signInByPin, signInStaff } from './sign-in.ts';
import { staffRoutes } from './staff-routes.ts';
import { rightRoutes } from './right-routes.ts';
import { forgottenRoutes } from './forgotten-routes.ts';
import { joinRoutes } from './join-routes.ts';
import { oidcRoutes } from './oidc-routes.ts';

const me = z.strictObject({
  staff: z
    .strictObject({
      staffId: z.string(),
      name: z.string(),
      role: z.string(),
      rights: z.array(z.string()),
      siteId: z.string().nullable(),
      /** Rights held at some sites only, with those sites. */
      sites: z.record(z.string(), z.array(z.string())),
      /** What this person must do before they get their rights. */
      needs: z.enum(['second_factor']).nullable(),
    })
    .nullable(),
});

const agentOf = ({ request }: Pick<RouteContext, 'request'>): string => String(request.headers['user-agent'] ?? '');

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
    run: async (context, { body }) => {
      const { db, request, reply } = context;
      const device = await deviceOf(db, request);
      if (!device) refuse('identity.unknown_device');
      const replaces = request.cookies[staffCookie];
      const session = await signInByPin(db, { ...body, device, replaces, agent: agentOf(context) });
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
      const before = await siteOfDevice(context.db, body.deviceId);
      checkSites(context, 'till.sell', [body.siteId, ...(before === undefined ? [] : [before])]);
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
    run: async (context) => ({ items: await listDevices(context.db, sitesOf(context, 'staff.read')), next: null }),
  }),
  route({
    method: 'DELETE',
    path: '/api/devices/:deviceId',
    permission: 'staff:staff.write',
    summary: 'Trust a device no longer',
    idempotency: 'natural',
    params: z.strictObject({ deviceId }),
    status: 204,
    run: async (context, { params }) => {
      const at = await siteOfDevice(context.db, params.deviceId);
      if (at !== undefined) checkSites(context, 'staff.write', [at]);
      await context.command((tx) => revokeDevice(tx, params.deviceId));
    },
  }),
];

export const identityRoutes: readonly Route[] = [
  ...sessionRoutes(),
  ...accountRoutes,
  ...deviceRoutes,
  ...staffRoutes,
  ...joinRoutes,
  ...forgottenRoutes,
  ...oidcRoutes,
  ...rightRoutes,
  ...approvalRoutes,
];

function sessionRoutes(): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/session',
      permission: 'public',
      summary: 'Staff sign in with e-mail and password',
      idempotency: 'natural',
      body: z.strictObject({
        email: z.string().max(254),
        password: z.string().max(200),
        /** Of the authenticator app, or a recovery code; for who has a second factor. */
        code: z.string().max(40).optional(),
        as: sessionAs,
      }),
      output: opened,
      refusals: ['identity.wrong_password', 'identity.code_needed', 'identity.wrong_code', 'request.rate_limited'],
      run: async (context, { body }) => {
        const { db, request, reply } = context;
        const replaces = request.cookies[staffCookie];
        const session = await signInStaff(db, { ...body, ip: request.ip, replaces, agent: agentOf(context) });
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
        const { staffId: sid, name, role, rights, siteId: site, sites, needs = null } = principal;
        const where = Object.fromEntries([...sites].map(([right, ids]) => [right, [...ids]]));
        return { staff: { staffId: sid, name, role, rights: [...rights].sort(), siteId: site, sites: where, needs } };
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

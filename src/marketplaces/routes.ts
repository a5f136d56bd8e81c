import { z } from 'zod';
import { sql } from '#base/db';
import { idPattern } from '#base/ids';
import { route, type Route } from '#base/route';
import { setMarketplaceState } from './account.ts';

const channelParams = z.strictObject({ channelId: z.string().regex(new RegExp(idPattern('chn'))) });

const accountShape = z.strictObject({
  channelId: z.string(),
  connector: z.string(),
  state: z.string(),
  pulledAt: z.string().nullable(),
  waitUntil: z.string().nullable(),
  problem: z.string().nullable(),
  waiting: z.int(),
  failed: z.int(),
  listings: z.int(),
  dirty: z.int(),
});
type AccountRow = z.output<typeof accountShape>;
const inboxShape = z.strictObject({
  externalId: z.string(),
  version: z.int(),
  state: z.string(),
  problem: z.string().nullable(),
  receivedAt: z.string(),
  appliedAt: z.string().nullable(),
});
type InboxRow = z.output<typeof inboxShape>;

export const marketplaceRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/marketplaces',
    permission: 'staff:channels.read',
    summary: 'Accounts with marketplaces: state, last contact, what waits',
    output: z.strictObject({
      items: z.array(accountShape),
    }),
    run: async ({ db }) => ({
      items: await db.query<AccountRow>(sql`
        SELECT channel_id AS "channelId", connector, state, pulled_at AS "pulledAt", wait_until AS "waitUntil", problem,
          (SELECT count(*) FROM marketplaces.inbox i WHERE i.channel_id = a.channel_id AND i.state = 'new')::int AS waiting,
          (SELECT count(*) FROM marketplaces.inbox i WHERE i.channel_id = a.channel_id AND i.state = 'failed')::int AS failed,
          (SELECT count(*) FROM marketplaces.listing l WHERE l.channel_id = a.channel_id)::int AS listings,
          (SELECT count(*) FROM marketplaces.listing l WHERE l.channel_id = a.channel_id AND l.dirty)::int AS dirty
        FROM marketplaces.account a ORDER BY channel_id`),
    }),
  }),
  route({
    method: 'PUT',
    path: '/api/marketplaces/:channelId/state',
    permission: 'staff:channels.write',
    summary: 'Stop or go on talking to a marketplace',
    idempotency: 'natural',
    params: channelParams,
    body: z.strictObject({ state: z.enum(['live', 'paused']) }),
    status: 204,
    refusals: ['marketplaces.not_joined'],
    run: async ({ command }, { params, body }) =>
      void (await command((tx) => setMarketplaceState(tx, params.channelId, body.state))),
  }),
  route({
    method: 'GET',
    path: '/api/marketplaces/:channelId/inbox',
    permission: 'staff:channels.read',
    summary: 'What a marketplace told us lately, and what became of it',
    params: channelParams,
    output: z.strictObject({
      items: z.array(inboxShape),
    }),
    run: async ({ db }, { params }) => ({
      items: await db.query<InboxRow>(sql`
        SELECT external_id AS "externalId", version, state, problem, received_at AS "receivedAt", applied_at AS "appliedAt"
        FROM marketplaces.inbox WHERE channel_id = ${params.channelId} ORDER BY received_at DESC, external_id LIMIT 100`),
    }),
  }),
];

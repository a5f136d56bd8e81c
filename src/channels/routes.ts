import { z } from 'zod';
import { idPattern } from '#base/ids';
import { timeline } from '#base/journal';
import { refuse } from '#base/refusal';
import { route, staffOf, type Route } from '#base/route';
import { language, localText, seenVersion } from '#org';
import { changeChannel } from './change.ts';
import { createChannel } from './create.ts';
import {
  ceiling,
  channelKinds,
  domains,
  eachDomain,
  levels,
  presetNames,
  presetOf,
  presets,
  type Domain,
  type Level,
} from './model.ts';
import { readChannels, type ChannelFacts } from './queries.ts';
import { setLevels } from './set-levels.ts';

const channelId = z.string().regex(new RegExp(idPattern('chn')));
const siteId = z.string().regex(new RegExp(idPattern('sit')));
const level = z.enum(levels);
const preset = z.enum(presetNames);
const status = z.enum(['live', 'paused', 'planned']);
const name = z.strictObject({ fr: z.string().min(1).max(80), en: z.string().min(1).max(80) });
const lagS = z.int().min(0).max(86_400);

const each = <S extends z.ZodType>(shape: S): z.ZodObject<Record<Domain, S>, z.core.$strict> =>
  z.strictObject(eachDomain(() => shape));
const someLevels = z.strictObject(eachDomain(() => level.optional()));

const channelShape = z.strictObject({
  channelId: z.string(),
  code: z.string(),
  kind: z.enum(channelKinds),
  name,
  siteId: z.string().nullable(),
  currency: z.string(),
  language,
  status,
  lagS: z.int(),
  version: z.int(),
  levels: each(level),
  /** The preset that the levels are; null when they are mixed. */
  preset: preset.nullable(),
  /** The highest level this kind of channel can reach, and why not higher. */
  ceilings: each(z.strictObject({ level, reason: localText(300).nullable() })),
});

function shown(channel: ChannelFacts): z.input<typeof channelShape> {
  const { kind, levels: set } = channel;
  return { ...channel, preset: presetOf(kind, set) ?? null, ceilings: eachDomain((domain) => ceiling(kind, domain)) };
}

export const channelsRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/channels',
    permission: 'staff:channels.read',
    summary: 'Channels with their integration levels, what each can reach, and why not more',
    output: z.strictObject({
      items: z.array(channelShape),
      next: z.null(),
      domains: z.array(z.enum(domains)),
      presets: z.strictObject({
        multichannel: each(level),
        'cross-channel': each(level),
        omnichannel: each(level),
        unified: each(level),
      }),
    }),
    run: async ({ db }) => ({
      items: (await readChannels(db)).map(shown),
      next: null,
      domains: [...domains],
      presets,
    }),
  }),
  route({
    method: 'POST',
    path: '/api/channels',
    permission: 'staff:channels.write',
    summary: 'Open a channel',
    idempotency: 'id',
    body: z.strictObject({
      channelId,
      code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
      kind: z.enum(channelKinds),
      name,
      siteId: siteId.nullable(),
      currency: z.string().regex(/^[A-Z]{3}$/),
      language,
      status,
      lagS,
      preset,
      levels: someLevels.optional(),
    }),
    output: z.strictObject({ channelId: z.string() }),
    status: 201,
    refusals: [
      'channels.code_taken',
      'channels.unknown_site',
      'channels.site_needed',
      'channels.above_ceiling',
      'request.id_reused',
    ],
    run: ({ command }, { body }) => command((tx) => createChannel(tx, { ...body, levels: named(body.levels) })),
  }),
  route({
    method: 'PUT',
    path: '/api/channels/:channelId/levels',
    permission: 'staff:channels.write',
    summary: 'Set integration levels: a preset, single domains, or a preset with single domains that differ',
    idempotency: 'natural',
    params: z.strictObject({ channelId }),
    body: z.strictObject({
      preset: preset.optional(),
      levels: someLevels.optional(),
      why: z.string().min(1).max(300).optional(),
    }),
    output: channelShape,
    refusals: ['channels.unknown', 'channels.above_ceiling'],
    run: (context, { params, body }) =>
      context.command(async (tx) => shown(await setLevels(tx, { ...body, ...params, by: staffOf(context).staffId }))),
  }),
  route({
    method: 'GET',
    path: '/api/channels/:channelId/history',
    permission: 'staff:channels.read',
    summary: 'How a channel and its levels came to be, newest first',
    params: z.strictObject({ channelId }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          at: z.string(),
          type: z.string(),
          actor: z.string(),
          body: z.record(z.string(), z.unknown()),
        }),
      ),
      next: z.null(),
    }),
    refusals: ['channels.unknown'],
    run: async ({ db }, { params }) => {
      const events = (await timeline(db, params.channelId, 200)).filter(
        (event) => event.subjectId === params.channelId,
      );
      if (events.length === 0) refuse('channels.unknown', { detail: params.channelId });
      return { items: events.map(({ at, type, actor, body }) => ({ at, type, actor, body })), next: null };
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/channels/:channelId',
    permission: 'staff:channels.write',
    summary: 'Change a channel; what is not named stays',
    idempotency: 'natural',
    params: z.strictObject({ channelId }),
    body: z.strictObject({
      name: name.optional(),
      siteId: siteId.nullable().optional(),
      language: language.optional(),
      status: status.optional(),
      lagS: lagS.optional(),
      version: seenVersion,
    }),
    output: channelShape,
    refusals: ['channels.unknown', 'channels.unknown_site', 'channels.site_needed', 'channels.changed_meanwhile'],
    run: ({ command }, { params, body }) =>
      command(async (tx) => shown(await changeChannel(tx, { ...body, ...params }))),
  }),
];

/** Only the domains that were named. */
function named(given: Partial<Record<Domain, Level | undefined>> | undefined): Partial<Record<Domain, Level>> {
  return Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined));
}

/** What happened to a record, for those who may see records of its kind: facts of the journal, as far as the caller's rights go. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { timeline } from '#base/journal';
import { refuse } from '#base/refusal';
import { route, staffOf, type Route } from '#base/route';
import { staffNames } from '#identity';
import { mayHear, toldTo } from './events.ts';

/**
 * The right that a record's timeline asks for, by the beginning of its id. Orders, customers and carts have routes of their own, for
 * who may see which of them is more than a right.
 */
const rightOfRecord: Readonly<Record<string, string>> = {
  prd: 'catalog.read',
  med: 'catalog.read',
  imp: 'catalog.read',
  prl: 'catalog.read',
  prm: 'catalog.read',
  sku: 'stock.read',
  trf: 'transfers.read',
  pcl: 'fulfilment.read',
  wav: 'fulfilment.read',
  cnt: 'counts.read',
  gft: 'payments.read',
  bnk: 'payments.read',
  pyt: 'payments.read',
  com: 'customers.read',
  bap: 'customers.read',
  doc: 'invoicing.read',
  por: 'purchasing.read',
  sup: 'purchasing.read',
  sit: 'settings.read',
  ent: 'settings.read',
  chn: 'channels.read',
  stf: 'staff.read',
  dev: 'staff.read',
  key: 'staff.read',
  whe: 'developers.read',
};
const kinds = Object.keys(rightOfRecord);

/** `GET /api/timeline/:recordId`. */
export const timelineRoute: Route = route({
  method: 'GET',
  path: '/api/timeline/:recordId',
  permission: 'staff:self',
  summary: 'What happened to a record, newest first: its own facts and those that mention it, as far as my rights go',
  params: z.strictObject({ recordId: z.string().regex(new RegExp(kinds.map((kind) => idPattern(kind)).join('|'))) }),
  query: z.strictObject({ limit: z.int().min(1).max(200).default(100) }),
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        at: z.string(),
        type: z.string(),
        actor: z.string(),
        /** The member of staff who did it; null when it was somebody or something else. */
        actorName: z.string().nullable(),
        subjectKind: z.string(),
        subjectId: z.string(),
        channelId: z.string().nullable(),
        body: z.record(z.string(), z.unknown()),
      }),
    ),
    next: z.null(),
  }),
  refusals: ['request.forbidden'],
  run: async (context, { params, query }) => {
    const { rights } = staffOf(context);
    const right = rightOfRecord[params.recordId.slice(0, 3)] ?? 'settings.read';
    if (!rights.has(right)) refuse('request.forbidden', { detail: right });
    const events = (await timeline(context.db, params.recordId, query.limit)).filter(({ type }) =>
      mayHear(rights, type),
    );
    const names = await staffNames(context.db, [...new Set(events.map((event) => event.actor))]);
    const items = events.flatMap((event) => {
      const said = toldTo(context, event);
      if (!said) return [];
      const { mentions: _others, ...told } = said;
      return [{ ...told, actor: event.actor, actorName: names.get(event.actor) ?? null }];
    });
    return { items, next: null };
  },
});

/** Writing the journal: facts are queued by commands and inserted in one statement just before COMMIT. */
import sql from 'sql-template-tag';
import { assert } from './assert.ts';
import type { Tx } from './db.ts';

/** A fact. Carries ids, never personal data. `mentions` are the other records whose timeline shows it. */
export type NewEvent = {
  readonly type: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  /** Only for subjects whose row this command has locked or just made: dense from 1 (EVT1). */
  readonly version?: number;
  readonly mentions?: readonly string[];
  readonly channelId?: string;
  /** Who caused this one, where a batch serves many. */
  readonly actor?: string;
  readonly body?: Readonly<Record<string, unknown>>;
};

/** Appends facts to the journal in this transaction. */
export function announce(tx: Tx, events: NewEvent | readonly NewEvent[]): void {
  for (const event of Array.isArray(events) ? (events as readonly NewEvent[]) : [events as NewEvent]) {
    assert(/^[a-z_]+\.[a-z_]+$/.test(event.type), `an event is named module.fact: ${event.type}`);
    tx.events.push(event);
  }
}

/** Writes what was announced; called by `transaction()` alone. */
export async function flushEvents(tx: Tx): Promise<void> {
  const events = tx.events;
  if (events.length === 0) return;
  const { actor, channelId, commandId } = tx.caller;
  await tx.query(sql`
    INSERT INTO journal.event (at, type, subject_kind, subject_id, version, mentions, channel_id, actor, command_id, body)
    SELECT ${tx.now}::timestamptz, e.type, e.kind, e.id, e.version, e.mentions::text[], e.channel, e.actor, ${commandId ?? null}, e.body
    FROM unnest(
      ${events.map((e) => e.type)}::text[], ${events.map((e) => e.subjectKind)}::text[], ${events.map((e) => e.subjectId)}::text[],
      ${events.map((e) => e.version ?? null)}::int[], ${events.map((e) => mentionList(e.mentions))}::text[],
      ${events.map((e) => e.channelId ?? channelId ?? null)}::text[], ${events.map((e) => e.actor ?? actor)}::text[], ${events.map((e) => JSON.stringify(e.body ?? {}))}::jsonb[]
    ) AS e(type, kind, id, version, mentions, channel, actor, body)`);
  events.length = 0;
}

function mentionList(ids: readonly string[] | undefined): string {
  if (ids === undefined || ids.length === 0) return '{}';
  for (const id of ids) assert(/^[A-Za-z0-9_-]+$/.test(id), `a mention is an id: ${id}`);
  return `{${[...new Set(ids)].join(',')}}`;
}

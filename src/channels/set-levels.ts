import { lock, sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { levelChanged, type LevelChange } from './events.ts';
import { ceiling, domains, presetFor, rankOf, type ChannelKind, type Levels, type Preset } from './model.ts';
import { forgetChannels, readChannels, type ChannelFacts } from './queries.ts';

export type SetLevels = {
  readonly channelId: string;
  /** All eight domains, each as high as the channel can; `levels` then differ from it. */
  readonly preset?: Preset | undefined;
  readonly levels?: { readonly [D in keyof Levels]?: Levels[D] | undefined } | undefined;
  readonly by: string;
  readonly why?: string | undefined;
};

/** Refuses levels that a kind of channel cannot reach: channels.above_ceiling, with the reason in both languages. */
export function checkCeilings(kind: ChannelKind, wanted: NonNullable<SetLevels['levels']>): void {
  for (const domain of domains) {
    const level = wanted[domain];
    const top = ceiling(kind, domain);
    if (level !== undefined && rankOf(level) > rankOf(top.level))
      refuse('channels.above_ceiling', {
        fields: [{ field: `levels.${domain}`, rule: `at most ${top.level}` }],
        reason: top.reason,
      });
  }
}

/**
 * Sets the integration levels of a channel; what is not named stays. Nothing is lost by lowering one: only from now on less is
 * shared. Refuses channels.unknown, channels.above_ceiling.
 */
export async function setLevels(tx: Tx, input: SetLevels): Promise<ChannelFacts> {
  lock(tx, 'channels.channel');
  await tx.query(sql`SELECT 1 FROM channels.channel WHERE channel_id = ${input.channelId} FOR NO KEY UPDATE`);
  const [before] = await readChannels(tx, input.channelId);
  if (!before) refuse('channels.unknown', { detail: input.channelId });
  const named = input.levels ?? {};
  checkCeilings(before.kind, named);
  const base = input.preset === undefined ? before.levels : presetFor(before.kind, input.preset);
  const changes: LevelChange[] = domains.flatMap((domain) => {
    const to = named[domain] ?? base[domain];
    const from = before.levels[domain];
    return to === from ? [] : [{ domain, from, to }];
  });
  if (changes.length === 0) return before;
  await tx.query(sql`
    UPDATE channels.channel_level l SET level = d.level, since = ${tx.now}::timestamptz, changed_by = ${input.by}
    FROM unnest(${changes.map((c) => c.domain)}::text[], ${changes.map((c) => c.to)}::text[]) AS d(domain, level)
    WHERE l.channel_id = ${input.channelId} AND l.domain = d.domain`);
  const version = before.version + 1;
  await tx.query(sql`UPDATE channels.channel SET version = ${version} WHERE channel_id = ${input.channelId}`);
  announce(tx, levelChanged(input.channelId, version, changes, input.by, input.why ?? null));
  tx.afterCommit(() => forgetChannels(tx.database));
  return {
    ...before,
    version,
    levels: { ...before.levels, ...Object.fromEntries(changes.map((c) => [c.domain, c.to])) },
  };
}

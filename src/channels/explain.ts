/** Why a channel shares what it shares in a domain: its level, with whom, and what one level up would open. Pure. */
import {
  ceiling,
  levels,
  lowerOf,
  rankOf,
  type Ceiling,
  type Channel,
  type Domain,
  type Level,
  type Levels,
} from './model.ts';

export type LevelReason = {
  readonly level: Level;
  /** What the level opens: each level keeps what those below it have. */
  readonly shares: readonly Level[];
  /** What it does not: the levels above it. */
  readonly keeps: readonly Level[];
  /** One level up; undefined at the top, `reason` where this kind of channel can't go there. */
  readonly next: { readonly level: Level; readonly reason: Ceiling['reason'] } | undefined;
  /** How far a fact of the domain flows between this channel and each other one: as far as the lower of their levels. */
  readonly flows: readonly { readonly channelId: string; readonly level: Level }[];
};
type Known = Pick<Channel, 'channelId' | 'kind'> & { readonly levels: Levels };

/** Explains one channel in one domain beside all the others that sell. */
export function explainLevel(channel: Known, domain: Domain, all: readonly Known[]): LevelReason {
  const level = channel.levels[domain];
  const rank = rankOf(level);
  const up = levels[rank + 1];
  const top = ceiling(channel.kind, domain);
  return {
    level,
    shares: levels.slice(1, rank + 1),
    keeps: levels.slice(rank + 1),
    next: up && { level: up, reason: rankOf(up) > rankOf(top.level) ? top.reason : null },
    flows: all
      .filter(({ channelId }) => channelId !== channel.channelId)
      .map((other) => ({ channelId: other.channelId, level: lowerOf(level, other.levels[domain]) })),
  };
}

/** What the journal keeps of a change of levels. */
export type LevelChange = { readonly at: string; readonly changes: readonly { domain: Domain; from: Level }[] };

/** The level at a past moment: what the first change after it came from, else what it is now. */
export function levelAt(now: Level, domain: Domain, changes: readonly LevelChange[], at: string): Level {
  const later = changes
    .filter((change) => change.at > at && change.changes.some((one) => one.domain === domain))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  return later[0]?.changes.find((one) => one.domain === domain)?.from ?? now;
}

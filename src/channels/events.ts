/** Facts of `channels`. */
import type { NewEvent } from '#base/journal';
import type { Domain, Level } from './model.ts';

export const channelChanged = (channelId: string, version: number, fields: readonly string[]): NewEvent => ({
  type: version === 1 ? 'channels.channel_created' : 'channels.channel_changed',
  subjectKind: 'channel',
  subjectId: channelId,
  version,
  channelId,
  body: { fields },
});

export type LevelChange = { readonly domain: Domain; readonly from: Level; readonly to: Level };

/** Who, why, from what to what: the history of levels is read from these. */
export const levelChanged = (
  channelId: string,
  version: number,
  changes: readonly LevelChange[],
  by: string,
  why: string | null,
): NewEvent => ({
  type: 'channels.level_changed',
  subjectKind: 'channel',
  subjectId: channelId,
  version,
  channelId,
  body: { changes, by, why },
});

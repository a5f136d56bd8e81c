/** The face of `channels`: where the merchant sells, and how far each channel shares what with the others. */
export { channelsModule } from './module.ts';
export {
  channelByCode,
  channelById,
  channelsCaches,
  channelsOf,
  loadPolicies,
  policies,
  policy,
  type ChannelFacts,
  type Policies,
} from './queries.ts';
export { createChannel, type NewChannel } from './create.ts';
export { changeChannel } from './change.ts';
export { setLevels, type SetLevels } from './set-levels.ts';
export {
  atLeast,
  ceiling,
  channelKinds,
  domains,
  explainLevel,
  levelAt,
  levels,
  lowerOf,
  presetFor,
  presetOf,
  presets,
  type Ceiling,
  type Channel,
  type ChannelKind,
  type Domain,
  type Level,
  type PastChange,
  type LevelReason,
  type Levels,
  type Preset,
} from './model.ts';

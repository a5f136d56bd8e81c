/** The face of `org`: the merchant's legal entities, sites and settings. */
export { orgModule } from './module.ts';
export {
  entity,
  entityExists,
  houseOf,
  orgCaches,
  readEntities,
  settings,
  siteByCode,
  siteById,
  siteExists,
  sites,
  type House,
} from './queries.ts';
export { createEntity, createSite, type NewEntity, type NewSite } from './create.ts';
export { changeEntity, changeSettings, changeSite } from './change.ts';
export { addressShape, language, localText, seenVersion } from './shapes.ts';
export {
  checkAddress,
  openState,
  type Address,
  type Entity,
  type Language,
  type LocalText,
  type Opening,
  type OpeningHours,
  type OpenState,
  type Settings,
  type Site,
  type SpecialDay,
} from './model.ts';

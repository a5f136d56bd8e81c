/** Facts of `org`; bodies name what changed, never the values. */
import type { NewEvent } from '#base/journal';

export const siteChanged = (siteId: string, version: number, fields: readonly string[]): NewEvent => ({
  type: version === 1 ? 'org.site_created' : 'org.site_changed',
  subjectKind: 'site',
  subjectId: siteId,
  version,
  body: { fields },
});

export const entityChanged = (entityId: string, version: number, fields: readonly string[]): NewEvent => ({
  type: version === 1 ? 'org.entity_created' : 'org.entity_changed',
  subjectKind: 'entity',
  subjectId: entityId,
  version,
  body: { fields },
});

export const settingsChanged = (fields: readonly string[]): NewEvent => ({
  type: 'org.settings_changed',
  subjectKind: 'settings',
  subjectId: 'settings',
  body: { fields },
});

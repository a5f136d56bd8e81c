import { z } from 'zod';
import { route, type Route } from '#base/route';
import { changeEntity, changeSettings, changeSite } from './change.ts';
import { createEntity, createSite } from './create.ts';
import { openState, type Site } from './model.ts';
import { readEntities, readSettings, readSites, settings, sites } from './queries.ts';
import {
  addressShape,
  entityFields,
  entityIdShape,
  entityShape,
  hoursShape,
  localText,
  seenVersion,
  settingsFields,
  settingsShape,
  specialDaysShape,
  siteFields,
  siteIdShape,
  siteShape,
} from './shapes.ts';

const publicSite = z.strictObject({
  siteId: z.string(),
  code: z.string(),
  name: z.string(),
  address: addressShape,
  phone: z.string().nullable(),
  hours: hoursShape,
  specialDays: specialDaysShape,
  timeZone: z.string(),
  pickup: z.boolean(),
  pickupMinutes: z.int().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  open: z.boolean(),
  until: z.string().nullable(),
  opensNext: z.strictObject({ at: z.string(), day: z.int(), opens: z.string() }).nullable(),
});

const { open: _open, specialDays: _days, ...newSiteFields } = siteFields;

/** Lists of a site as an answer's shape takes them. */
const shown = <T extends Pick<Site, 'hours' | 'specialDays'>>(site: T) => ({
  ...site,
  hours: [...site.hours],
  specialDays: site.specialDays.map((one) => ({ ...one, hours: [...one.hours] })),
});

export const orgRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/shop',
    permission: 'public',
    summary: 'What everybody may know of the shop',
    output: z.strictObject({
      shopName: z.string(),
      shopText: localText(500),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      languages: z.array(z.string()),
      defaultLanguage: z.string(),
      currency: z.string(),
      country: z.string(),
      timeZone: z.string(),
    }),
    run: async ({ db }) => {
      const { deliveryFlatMinor: _d, freeDeliveryFromMinor: _f, version: _v, languages, ...rest } = await settings(db);
      return { ...rest, languages: [...languages] };
    },
  }),
  route({
    method: 'GET',
    path: '/api/shop/sites',
    permission: 'public',
    summary: 'Stores that trade, with their hours and whether they are open now',
    output: z.strictObject({ items: z.array(publicSite), next: z.null() }),
    run: async ({ db, now }) => {
      const stores = (await sites(db)).filter((site) => site.kind === 'store' && site.open);
      const items = stores.map(
        ({ entityId: _e, kind: _k, siret: _s, priority: _p, version: _v, open: _o, ...site }) => {
          const state = openState(site, now());
          const soon = state.open ? null : state.next;
          return {
            ...shown(site),
            open: state.open,
            until: state.open ? state.until : null,
            opensNext: soon,
          };
        },
      );
      return { items, next: null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/settings',
    permission: 'staff:settings.read',
    summary: 'Settings of the house',
    output: settingsShape,
    run: async ({ db }) => {
      const row = await readSettings(db);
      return { ...row, languages: [...row.languages] };
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/settings',
    permission: 'staff:settings.write',
    summary: 'Change settings; what is not named stays',
    idempotency: 'key',
    body: z.strictObject({ ...settingsFields, version: z.int() }).partial(),
    output: settingsShape,
    refusals: ['org.bad_value', 'org.changed_meanwhile'],
    run: ({ command }, { body }) =>
      command(async (tx) => {
        const row = await changeSettings(tx, body);
        return { ...row, languages: [...row.languages] };
      }),
  }),
  ...siteRoutes(),
  ...entityRoutes(),
];

function siteRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/sites',
      permission: 'staff:settings.read',
      summary: 'Stores and warehouses by sourcing priority',
      output: z.strictObject({ items: z.array(siteShape), next: z.null() }),
      run: async ({ db }) => ({
        items: (await readSites(db)).map(shown),
        next: null,
      }),
    }),
    route({
      method: 'POST',
      path: '/api/sites',
      permission: 'staff:settings.write',
      summary: 'Open a store or warehouse',
      idempotency: 'id',
      body: z.strictObject({
        siteId: siteIdShape,
        entityId: entityIdShape,
        code: z.string().regex(/^[A-Z0-9]{2,8}$/),
        kind: z.enum(['store', 'warehouse']),
        ...newSiteFields,
        specialDays: specialDaysShape.default([]),
      }),
      output: z.strictObject({ siteId: z.string() }),
      status: 201,
      refusals: ['org.code_taken', 'org.unknown_entity', 'org.bad_address', 'org.bad_value', 'request.id_reused'],
      run: ({ command }, { body }) => command((tx) => createSite(tx, body)),
    }),
    route({
      method: 'PATCH',
      path: '/api/sites/:siteId',
      permission: 'staff:settings.write',
      summary: 'Change a site; what is not named stays',
      idempotency: 'key',
      params: z.strictObject({ siteId: siteIdShape }),
      body: z.strictObject({ ...siteFields, version: seenVersion }).partial(),
      output: siteShape,
      refusals: ['org.unknown_site', 'org.bad_address', 'org.bad_value', 'org.changed_meanwhile'],
      run: ({ command }, { params, body }) =>
        command(async (tx) => {
          return shown(await changeSite(tx, { ...body, siteId: params.siteId }));
        }),
    }),
  ];
}

function entityRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/entities',
      permission: 'staff:settings.read',
      summary: 'Legal entities, the main one first',
      output: z.strictObject({ items: z.array(entityShape), next: z.null() }),
      run: async ({ db }) => ({ items: await readEntities(db), next: null }),
    }),
    route({
      method: 'POST',
      path: '/api/entities',
      permission: 'staff:settings.write',
      summary: 'Add a legal entity',
      idempotency: 'id',
      body: z.strictObject({ entityId: entityIdShape, ...entityFields }),
      output: z.strictObject({ entityId: z.string() }),
      status: 201,
      refusals: ['org.bad_address', 'request.id_reused'],
      run: ({ command }, { body }) => command((tx) => createEntity(tx, body)),
    }),
    route({
      method: 'PATCH',
      path: '/api/entities/:entityId',
      permission: 'staff:settings.write',
      summary: 'Change a legal entity; what is not named stays',
      idempotency: 'key',
      params: z.strictObject({ entityId: entityIdShape }),
      body: z.strictObject({ ...entityFields, version: seenVersion }).partial(),
      output: entityShape,
      refusals: ['org.unknown_entity', 'org.bad_address', 'org.changed_meanwhile'],
      run: ({ command }, { params, body }) => command((tx) => changeEntity(tx, { ...body, entityId: params.entityId })),
    }),
  ];
}

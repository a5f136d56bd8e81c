/** The office's routes over attributes, units and families. */
import { z } from 'zod';
import { route, type Route } from '#base/route';
import { changeFamily, defineFamily, removeFamily, type FamilyInput, type FamilyPatch } from '../families/define.ts';
import {
  changeAttribute,
  defineAttribute,
  removeAttribute,
  type AttributeInput,
  type AttributePatch,
} from './define.ts';
import { attributesOf, familiesOf, productsByFamily } from './definitions.ts';
import {
  attributeIn,
  attributeOut,
  attributePatch,
  code,
  codeReceipt,
  familyIn,
  familyOut,
  familyPatch,
} from './shapes.ts';
import { units } from './units.ts';

const params = z.strictObject({ code });
const removed = z.strictObject({ removed: z.boolean() });

const attributesRoute = route({
  method: 'GET',
  path: '/api/attributes',
  permission: 'staff:catalog.read',
  summary: 'Attributes that products may have, in their order',
  output: z.strictObject({ items: z.array(attributeOut), next: z.null() }),
  run: async ({ db }) => ({
    items: (await attributesOf(db)) as unknown as z.input<typeof attributeOut>[],
    next: null,
  }),
});

const createAttributeRoute = route({
  method: 'POST',
  path: '/api/attributes',
  permission: 'staff:catalog.write',
  summary: 'Make an attribute; its code, kind, level and where it differs never change',
  idempotency: 'id',
  body: attributeIn,
  output: codeReceipt,
  status: 201,
  refusals: ['catalog.definition_invalid', 'catalog.code_taken'],
  run: (context, { body }) => context.command((tx) => defineAttribute(tx, body as AttributeInput)),
});

const changeAttributeRoute = route({
  method: 'PATCH',
  path: '/api/attributes/:code',
  permission: 'staff:catalog.write',
  summary: 'Change an attribute’s words, limits and choices',
  idempotency: 'key',
  params,
  body: attributePatch,
  output: codeReceipt,
  refusals: [
    'catalog.attribute_unknown',
    'catalog.version_changed',
    'catalog.definition_invalid',
    'catalog.definition_in_use',
  ],
  run: (context, { params, body: { version, ...patch } }) =>
    context.command((tx) => changeAttribute(tx, { code: params.code, version, patch: patch as AttributePatch })),
});

const removeAttributeRoute = route({
  method: 'DELETE',
  path: '/api/attributes/:code',
  permission: 'staff:catalog.write',
  summary: 'Remove an attribute that nothing uses',
  idempotency: 'key',
  params,
  output: removed,
  refusals: ['catalog.attribute_unknown', 'catalog.definition_in_use'],
  run: (context, { params }) =>
    context.command(async (tx) => {
      await removeAttribute(tx, params.code);
      return { removed: true };
    }),
});

const unitsRoute = route({
  method: 'GET',
  path: '/api/units',
  permission: 'staff:catalog.read',
  summary: 'Units of measure, by dimension',
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        unit: z.string(),
        dimension: z.string(),
        symbol: z.string(),
        name: z.strictObject({ fr: z.string(), en: z.string() }),
      }),
    ),
    next: z.null(),
  }),
  run: async () => ({ items: units.map(({ factor: _factor, ...unit }) => unit), next: null }),
});

const familiesRoute = route({
  method: 'GET',
  path: '/api/families',
  permission: 'staff:catalog.read',
  summary: 'Families of products with their attributes',
  output: z.strictObject({ items: z.array(familyOut), next: z.null() }),
  run: async ({ db }) => {
    const [families, products] = await Promise.all([familiesOf(db), productsByFamily(db)]);
    const items = families.map((family) => ({ ...family, products: products.get(family.code) ?? 0 }));
    return { items: items as unknown as z.input<typeof familyOut>[], next: null };
  },
});

const createFamilyRoute = route({
  method: 'POST',
  path: '/api/families',
  permission: 'staff:catalog.write',
  summary: 'Make a family',
  idempotency: 'id',
  body: familyIn,
  output: codeReceipt,
  status: 201,
  refusals: ['catalog.definition_invalid', 'catalog.code_taken'],
  run: (context, { body }) => context.command((tx) => defineFamily(tx, body as FamilyInput)),
});

const changeFamilyRoute = route({
  method: 'PATCH',
  path: '/api/families/:code',
  permission: 'staff:catalog.write',
  summary: 'Change a family: its name, its attributes, where they are required',
  idempotency: 'key',
  params,
  body: familyPatch,
  output: codeReceipt,
  refusals: ['catalog.family_unknown', 'catalog.version_changed', 'catalog.definition_invalid'],
  run: (context, { params, body: { version, ...patch } }) =>
    context.command((tx) => changeFamily(tx, { code: params.code, version, patch: patch as FamilyPatch })),
});

const removeFamilyRoute = route({
  method: 'DELETE',
  path: '/api/families/:code',
  permission: 'staff:catalog.write',
  summary: 'Remove a family without products',
  idempotency: 'key',
  params,
  output: removed,
  refusals: ['catalog.family_unknown', 'catalog.definition_in_use'],
  run: (context, { params }) =>
    context.command(async (tx) => {
      await removeFamily(tx, params.code);
      return { removed: true };
    }),
});

export const attributeRoutes: readonly Route[] = [
  attributesRoute,
  createAttributeRoute,
  changeAttributeRoute,
  removeAttributeRoute,
  unitsRoute,
  familiesRoute,
  createFamilyRoute,
  changeFamilyRoute,
  removeFamilyRoute,
];

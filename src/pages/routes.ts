import { z } from 'zod';
import { dayGiven } from '#base/input';
import { route, type Route } from '#base/route';
import { day } from '#base/time';
import { language } from '#org';
import { changeLook, readLook } from './look.ts';
import { fontPairs, homeSections, radii, textSlugs, type FontPair, type PageText, type Radius } from './model.ts';
import { textOf, textsOf, versionsOf, writeText } from './texts.ts';

const slug = z.enum(textSlugs);
const fonts = Object.keys(fontPairs) as [FontPair, ...FontPair[]];
const corners = Object.keys(radii) as [Radius, ...Radius[]];
const textShape = z.strictObject({
  slug,
  language,
  version: z.int(),
  title: z.string(),
  body: z.string(),
  validFrom: z.string(),
});
const lookShape = z.strictObject({
  accent: z.string().max(7),
  fonts: z.enum(fonts),
  radius: z.enum(corners),
  logoMediaId: z
    .string()
    .regex(/^med_[0-9a-hjkmnp-tv-z]{26}$/)
    .nullable(),
  home: z.array(z.enum(homeSections)).max(homeSections.length),
  version: z.int().min(0),
});

const textsRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/texts',
    permission: 'staff:settings.read',
    summary: 'The texts a shop must have, in both languages; version 0 is ours, filled with the house’s facts',
    output: z.strictObject({ items: z.array(textShape), next: z.null() }),
    run: async ({ db }) => ({
      items: [...(await textsOf(db, 'fr')), ...(await textsOf(db, 'en'))],
      next: null,
    }),
  }),
  route({
    method: 'GET',
    path: '/api/texts/:slug/:language/versions',
    permission: 'staff:settings.read',
    summary: 'Every version ever written of a text, the newest first',
    params: z.strictObject({ slug, language }),
    output: z.strictObject({ items: z.array(textShape), next: z.null() }),
    run: async ({ db }, { params }) => ({ items: await versionsOf(db, params.slug, params.language), next: null }),
  }),
  route({
    method: 'PUT',
    path: '/api/texts/:slug/:language',
    permission: 'staff:settings.write',
    summary: 'Write the next version of a text; those before stay readable',
    idempotency: 'natural',
    params: z.strictObject({ slug, language }),
    body: z.strictObject({
      title: z.string().trim().min(1).max(120),
      body: z.string().trim().min(1).max(60_000),
      validFrom: dayGiven,
      version: z.int().min(0),
    }),
    output: textShape,
    refusals: ['pages.changed_meanwhile'],
    run: (context, { params, body }) =>
      context.command((tx) =>
        writeText(tx, { ...params, ...body, validFrom: day(body.validFrom), by: context.caller.actor }),
      ),
  }),
  route({
    method: 'GET',
    path: '/api/shop/texts/:slug',
    permission: 'public',
    summary: 'One of the shop’s texts as it stands: terms, privacy, withdrawal …',
    params: z.strictObject({ slug }),
    query: z.strictObject({ lang: language.default('fr') }),
    output: textShape,
    run: ({ db }, { params, query }): Promise<PageText> => textOf(db, params.slug, query.lang),
  }),
];

export const pagesRoutes: readonly Route[] = [
  ...textsRoutes,
  route({
    method: 'GET',
    path: '/api/look',
    permission: 'staff:settings.read',
    summary: 'How the shop looks: accent, fonts, corners, logo, sections of the home page',
    output: lookShape,
    run: async ({ db }) => {
      const { home, ...look } = await readLook(db);
      return { ...look, home: [...home] };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/look',
    permission: 'staff:settings.write',
    summary: 'Change how the shop looks; an accent whose words could not be read is refused',
    idempotency: 'natural',
    body: lookShape,
    output: lookShape,
    refusals: ['pages.bad_look', 'pages.changed_meanwhile'],
    run: async (context, { body }) => {
      const { home, ...look } = await context.command((tx) => changeLook(tx, body));
      return { ...look, home: [...home] };
    },
  }),
];

/** Shapes of what identity's routes take and give. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { roles, type Role } from './model.ts';

export const id = (prefix: string) => z.string().regex(new RegExp(idPattern(prefix)));
export const staffId = id('stf');
export const deviceId = id('dev');
export const siteId = id('sit');
export const email = z
  .string()
  .max(254)
  .regex(/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/);
/** Names go into the heads of mails: one line. */
export const personName = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]*$/u);
export const password = z.string().min(8).max(200);
export const pin = z.string().regex(/^\d{4,8}$/);
/** A role of the house or one of the merchant's own. */
export const role = z
  .string()
  .regex(new RegExp(`^(${roles.join('|')}|rol_[0-9a-z]{26})$`)) as unknown as z.ZodType<Role>;

export const grant = z.strictObject({
  role,
  siteId: siteId.nullable().default(null),
  entityId: id('ent').nullable().default(null),
});
/** Further roles, beside the main one. */
export const more = z.array(grant).max(50);

const grantOut = z.strictObject({ role: z.string(), siteId: z.string().nullable(), entityId: z.string().nullable() });
export const staffShape = z.strictObject({
  ...grantOut.shape,
  staffId: z.string(),
  email: z.string(),
  name: z.string(),
  more: z.array(grantOut),
  hasPin: z.boolean(),
  secondFactor: z.boolean(),
  active: z.boolean(),
  version: z.int(),
});
/** How a session is handed over: `bearer` gives the token in the answer, for programs; `cookie` keeps it out of scripts’ reach. */
export const sessionAs = z.enum(['cookie', 'bearer']).default('cookie');
export const opened = z.strictObject({ staffId: z.string(), expiresAt: z.string(), token: z.string().nullable() });
/** A session whose token is new: programs find it in the answer, browsers got it as a cookie. */
export const renewed = z.strictObject({ expiresAt: z.string(), token: z.string().nullable() });

/** Whose our accounts are, as those who look after money say it. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { route, type Route } from '#base/route';
import { listAccounts, setOwner } from './owners.ts';

export const accountRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/bank-accounts',
    permission: 'staff:payments.read',
    summary: 'Our accounts at banks (by IBAN) and with payment providers, and whose they are',
    output: z.strictObject({
      items: z.array(
        z.strictObject({ account: z.string(), entityId: z.string().nullable(), lastAt: z.string().nullable() }),
      ),
    }),
    run: async ({ db }) => ({ items: await listAccounts(db) }),
  }),
  route({
    method: 'POST',
    path: '/api/bank-accounts',
    permission: 'staff:payments.settings',
    summary: 'Say whose an account of ours is: money of it that names no order is theirs in the accounts, from now on',
    idempotency: 'natural',
    body: z.strictObject({
      account: z
        .string()
        .max(42)
        .regex(/^(?:psp:(?:stripe|pretend)|[A-Za-z]{2}\d{2}[A-Za-z0-9 ]{11,38})$/),
      entityId: z.string().regex(new RegExp(idPattern('ent'))),
    }),
    status: 204,
    refusals: ['payments.iban', 'bank.no_entity'],
    run: async ({ command }, { body }) => {
      await command((tx) => setOwner(tx, body));
    },
  }),
];

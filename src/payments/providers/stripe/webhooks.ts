/** What Stripe tells: verified by its own library, and taken as a hint only. What is true is read anew by the worker. */
import { Stripe } from 'stripe';
import { z } from 'zod';

const TOLERANCE_S = 300;

/** True when one of the secrets signed exactly these bytes, at most five minutes ago. */
export function isSignedByStripe(secrets: readonly string[], header: string, body: Buffer): boolean {
  if (header.length > 2_000) return false;
  return secrets.some((secret) => {
    try {
      return Stripe.webhooks.signature?.verifyHeader(body, header, secret, TOLERANCE_S) === true;
    } catch {
      return false;
    }
  });
}

const text = z.string().min(1).max(200);
const ref = z.union([text, z.object({ id: text })]).nullish();
// Tolerant of all that we do not use: an intent, a charge, a refund, a dispute or a session, in any version.
const event = z.object({
  id: text,
  type: text,
  data: z.object({
    object: z.object({
      id: text,
      object: text,
      payment_intent: ref,
      client_reference_id: text.nullish(),
      metadata: z.record(z.string(), z.string()).nullish(),
    }),
  }),
});

/** Which payment an event is about: by our own id, by Stripe's, or both. */
export type Hint = { readonly paymentId?: string; readonly externalId?: string };

/** The event's own id and what it is about; undefined when the bytes are no event; pure. */
export function readStripeEvent(body: string): { eventId: string; hint: Hint | undefined } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const read = event.safeParse(value);
  if (!read.success) return undefined;
  const { object } = read.data.data;
  const named = typeof object.payment_intent === 'object' ? object.payment_intent?.id : object.payment_intent;
  const externalId = object.object === 'payment_intent' ? object.id : (named ?? undefined);
  const paymentId = object.metadata?.payment_id ?? object.client_reference_id ?? undefined;
  const hint = {
    ...(paymentId === undefined ? {} : { paymentId }),
    ...(externalId === undefined ? {} : { externalId }),
  };
  return { eventId: read.data.id, hint: Object.keys(hint).length > 0 ? hint : undefined };
}

/** Signatures by Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, base64, one for each secret that is valid. */
import { createHmac } from 'node:crypto';
import { randomBytes } from '#base/ids';

/** A fresh secret: `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return `whsec_${Buffer.from(randomBytes(32)).toString('base64')}`;
}

export type Signed = { readonly id: string; readonly timestampS: number; readonly body: string };

/** The header `webhook-signature`: `v1,…`, one for each secret, separated by blanks. */
export function signatureOf(secrets: readonly string[], { id, timestampS, body }: Signed): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64')}`;
    })
    .join(' ');
}

/** What an endpoint's secrets are sealed for. */
export const sealedFor = (endpointId: string): string => `webhook ${endpointId}`;

/** Checks that a webhook is Halle's (Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`). */

export class WebhookError extends Error {
  override name = 'WebhookError';
}

export type WebhookPayload = {
  readonly type: string;
  readonly version: number;
  readonly timestamp: string;
  readonly test?: true;
  readonly data: {
    readonly kind: string;
    readonly id: string;
    readonly channelId: string | null;
    readonly related: readonly string[];
    readonly facts: Readonly<Record<string, unknown>>;
  };
};

export type IncomingWebhook = {
  /** As shown once in the office; several while one is being replaced. With or without `whsec_`. */
  readonly secret: string | readonly string[];
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body as it came, before any parsing. */
  readonly body: string;
  /** How far the sender's clock may be off; five minutes unless told. */
  readonly toleranceS?: number;
  /** Seconds since 1970; the clock's unless told. */
  readonly nowS?: number;
};

/** The payload, and the id by which a repetition is known. Throws a WebhookError that says what is wrong. */
export async function verifyWebhook(incoming: IncomingWebhook): Promise<{ id: string; payload: WebhookPayload }> {
  const id = headerOf(incoming, 'webhook-id');
  const stamp = headerOf(incoming, 'webhook-timestamp');
  const given = headerOf(incoming, 'webhook-signature');
  const nowS = incoming.nowS ?? Date.now() / 1_000;
  if (!/^\d{1,15}$/.test(stamp)) throw new WebhookError('webhook-timestamp is not a number of seconds');
  if (Math.abs(nowS - Number(stamp)) > (incoming.toleranceS ?? 300))
    throw new WebhookError('webhook-timestamp is too far from now');
  const signed = new TextEncoder().encode(`${id}.${stamp}.${incoming.body}`);
  const signatures = given
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => bytesOf(one.slice(3)));
  const secrets = typeof incoming.secret === 'string' ? [incoming.secret] : incoming.secret;
  for (const secret of secrets) {
    const raw = bytesOf(secret.replace(/^whsec_/, ''));
    if (!raw || raw.length === 0) throw new WebhookError('the secret is not base64');
    const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    for (const signature of signatures) {
      // Web Crypto compares in constant time.
      if (signature && (await crypto.subtle.verify('HMAC', key, signature, signed)))
        return { id, payload: JSON.parse(incoming.body) as WebhookPayload };
    }
  }
  throw new WebhookError('no signature fits');
}

function headerOf({ headers }: IncomingWebhook, name: string): string {
  const plain = headers as Readonly<Record<string, string | readonly string[] | undefined>>;
  const value = headers instanceof Headers ? headers.get(name) : plain[name];
  if (typeof value !== 'string' || value === '') throw new WebhookError(`${name} is missing`);
  return value;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

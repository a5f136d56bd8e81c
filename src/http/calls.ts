/** The latest calls of the API that this process answered, for developers to look at: a ring in memory, no bodies, no secrets. */
import { perDatabase } from '#base/db';
import type { Instant } from '#base/time';

export type Call = {
  readonly requestId: string;
  readonly at: Instant;
  readonly method: string;
  /** The route's pattern, never the address: that may hold a token. */
  readonly route: string;
  /** Who called: an id of staff, of a customer or of a key, or `visitor`. */
  readonly caller: string;
  readonly status: number;
  readonly ms: number;
};

const SIZE = 2_000;

type Ring = { readonly calls: Call[]; next: number };
const rings = perDatabase((): Ring => ({ calls: [], next: 0 }));

/** Notes a call; the oldest one makes room. */
export function noteCall(ring: Ring, call: Call): void {
  ring.calls[ring.next] = call;
  ring.next = (ring.next + 1) % SIZE;
}

export const callsOf = rings;

export type CallFilter = {
  readonly caller?: string | undefined;
  readonly failed?: boolean | undefined;
  readonly route?: string | undefined;
  readonly limit: number;
};

/** The latest calls, newest first. */
export function latestCalls({ calls, next }: Ring, { caller, failed, route, limit }: CallFilter): Call[] {
  const found: Call[] = [];
  for (let i = 0; i < calls.length && found.length < limit; i++) {
    const call = calls[(next - 1 - i + SIZE) % SIZE];
    if (!call || (caller !== undefined && call.caller !== caller)) continue;
    if ((failed === true && call.status < 400) || (route !== undefined && !call.route.includes(route))) continue;
    found.push(call);
  }
  return found;
}

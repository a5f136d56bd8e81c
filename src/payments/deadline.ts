import { Unavailable } from '#base/refusal';
import { sleep } from '#base/time';

/** How long a provider may take to answer, in milliseconds; after that the outcome is unknown. */
export const PROVIDER_DEADLINE_MS = 5_000;

/** The answer of a call, or Unavailable when it does not come in time; a late answer is dropped, and looked up by our id. */
export async function withDeadline<T>(call: Promise<T>, ms = PROVIDER_DEADLINE_MS): Promise<T> {
  call.catch(() => undefined);
  const late = sleep(ms, { unref: true }).then(() => {
    throw new Unavailable(`no answer within ${ms} ms`, { unknown: true });
  });
  late.catch(() => undefined);
  return Promise.race([call, late]);
}

/** Runs `work` over items, at most `width` at a time; the results keep the order. */
export async function eachAtMost<I, O>(
  width: number,
  items: readonly I[],
  work: (item: I) => Promise<O>,
): Promise<O[]> {
  const results: O[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as I);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
}

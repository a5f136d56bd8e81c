import type { Tx } from '#base/db';
import { granted, refused, type Outcome } from '#base/refusal';
import { lockForTakes, writeTakes, type Taken } from './ledger.ts';
import { planTakes, type PlannedTake, type TakeRequest, type Workspace } from './model.ts';

/**
 * Takes stock for many holders at once: reserves it, or hands it over. Each request is whole or refused (`inventory.short`, with
 * what is missing); a refusal never undoes a neighbour. Must be given requests whose holders hold nothing yet.
 */
export async function takeStock(tx: Tx, requests: readonly TakeRequest[]): Promise<Outcome<Taken>[]> {
  const { outcomes, written } = takeLocked(tx, await lockForTakes(tx, requests), requests);
  await written;
  return outcomes;
}

/**
 * The same on shelves that the caller has already locked with `lockForTakes`, and after it looked what else may decide. The outcomes are
 * known before their statements end: `written` must be awaited.
 */
export function takeLocked(
  tx: Tx,
  workspace: Workspace,
  requests: readonly TakeRequest[],
): { outcomes: Outcome<Taken>[]; written: Promise<unknown> } {
  const planned = planTakes(workspace, requests);
  const { taken, written } = writeTakes(tx, planned);
  return { outcomes: planned.map((take) => outcomeOf(take, taken)), written };
}

function outcomeOf(take: PlannedTake, taken: ReadonlyMap<string, Taken>): Outcome<Taken> {
  if ('short' in take)
    return refused('inventory.short', { detail: take.short.map((s) => s.skuId).join(', '), short: take.short });
  return granted(
    taken.get(take.request.holder) ?? {
      holder: take.request.holder,
      reservations: [],
      breaches: [],
      later: [],
    },
  );
}

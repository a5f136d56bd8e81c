/** Goods are picked, put back, and leave. */
import { sql, type Tx } from '#base/db';
import { refuse, unwrap } from '#base/refusal';
import type { Instant } from '#base/time';
import {
  carryLocked,
  closeReservations,
  lockForTakes,
  lockReservations,
  placeOf,
  takeLocked,
  transitOf,
  type TakeRequest,
} from '#inventory';
import type { AskedLine } from './draft.ts';
import { advance, linesOf, lockHead, raced, seeHead, writeLines } from './head.ts';

/**
 * Takes the goods off sale where they are: a reservation of the transfer, whole or refused `inventory.short` with what is there. Lines
 * not named are picked as asked; fewer may be picked, not more (`transfers.not_asked`). Refuses `transfers.unknown`, `transfers.state`,
 * `transfers.nothing`.
 */
export async function pickTransfer(tx: Tx, transferId: string, lines: readonly AskedLine[] = []): Promise<void> {
  const seen = await seeHead(tx, transferId);
  const asked = await linesOf(tx, [transferId]);
  const stranger = lines.find((line) => !asked.some((one) => one.skuId === line.skuId));
  if (stranger) refuse('transfers.not_asked', { detail: stranger.skuId });
  const wanted = asked.map((line) => {
    const picked = lines.find((one) => one.skuId === line.skuId)?.quantity ?? line.asked;
    if (picked > line.asked) refuse('transfers.not_asked', { detail: line.skuId, asked: line.asked });
    return { ...line, picked };
  });
  const taking = wanted.filter((line) => line.picked > 0);
  if (taking.length === 0) refuse('transfers.nothing');
  const request: TakeRequest = {
    holder: transferId,
    lines: taking.map((line, i) => ({ lineNo: i + 1, skuId: line.skuId, quantity: line.picked })),
    places: [placeOf(seen.fromSite)],
    pool: true,
    as: 'reserve',
    short: 'refuse',
    reason: 'transfer',
  };
  const workspace = await lockForTakes(tx, [request]);
  const head = await lockHead(tx, transferId, ['draft']);
  if (head.version !== seen.version) throw raced(transferId);
  const { outcomes, written } = takeLocked(tx, workspace, [request]);
  await written;
  for (const outcome of outcomes) unwrap(outcome);
  await writeLines(tx, transferId, wanted);
  const units = taking.reduce((sum, line) => sum + line.picked, 0);
  const skuIds = taking.map((line) => line.skuId);
  await advance(tx, head, 'picked', { type: 'transfers.picked', skuIds, body: { units, lines: skuIds.length } });
}

/** Puts back what was picked: a draft again. Refuses `transfers.unknown`, `transfers.state`. */
export async function unpickTransfer(tx: Tx, transferId: string): Promise<void> {
  const open = await lockReservations(tx, [transferId]);
  const head = await lockHead(tx, transferId, ['picked']);
  const lines = await linesOf(tx, [transferId]);
  const units = sumOf(open);
  if (units !== lines.reduce((sum, line) => sum + line.picked, 0)) throw raced(transferId);
  await closeReservations(tx, open, 'voided', 'voided');
  await writeLines(
    tx,
    transferId,
    lines.map((line) => ({ ...line, picked: 0 })),
  );
  await advance(tx, head, 'draft', { type: 'transfers.unpicked', skuIds: [], body: { units } });
}

/** How it leaves. */
export type Leaving = { readonly expectedAt?: Instant | null | undefined; readonly reference?: string | undefined };

/**
 * What was picked leaves its site, for the road and not yet for the other site: on hand there falls, and the transfer has it under way.
 * Refuses `transfers.unknown`, `transfers.state`.
 */
export async function shipTransfer(tx: Tx, transferId: string, leaving: Leaving = {}): Promise<void> {
  const open = await lockReservations(tx, [transferId]);
  const head = await lockHead(tx, transferId, ['picked']);
  const lines = await linesOf(tx, [transferId]);
  const units = sumOf(open);
  if (units !== lines.reduce((sum, line) => sum + line.picked, 0)) throw raced(transferId);
  // The reservation has served: it ends in the transaction in which its units leave, under the same locks.
  await closeReservations(tx, open, 'voided', 'voided');
  const from = placeOf(head.fromSite);
  const sent = lines.filter((line) => line.picked > 0);
  await carryLocked(
    tx,
    new Map(sent.map((line) => [`${line.skuId}|${from}`, line.picked])),
    sent.map(({ skuId, picked: quantity }) => ({
      ...{ skuId, from, to: transitOf(transferId), quantity, reason: 'transfer', document: transferId },
    })),
  );
  await writeLines(
    tx,
    transferId,
    sent.map((line) => ({ ...line, shipped: line.picked })),
  );
  const { expectedAt, reference } = leaving;
  await tx.query(sql`
    UPDATE transfers.transfer SET reference = coalesce(${reference ?? null}, reference),
      expected_at = CASE WHEN ${expectedAt !== undefined}::boolean THEN ${expectedAt ?? null}::timestamptz ELSE expected_at END
    WHERE transfer_id = ${transferId}`);
  const skuIds = sent.map((line) => line.skuId);
  await advance(tx, head, 'shipped', { type: 'transfers.shipped', skuIds, body: { units, lines: skuIds.length } });
}

const sumOf = (open: readonly { readonly quantity: number }[]): number =>
  open.reduce((sum, one) => sum + one.quantity, 0);

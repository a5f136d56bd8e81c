/** A transfer is asked for, changed while it is a draft, and given up before it leaves. */
import { contentHash } from '#base/canonical';
import { sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { closeReservations, lockReservations } from '#inventory';
import { advance, linesOf, lockHead, raced, tell, writeLines } from './head.ts';
import { freshLine, numberOf } from './model.ts';

export type AskedLine = { readonly skuId: string; readonly quantity: number };
export type Draft = {
  readonly transferId: string;
  readonly fromSite: string;
  readonly toSite: string;
  readonly lines: readonly AskedLine[];
  readonly note?: string | undefined;
  /** A carrier's or a seal's number. */
  readonly reference?: string | undefined;
  readonly expectedAt?: Instant | null | undefined;
  /** Whether what is under way may be promised before it arrives. */
  readonly promisable?: boolean | undefined;
};
export type TransferReceipt = { readonly transferId: string; readonly number: string };

/**
 * Asks for goods; nothing moves yet. The id is the key: the same again with the same content is the same transfer, another content is
 * refused `request.id_reused`. Refuses `transfers.same_site`, `transfers.nothing`, `transfers.sku_twice`. That sites and articles
 * exist is the caller's to check.
 */
export async function createTransfer(tx: Tx, draft: Draft): Promise<TransferReceipt> {
  const { transferId, fromSite, toSite, note = '', reference = '', expectedAt = null, promisable = false } = draft;
  if (fromSite === toSite) refuse('transfers.same_site');
  checkLines(draft.lines);
  const hash = contentHash({ ...draft, lines: draft.lines.toSorted((a, b) => (a.skuId < b.skuId ? -1 : 1)) });
  const made = await tx.affected(sql`
    INSERT INTO transfers.transfer (transfer_id, from_site, to_site, state, note, reference, expected_at, promisable, content_hash, made_by, made_at)
    VALUES (${transferId}, ${fromSite}, ${toSite}, 'draft', ${note}, ${reference}, ${expectedAt}::timestamptz, ${promisable}, ${hash},
      ${tx.caller.actor}, ${tx.now}::timestamptz) ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const [known] = await tx.query<{ hash: string }>(
      sql`SELECT content_hash AS hash FROM transfers.transfer WHERE transfer_id = ${transferId}`,
    );
    if (known?.hash !== hash) refuse('request.id_reused', { detail: transferId });
    return { transferId, number: numberOf(transferId) };
  }
  await writeLines(
    tx,
    transferId,
    draft.lines.map((line) => freshLine(line.skuId, line.quantity)),
  );
  const skuIds = draft.lines.map((line) => line.skuId);
  const body = { units: draft.lines.reduce((sum, line) => sum + line.quantity, 0), lines: skuIds.length };
  tell(tx, draft, 1, { type: 'transfers.drafted', skuIds, body });
  return { transferId, number: numberOf(transferId) };
}

function checkLines(lines: readonly AskedLine[]): void {
  if (lines.length === 0) refuse('transfers.nothing');
  const seen = new Set<string>();
  for (const { skuId } of lines) {
    if (seen.has(skuId)) refuse('transfers.sku_twice', { detail: skuId });
    seen.add(skuId);
  }
}

export type Edit = Pick<Draft, 'note' | 'reference' | 'expectedAt' | 'promisable'> & {
  readonly transferId: string;
  readonly lines?: readonly AskedLine[] | undefined;
  /** The version that was looked at: changed since, nothing is done. */
  readonly version: number;
};

/**
 * Changes a transfer: its lines while it is a draft, when it is expected and what is said of it until it is closed. Refuses
 * `transfers.unknown`, `transfers.state`, `transfers.changed_meanwhile`, `transfers.nothing`, `transfers.sku_twice`.
 */
export async function editTransfer(tx: Tx, edit: Edit): Promise<{ version: number }> {
  const { transferId, lines, note, reference, expectedAt, promisable } = edit;
  const head = await lockHead(tx, transferId, lines ? ['draft'] : ['draft', 'picked', 'shipped', 'receiving']);
  if (head.version !== edit.version) refuse('transfers.changed_meanwhile', { detail: String(head.version) });
  if (lines) {
    checkLines(lines);
    await tx.query(sql`DELETE FROM transfers.line WHERE transfer_id = ${transferId}`);
    await writeLines(
      tx,
      transferId,
      lines.map((line) => freshLine(line.skuId, line.quantity)),
    );
  }
  await tx.query(sql`
    UPDATE transfers.transfer SET note = coalesce(${note ?? null}, note), reference = coalesce(${reference ?? null}, reference),
      promisable = coalesce(${promisable ?? null}::boolean, promisable),
      expected_at = CASE WHEN ${expectedAt !== undefined}::boolean THEN ${expectedAt ?? null}::timestamptz ELSE expected_at END
    WHERE transfer_id = ${transferId}`);
  const fields = (['lines', 'note', 'reference', 'expectedAt', 'promisable'] as const).filter(
    (field) => edit[field] !== undefined,
  );
  await advance(tx, head, head.state, {
    type: 'transfers.changed',
    skuIds: lines?.map((line) => line.skuId) ?? [],
    body: { fields },
  });
  return { version: head.version + 1 };
}

/**
 * Gives a transfer up before it leaves: what was picked may be sold again where it is. After it left only `sendBack` brings it home.
 * Cancelling a cancelled one changes nothing. Refuses `transfers.unknown`, `transfers.state`.
 */
export async function cancelTransfer(tx: Tx, transferId: string, reason: string): Promise<void> {
  const open = await lockReservations(tx, [transferId]);
  const head = await lockHead(tx, transferId, ['draft', 'picked', 'cancelled']);
  if (head.state === 'cancelled') return;
  const lines = await linesOf(tx, [transferId]);
  const picked = lines.reduce((sum, line) => sum + line.picked, 0);
  if (open.reduce((sum, one) => sum + one.quantity, 0) !== picked) throw raced(transferId);
  await closeReservations(tx, open, 'voided', 'voided');
  await writeLines(
    tx,
    transferId,
    lines.map((line) => ({ ...line, picked: 0 })),
  );
  const skuIds = lines.map((line) => line.skuId);
  await advance(tx, head, 'cancelled', { type: 'transfers.cancelled', skuIds, body: { reason, units: picked } });
}

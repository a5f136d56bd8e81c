/** Goods come, at any site of ours, and somebody looks at them. Each unit moves once into quarantine and once out of it. */
import { contentHash } from '#base/canonical';
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import { carryLocked, placeOf, type Carry } from '#inventory';
import { countReturned, findOrder } from '#orders';
import {
  advance,
  duesOf,
  holdOrder,
  holdReturn,
  itemsOf,
  partsOf,
  seeReturn,
  type Held,
  type ItemRow,
  type Return,
} from './hold.ts';
import {
  ARRIVALS,
  planArrivals,
  stateAfter,
  type Arrival,
  type Condition,
  type Disposition,
  type Item,
  type State,
} from './model.ts';

export type NewReceipt = {
  readonly returnId: string;
  /** Made by who receives; a repeated scan is one receipt. */
  readonly receiptId: string;
  readonly siteId: string;
  readonly items: readonly Arrival[];
};

/**
 * Takes in what came, whatever had been announced: less, more, or other articles, each written down. Units of the order count as back;
 * all of it lies in the site's quarantine until somebody has looked. Goods may come to a return that was refused or is over: it begins
 * anew. Refuses `returns.unknown`, `returns.nothing`, `request.id_reused`.
 */
export async function receiveReturn(tx: Tx, input: NewReceipt): Promise<Return> {
  const seen = await seeReturn(tx, input.returnId);
  if (await knownReceipt(tx, input)) return seen;
  const held = await holdOrder(tx, seen.orderId, await placesFor(tx, seen.orderId, input));
  const at = await holdReturn(tx, input.returnId);
  return (await knownReceipt(tx, input)) ? at : (await receiveHeld(tx, held, at, input)).after;
}

/** The places that these arrivals may enter: quarantine of the site, and where parts of them go on to. */
export async function placesFor(
  tx: Tx,
  orderId: string,
  { siteId, items }: Pick<NewReceipt, 'siteId' | 'items'>,
  kinds: readonly Disposition[] = [],
): Promise<{ skuId: string; placeId: string }[]> {
  const order = await findOrder(tx, orderId);
  const named = items.flatMap(
    ({ lineNo, skuId }) => order?.lines.find((line) => line.lineNo === lineNo)?.skuId ?? skuId ?? [],
  );
  const places = [...new Set([ARRIVALS, ...kinds])].map((kind) => placeOf(siteId, kind));
  return [...new Set(named)].flatMap((skuId) => places.map((placeId) => ({ skuId, placeId })));
}

async function knownReceipt(tx: Tx, input: NewReceipt): Promise<boolean> {
  const [known] = await tx.query<{ hash: string }>(
    sql`SELECT content_hash AS hash FROM returns.receipt WHERE receipt_id = ${input.receiptId}`,
  );
  if (known && known.hash !== contentHash(input)) refuse('request.id_reused', { detail: input.receiptId });
  return known !== undefined;
}

/** Receives into a return that is held, on shelves that are locked. */
export async function receiveHeld(
  tx: Tx,
  held: Held,
  at: Return,
  input: NewReceipt,
): Promise<{ after: Return; items: (Item & { itemId: string })[] }> {
  const items = planArrivals(held.lines, input.items, at.reason).map((item) => ({ ...item, itemId: newId('rti') }));
  if (items.length === 0) refuse('returns.nothing');
  const quarantine = placeOf(input.siteId, ARRIVALS);
  const moves = items.flatMap(({ skuId, kind, quantity, itemId }): Carry[] =>
    skuId === null
      ? []
      : [
          {
            ...{ skuId, quantity, movementId: itemId, from: 'customers', to: quarantine, document: at.returnId },
            reason: kind === 'line' ? 'return' : 'return_surplus',
          },
        ],
  );
  await carryLocked(tx, new Map(), moves);
  for (const { skuId, quantity } of moves) {
    const key = `${skuId}|${quarantine}`;
    held.free.set(key, (held.free.get(key) ?? 0) + quantity);
  }
  await writeReceipt(tx, at, input, items);
  const back = items.flatMap(({ lineNo, quantity }) => (lineNo === null ? [] : [{ lineNo, quantity }]));
  await countReturned(tx, at.orderId, back);
  const units = (kind: Item['kind']): number =>
    items.filter((item) => item.kind === kind).reduce((sum, item) => sum + item.quantity, 0);
  const body = {
    ...{ receiptId: input.receiptId, siteId: input.siteId, units: units('line') },
    ...{ surplus: units('surplus'), foreign: units('foreign') },
  };
  const after = await advance(tx, at, { to: 'received', type: 'received', siteId: input.siteId, body });
  return { after, items };
}

async function writeReceipt(
  tx: Tx,
  at: Return,
  input: NewReceipt,
  items: readonly (Item & { itemId: string })[],
): Promise<void> {
  await tx.query(sql`
    INSERT INTO returns.receipt (receipt_id, return_id, site_id, content_hash, by, at)
    VALUES (${input.receiptId}, ${at.returnId}, ${input.siteId}, ${contentHash(input)}, ${tx.caller.actor}, ${tx.now}::timestamptz)`);
  await tx.query(sql`
    INSERT INTO returns.item (item_id, receipt_id, return_id, order_id, kind, line_no, sku_id, label, quantity, reason)
    SELECT i.item_id, ${input.receiptId}, ${at.returnId}, ${at.orderId}, i.kind, i.line_no, i.sku_id, i.label, i.quantity, i.reason
    FROM unnest(${items.map((i) => i.itemId)}::text[], ${items.map((i) => i.kind)}::text[], ${items.map((i) => i.lineNo)}::int[],
      ${items.map((i) => i.skuId)}::text[], ${items.map((i) => i.label)}::text[], ${items.map((i) => i.quantity)}::bigint[],
      ${items.map((i) => i.reason)}::text[]) AS i(item_id, kind, line_no, sku_id, label, quantity, reason)`);
}

export type NewPart = {
  /** Made by who looks; again it is the same. */
  readonly partId: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly condition: Condition;
  /** Absent for what is not ours. */
  readonly disposition?: Disposition | undefined;
};

/**
 * Says in which condition units are and where they go: each leaves quarantine once, to its place at the site that received it. Refuses
 * `returns.unknown`, `returns.unknown_item`, `returns.inspected` (more than were received and not looked at), `returns.needs_place`,
 * `request.id_reused`.
 */
export async function inspectReturn(tx: Tx, returnId: string, parts: readonly NewPart[]): Promise<Return> {
  const seen = await seeReturn(tx, returnId);
  const items = await itemsOf(tx, [returnId]);
  const places = parts.flatMap(({ itemId, disposition }) => {
    const item = items.find((one) => one.itemId === itemId) ?? refuse('returns.unknown_item', { detail: itemId });
    const { skuId, siteId } = item;
    if (skuId === null) return [];
    return [ARRIVALS, ...(disposition ? [disposition] : [])].map((kind) => ({ skuId, placeId: placeOf(siteId, kind) }));
  });
  const held = await holdOrder(tx, seen.orderId, places);
  return inspectHeld(tx, held, await holdReturn(tx, returnId), parts);
}

/** Looks at units of a return that is held, on shelves that are locked. */
export async function inspectHeld(tx: Tx, held: Held, at: Return, parts: readonly NewPart[]): Promise<Return> {
  const [items, known] = [await itemsOf(tx, [at.returnId]), await partsOf(tx, at.returnId)];
  const fresh = parts.filter((part) => {
    const before = known.find((one) => one.partId === part.partId);
    if (!before) return true;
    const same =
      before.itemId === part.itemId &&
      before.quantity === part.quantity &&
      before.condition === part.condition &&
      before.disposition === (part.disposition ?? null);
    return same ? false : refuse('request.id_reused', { detail: part.partId });
  });
  if (fresh.length === 0) return at;
  const left = new Map(items.map((item) => [item.itemId, item.quantity]));
  for (const part of known) left.set(part.itemId, (left.get(part.itemId) ?? 0) - part.quantity);
  const moves: Carry[] = [];
  for (const part of fresh) {
    const item =
      items.find((one) => one.itemId === part.itemId) ?? refuse('returns.unknown_item', { detail: part.itemId });
    const rest = (left.get(item.itemId) ?? 0) - part.quantity;
    if (rest < 0) refuse('returns.inspected', { left: rest + part.quantity });
    left.set(item.itemId, rest);
    if ((item.skuId === null) !== (part.disposition === undefined))
      refuse('returns.needs_place', { detail: item.itemId });
    moves.push(...moveOf(at, item, part));
  }
  await carryLocked(tx, held.free, moves);
  await tx.query(sql`
    INSERT INTO returns.part (part_id, item_id, return_id, quantity, condition, disposition, by, at)
    SELECT p.part_id, p.item_id, ${at.returnId}, p.quantity, p.condition, p.disposition, ${tx.caller.actor}, ${tx.now}::timestamptz
    FROM unnest(${fresh.map((p) => p.partId)}::text[], ${fresh.map((p) => p.itemId)}::text[], ${fresh.map((p) => p.quantity)}::bigint[],
      ${fresh.map((p) => p.condition)}::text[], ${fresh.map((p) => p.disposition ?? null)}::text[]) AS p(part_id, item_id, quantity, condition, disposition)`);
  const to = await reached(tx, at);
  const body = Object.fromEntries(
    [...Map.groupBy(fresh, (part) => part.disposition ?? 'foreign')].map(([kind, some]) => [
      kind,
      some.reduce((sum, part) => sum + part.quantity, 0),
    ]),
  );
  const siteId = items.find((item) => item.itemId === fresh[0]?.itemId)?.siteId;
  return advance(tx, at, { to, type: 'inspected', body, ...(siteId === undefined ? {} : { siteId }) });
}

function moveOf(at: Return, item: ItemRow, { partId, quantity, disposition }: NewPart): Carry[] {
  if (item.skuId === null || disposition === undefined) return [];
  const [from, to] = [placeOf(item.siteId, ARRIVALS), placeOf(item.siteId, disposition)];
  const how = { movementId: partId, reason: `return_${disposition}`, document: at.returnId };
  return [{ skuId: item.skuId, from, to, quantity, ...how }];
}

/** Where a held return stands by its goods and its money. */
export async function reached(tx: Tx, at: Return): Promise<State> {
  const [items, parts, dues] = [
    await itemsOf(tx, [at.returnId]),
    await partsOf(tx, at.returnId),
    await duesOf(tx, [at.orderId]),
  ];
  const sum = (rows: readonly { quantity: number }[]): number => rows.reduce((units, row) => units + row.quantity, 0);
  const mine = dues.filter((due) => due.returnId === at.returnId).flatMap((due) => due.lines);
  return stateAfter({
    received: sum(items),
    inspected: sum(parts),
    owed: sum(items.filter((item) => item.kind === 'line')),
    settled: sum(mine),
  });
}

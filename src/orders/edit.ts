/** Changing an order after it was placed: a preview that locks nothing, and a commit that does exactly what the preview said. */
import { must } from '#base/assert';
import { contentHash } from '#base/canonical';
import { sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { Refusal, refuse, unwrap } from '#base/refusal';
import {
  siteOfPlace,
  closeReservations,
  lockForTakes,
  lockReservations,
  shelvesOf,
  writeTakes,
  type TakeRequest,
  type Workspace,
} from '#inventory';
import { leasesOf } from '#inventory';
import { laterKey, workspaceOf } from '#inventory/model';
import { lockPayments, paymentsOf } from '#payments';
import { changeLater, lockLater, promiseOfAll } from '#sourcing';
import { setApart } from './allocation.ts';
import { squareUp } from './balance.ts';
import { writeEntries } from './balance-entries.ts';
import { cancelOrder } from './cancel.ts';
import { editableOf, marketFor, type Editable, type Market } from './edit-facts.ts';
import type { OrderEdit } from './edit-model.ts';
import { decideEdit, type AskedBy, type Decided, type EditPreview } from './edit-preview.ts';
import { writeEdit } from './edit-write.ts';
import { insertAllocations } from './insert.ts';
import { lockHeads, raced } from './settle.ts';
import { knownEdit, type EditReceipt } from './versions.ts';
import { setAsideForWaiting, shelvesOfWaiting } from './waiting.ts';

export type EditCommand = {
  readonly orderId: string;
  /** The caller's: the same id with the same content is the same change. */
  readonly editId: string;
  readonly edit: OrderEdit;
  /** Why, in the words of who asks. */
  readonly why: string;
  /** The digest of the preview that was agreed to; without it whatever comes of it is. */
  readonly hash?: string | undefined;
  readonly by: AskedBy;
  readonly kind: 'edited' | 'cancelled';
};

/** What a change would do now: nothing is locked and nothing written. Refuses what `decideEdit` does, and `orders.not_found`. */
export async function previewEdit(
  database: Database,
  { orderId, edit, by = 'staff' }: { readonly orderId: string; readonly edit: OrderEdit; readonly by?: AskedBy },
): Promise<EditPreview> {
  const order = (await editableOf(database, orderId)) ?? refuse('orders.not_found', { detail: orderId });
  const market = await marketFor(database, order, edit);
  const skuIds = [...market.skus.keys()];
  const { leaseHolder, laterHolder } = market.from;
  const [shelves, leases, payments] = await Promise.all([
    shelvesOf(database, skuIds),
    leaseHolder === undefined ? [] : leasesOf(database, leaseHolder, skuIds),
    paymentsOf(database, orderId),
  ]);
  const stock = workspaceOf(shelves, leases);
  for (const [skuId, rows] of market.later)
    for (const row of rows)
      if (row.channelId === laterHolder && row.kind !== 'none')
        stock.later.set(laterKey(row.channelId, skuId), row.cap - row.taken);
  return unwrap(decideEdit(order, market, payments, stock, edit, by)).preview;
}

/**
 * Changes a placed order as a preview said: locks its stock, the stock it may take, its payments and itself; decides by the same function;
 * gives back and takes stock, squares the money, writes the new version, announces `orders.edited`. Where the facts have changed so that
 * the preview would be another, it is refused with that one (`orders.preview_changed`). Repeatable by `editId`. Refuses what
 * `previewEdit` does, and `request.id_reused`.
 */
export async function editOrder(database: Database, command: EditCommand, actor: string): Promise<EditReceipt> {
  const { orderId, edit, editId } = command;
  const digest = contentHash({ orderId, edit, why: command.why, kind: command.kind });
  const known = await repeated(database, command, digest);
  if (known) return known;
  const seen = (await editableOf(database, orderId)) ?? refuse('orders.not_found', { detail: orderId });
  const market = await marketFor(database, seen, edit);
  return database.transaction({ actor, commandId: editId }, async (tx) => {
    const { order, workspace, payments } = await lockAll(tx, orderId, market);
    const twin = await repeated(tx, command, digest);
    if (twin) return twin;
    const decided = unwrap(decideEdit(order, market, payments, workspace, edit, command.by));
    if (command.hash !== undefined && command.hash !== decided.preview.hash)
      refuse('orders.preview_changed', { preview: decided.preview });
    await moveStock(tx, order, market, decided);
    const entries = await squareUp(tx, order, decided.squaring);
    const promise = promiseFor(order, market, decided);
    await writeEdit(tx, { order, market, decided, command, digest, promise });
    await writeEntries(tx, orderId, [{ entryId: editId, kind: 'edit', minor: decided.preview.deltaMinor }, ...entries]);
    const { number, deltaMinor } = decided.preview;
    announce(tx, {
      type: 'orders.edited',
      subjectKind: 'order',
      subjectId: orderId,
      version: order.version + 1,
      channelId: order.channelId,
      mentions: order.customerId === null ? [] : [order.customerId],
      body: {
        number,
        kind: command.kind,
        by: command.by,
        deltaMinor,
        currency: order.currency,
        dueMinor: decided.preview.money.dueMinor,
      },
    });
    return { editId, number, deltaMinor };
  });
}

export type CancelUnits = {
  readonly orderId: string;
  readonly editId: string;
  readonly lines: readonly { readonly lineNo: number; readonly quantity: number }[];
  readonly reason: string;
  readonly by: AskedBy;
};

/**
 * Cancels units of lines that have not left: their stock goes back where it was taken, their frozen share to who paid it; carriage stays
 * what it is while anything of the order is sent. What leaves nothing cancels the order whole, carriage included. Repeatable by `editId`.
 * Refuses `orders.not_found`, `orders.not_placed`, `orders.line`, `orders.shipped`, and for a buyer `orders.picking`.
 */
export async function cancelUnits(database: Database, cancel: CancelUnits, actor: string): Promise<EditReceipt | null> {
  const { orderId, editId, lines, reason, by } = cancel;
  const edit = { lines: lines.map(({ lineNo, quantity }) => ({ lineNo, less: quantity })) };
  try {
    return await editOrder(database, { orderId, editId, edit, why: reason, by, kind: 'cancelled' }, actor);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'orders.nothing_left') throw error;
    await database.transaction({ actor, commandId: editId }, (tx) => cancelOrder(tx, { orderId, reason, by }));
    return null;
  }
}

async function repeated(
  db: Database | Tx,
  { editId, orderId }: EditCommand,
  digest: string,
): Promise<EditReceipt | undefined> {
  const known = await knownEdit(db, editId);
  if (!known) return undefined;
  if (known.orderId !== orderId || known.contentHash !== digest) refuse('request.id_reused', { detail: editId });
  return { editId, number: known.number, deltaMinor: known.deltaMinor };
}

/** Locks in the house's order: shelves that serve and may serve, leases, reservations, counters of what waits, payments, the order. */
async function lockAll(tx: Tx, orderId: string, market: Market) {
  const seen = must(await editableOf(tx, orderId), orderId);
  const skus = [...market.skus.keys()].map((skuId, i) => ({ lineNo: i + 1, skuId, quantity: 1 }));
  const holding = seen.kept.map(({ skuId, placeId }): TakeRequest => {
    const { leaseHolder: _none, choose: _not, ...from } = market.from;
    return { ...from, pool: true, lines: [{ lineNo: 1, skuId, quantity: 1 }], places: [placeId] };
  });
  const later = [...market.later.keys()];
  const waited = later.length > 0 ? await shelvesOfWaiting(tx.database, [market]) : [];
  const rank = tx.lockRank;
  const workspace = await lockForTakes(tx, [{ ...market.from, lines: skus }, ...holding, ...waited]);
  tx.lockRank = rank; // the shelves of what it holds are locked above: locking them again waits for nobody
  const open = await lockReservations(tx, [orderId]);
  await lockLater(tx, [
    ...new Set([...later, ...seen.lines.flatMap((line) => (line.backordered > 0 ? [line.skuId] : []))]),
  ]);
  if (later.length > 0) await setAsideForWaiting(tx, workspace, [market]);
  const payments = await lockPayments(tx, [orderId]);
  await lockHeads(tx, [orderId]);
  const order = must(await editableOf(tx, orderId), orderId);
  const ids = (rows: readonly { reservationId: string }[]): string =>
    rows
      .map((row) => row.reservationId)
      .sort()
      .join(' ');
  if (ids(open) !== ids(order.kept) || ids(order.kept) !== ids(seen.kept) || waitsElsewhere(order, seen))
    throw raced(orderId);
  return { order, workspace, payments } satisfies { workspace: Workspace; order: Editable; payments: unknown };
}

/** Its waiting lines were filled between the look and the locks: what is to be locked is another. */
const waitsElsewhere = (now: Editable, seen: Editable): boolean =>
  now.lines.some((line, i) => line.backordered !== seen.lines[i]?.backordered) ||
  now.delivery.method !== seen.delivery.method;

/** Gives back what goes, to where it was taken from, and takes what comes. */
async function moveStock(tx: Tx, order: Editable, market: Market, { plan, leaving, taken }: Decided): Promise<void> {
  const { orderId, channelId } = order;
  for (const [from, to] of plan.moved)
    await tx.query(sql`
      UPDATE orders.allocation a SET line_no = ${to} FROM inventory.reservation r
      WHERE a.order_id = ${orderId} AND a.line_no = ${from} AND r.sku_id = a.sku_id AND r.reservation_id = a.reservation_id AND r.state = 'pending'`);
  const whole = new Map(order.kept.map((kept) => [kept.reservationId, kept.quantity]));
  const apart = await setApart(
    tx,
    orderId,
    leaving.map(({ lineNo, quantity, ...reservation }) => ({
      lineNo,
      quantity,
      reservation: { ...reservation, holder: orderId, quantity: whole.get(reservation.reservationId) ?? quantity },
    })),
  );
  await closeReservations(
    tx,
    apart.map(({ reservation }) => reservation),
    'voided',
    'voided',
  );
  const changes = [
    ...plan.noLongerWaiting.map(({ skuId, quantity }) => ({ skuId, channelId, taken: -quantity, waiting: -quantity })),
    ...(taken?.later ?? []).map(({ skuId, quantity }) => ({ skuId, channelId, taken: quantity, waiting: quantity })),
  ];
  if (changes.length > 0) await changeLater(tx, changes);
  if (!taken) return;
  const { taken: granted, written } = writeTakes(tx, [taken]);
  await written;
  const { reservations } = must(granted.get(market.from.holder), 'what was taken');
  await insertAllocations(
    tx,
    reservations.map((reservation) => ({ ...reservation, orderId })),
  );
}

/** From when to when it comes now: asked anew when it goes elsewhere or something waits, else as it was promised. */
function promiseFor(order: Editable, market: Market, { plan, leaving, taken }: Decided) {
  if (plan.delivery.method !== 'delivery') return null;
  const moved = plan.retake || JSON.stringify(plan.delivery) !== JSON.stringify(order.delivery);
  if (!moved && (taken?.picks.length ?? 0) === 0) return order.promise;
  const gone = new Map(leaving.map(({ reservationId, quantity }) => [reservationId, quantity]));
  const staying = order.kept.filter(({ reservationId, quantity }) => (gone.get(reservationId) ?? 0) < quantity);
  const places = new Set([...staying, ...(taken?.picks ?? [])].map(({ placeId }) => placeId));
  const ranges = [...places].map((placeId) => market.field.promise(siteOfPlace(placeId)?.siteId ?? ''));
  return plan.lines.some((line) => line.backordered > 0) ? null : (promiseOfAll(ranges) ?? null);
}

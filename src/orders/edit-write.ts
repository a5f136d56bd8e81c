/** Writes a change of an order that was decided: its lines, its totals of now, and its version. */
import { must } from '#base/assert';
import { sql, type Tx } from '#base/db';
import type { DayRange } from '#sourcing/model';
import type { EditCommand } from './edit.ts';
import type { Editable, Market } from './edit-facts.ts';
import { totalsOf } from './edit-model.ts';
import type { Decided } from './edit-preview.ts';
import { boughtVersion, insertVersions, versionLines } from './versions.ts';

export type Written = {
  readonly order: Editable;
  readonly market: Market;
  readonly decided: Decided;
  readonly command: EditCommand;
  readonly digest: string;
  readonly promise: DayRange | null;
};

/** The order is locked, its stock and money are moved. */
export async function writeEdit(tx: Tx, written: Written): Promise<void> {
  await Promise.all([
    updateLines(tx, written),
    insertNewLines(tx, written),
    updateOrder(tx, written),
    appendVersions(tx, written),
  ]);
}

/** Units that wait beyond stock, of what was taken now. */
const laterOfLine = ({ decided }: Written, lineNo: number): number =>
  (decided.taken?.later ?? []).reduce((sum, line) => sum + (line.lineNo === lineNo ? line.quantity : 0), 0);

async function updateLines(tx: Tx, written: Written): Promise<void> {
  const { order, decided } = written;
  const lines = decided.plan.lines.filter(({ lineNo }) => !decided.plan.isNew.has(lineNo));
  await tx.query(sql`
    UPDATE orders.line l SET cancelled = n.cancelled, flagged = n.flagged, backordered = n.backordered,
      total_minor = n.total_minor, tax_minor = n.total_minor - l.net_minor
    FROM unnest(${lines.map((l) => l.lineNo)}::int[], ${lines.map((l) => l.cancelled)}::bigint[], ${lines.map((l) => l.flagged)}::bigint[],
      ${lines.map((l) => l.backordered + laterOfLine(written, l.lineNo))}::bigint[], ${lines.map((l) => l.totalMinor)}::bigint[]) AS n(line_no, cancelled, flagged, backordered, total_minor)
    WHERE l.order_id = ${order.orderId} AND l.line_no = n.line_no`);
}

async function insertNewLines(tx: Tx, written: Written): Promise<void> {
  const { order, market, decided } = written;
  const lines = decided.plan.lines
    .filter(({ lineNo }) => decided.plan.isNew.has(lineNo))
    .map((line) => {
      const { sku, productId, handle, name, optionText, image } = must(market.skus.get(line.skuId), line.skuId);
      // A line's own net is of all its units; what counts in the totals of a version is in the version.
      const { net } = totalsOf(order.currency, [{ ...line, cancelled: 0 }], 0).totals;
      return {
        ...line,
        net: line.netMinor ?? net.minor,
        snapshot: JSON.stringify({ sku, productId, handle, name, optionText, image }),
      };
    });
  if (lines.length === 0) return;
  await tx.query(sql`
    INSERT INTO orders.line (order_id, line_no, sku_id, snapshot, ordered, cancelled, flagged, backordered, unit_minor, total_minor, net_minor, tax_minor, tax_rate, tax_class)
    SELECT ${order.orderId}, n.* FROM unnest(
      ${lines.map((l) => l.lineNo)}::int[], ${lines.map((l) => l.skuId)}::text[], ${lines.map((l) => l.snapshot)}::jsonb[],
      ${lines.map((l) => l.ordered)}::bigint[], ${lines.map((l) => l.cancelled)}::bigint[], ${lines.map((l) => l.flagged)}::bigint[],
      ${lines.map((l) => l.backordered + laterOfLine(written, l.lineNo))}::bigint[], ${lines.map((l) => l.unitMinor)}::bigint[],
      ${lines.map((l) => l.totalMinor)}::bigint[], ${lines.map((l) => l.net)}::bigint[], ${lines.map((l) => l.totalMinor - l.net)}::bigint[],
      ${lines.map((l) => l.taxRate)}::int[], ${lines.map((l) => l.taxClass ?? null)}::text[]) AS n`);
}

/** Its totals become those of now; what it was worth at first is kept beside them. What came later is not ready yet. */
async function updateOrder(tx: Tx, { order, decided, promise }: Written): Promise<void> {
  const { totals, taxGroups, delivery, contact } = decided.plan;
  const site = delivery.method === 'pickup' ? delivery.siteId : null;
  const notReady = decided.taken !== undefined;
  await tx.query(sql`
    UPDATE orders.order SET first_minor = coalesce(first_minor, gross_minor), items_minor = ${totals.items.minor},
      delivery_minor = ${totals.delivery.minor}, gross_minor = ${totals.gross.minor}, net_minor = ${totals.net.minor}, tax_minor = ${totals.tax.minor},
      tax_groups = ${JSON.stringify(taxGroups)}::jsonb, delivery = ${JSON.stringify(delivery)}::jsonb, contact = ${JSON.stringify(contact)}::jsonb,
      site_id = coalesce(${site}::text, site_id), promise = ${promise === null ? null : JSON.stringify(promise)}::jsonb,
      ready_at = CASE WHEN ${notReady}::boolean THEN NULL ELSE ready_at END, version = version + 1
    WHERE order_id = ${order.orderId}`);
}

async function appendVersions(tx: Tx, { order, decided, command, digest }: Written): Promise<void> {
  const { plan, preview } = decided;
  const first = order.last === 0 ? [boughtVersion(order, preview.before.totals)] : [];
  if (first.length > 0) await insertVersions(tx, order.orderId, first, order.openedAt);
  const { totals, delivery, contact, steps } = plan;
  await insertVersions(tx, order.orderId, [
    {
      ...{
        number: preview.number,
        editId: command.editId,
        kind: command.kind,
        actor: tx.caller.actor,
        why: command.why,
      },
      ...{ totals, delivery, contact, steps, deltaMinor: preview.deltaMinor, contentHash: digest },
      lines: versionLines(order.currency, plan.lines, totals.delivery.minor, plan.reading),
    },
  ]);
}

import { sql, type Db } from '#base/db';
import { refuse } from '#base/refusal';
import { checkSites, type RouteContext } from '#base/route';
import type { Instant } from '#base/time';
import { deviceOf } from '#identity';
import type { Device, TicketBody } from './model.ts';

const deviceColumns = sql`device_id AS "deviceId", channel_id AS "channelId", site_id AS "siteId", number, code, name,
  last_sequence AS "lastSequence", last_hash AS "lastHash"`;

export async function tillById(db: Db, deviceId: string): Promise<Device | undefined> {
  const [row] = await db.query<Device>(sql`SELECT ${deviceColumns} FROM till.device WHERE device_id = ${deviceId}`);
  return row;
}

/** Locks devices in id order; the chain is looked at under this lock. */
export async function lockTills(tx: Db, deviceIds: readonly string[]): Promise<Map<string, Device>> {
  const rows = await tx.query<Device>(sql`
    SELECT ${deviceColumns} FROM till.device WHERE device_id = ANY(${[...new Set(deviceIds)]}::text[])
    ORDER BY device_id FOR NO KEY UPDATE`);
  return new Map(rows.map((row) => [row.deviceId, row]));
}

/** The till a request comes from: a trusted device with a channel, used by somebody of its site. */
export async function tillOf(context: RouteContext): Promise<Device> {
  const trusted = await deviceOf(context.db, context.request);
  const till = trusted && (await tillById(context.db, trusted.deviceId));
  if (!till) refuse('till.unknown_device');
  checkSites(context, 'till.sell', [till.siteId]);
  return till;
}

export type Ticket = {
  readonly ticketId: string;
  readonly deviceId: string;
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly orderId: string;
  readonly body: TicketBody;
  readonly at: Instant;
  readonly receivedAt: Instant;
};

type TicketRow = Omit<Ticket, 'body'> & { readonly body: string };

const ticketColumns = sql`ticket_id AS "ticketId", device_id AS "deviceId", sequence, previous_hash AS "previousHash", hash,
  order_id AS "orderId", body, at, received_at AS "receivedAt"`;

const ticketOf = (row: TicketRow): Ticket => ({ ...row, body: JSON.parse(row.body) as TicketBody });

/** Tickets by id; those that do not exist are absent. */
export async function ticketsById(db: Db, ticketIds: readonly string[]): Promise<Map<string, Ticket>> {
  if (ticketIds.length === 0) return new Map();
  const rows = await db.query<TicketRow>(
    sql`SELECT ${ticketColumns} FROM till.ticket WHERE ticket_id = ANY(${ticketIds}::text[])`,
  );
  return new Map(rows.map((row) => [row.ticketId, ticketOf(row)]));
}

/** The ticket by which an order was sold; undefined: not at a till. */
export async function ticketOfOrder(db: Db, orderId: string): Promise<string | undefined> {
  const [row] = await db.query<{ ticketId: string }>(
    sql`SELECT ticket_id AS "ticketId" FROM till.ticket WHERE order_id = ${orderId} AND kind = 'sale'`,
  );
  return row?.ticketId;
}

/** The last tickets of a device, newest first. */
export async function ticketsOf(
  db: Db,
  filter: { deviceId: string; before?: number | undefined; limit: number },
): Promise<Ticket[]> {
  const rows = await db.query<TicketRow>(sql`
    SELECT ${ticketColumns} FROM till.ticket
    WHERE device_id = ${filter.deviceId} AND (${filter.before ?? null}::bigint IS NULL OR sequence < ${filter.before ?? null}::bigint)
    ORDER BY sequence DESC LIMIT ${filter.limit}`);
  return rows.map(ticketOf);
}

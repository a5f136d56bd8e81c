/** Receipts on paper: the first is the receipt, each further one a copy that says so and is counted. */
import { lock, sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import type { Device } from './model.ts';
import { lockTills, ticketsById } from './queries.ts';

/** `copy` 0 is the receipt itself. */
export type Print = {
  readonly printId: string;
  readonly ticketId: string;
  readonly copy: number;
  readonly staffId: string;
  readonly at: Instant;
};
const columns = sql`print_id AS "printId", ticket_id AS "ticketId", copy, staff_id AS "staffId", at`;

/** How often each of these receipts was printed; those that never were are absent. */
export async function printsOf(db: Db, ticketIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ ticketId: string; count: number }>(sql`
    SELECT ticket_id AS "ticketId", count(*)::int AS count FROM till.print WHERE ticket_id = ANY(${[...ticketIds]}::text[]) GROUP BY 1`);
  return new Map(rows.map(({ ticketId, count }) => [ticketId, count]));
}

/**
 * Counts a receipt that goes on paper at a till of its store. The same id again is the same paper. Refuses `till.unknown_ticket`,
 * `request.id_reused`.
 */
export async function printTicket(
  tx: Tx,
  device: Device,
  { printId, ticketId }: { readonly printId: string; readonly ticketId: string },
): Promise<Print> {
  const ticket = (await ticketsById(tx, [ticketId])).get(ticketId);
  if (!ticket || ticket.body.siteId !== device.siteId) refuse('till.unknown_ticket', { detail: ticketId });
  const { deviceId } = ticket;
  lock(tx, 'till.device');
  await lockTills(tx, [deviceId]);
  const [known] = await tx.query<Print>(sql`SELECT ${columns} FROM till.print WHERE print_id = ${printId}`);
  if (known) return known.ticketId === ticketId ? known : refuse('request.id_reused', { detail: printId });
  const copy = (await printsOf(tx, [ticketId])).get(ticketId) ?? 0;
  const [row] = await tx.query<Print>(sql`
    INSERT INTO till.print (print_id, ticket_id, device_id, copy, staff_id, at)
    VALUES (${printId}, ${ticketId}, ${device.deviceId}, ${copy}, ${tx.caller.actor}, ${tx.now}::timestamptz) RETURNING ${columns}`);
  announce(tx, {
    ...{ type: 'till.ticket_printed', subjectKind: 'ticket', subjectId: ticketId, channelId: device.channelId },
    ...{ mentions: [deviceId, ticket.orderId], body: { copy, sequence: ticket.sequence } },
  });
  return row ?? refuse('request.id_reused', { detail: printId });
}

/** What every ticket does that is not a sale of the gate: it is admitted under its till's lock, written at the end of the chain, or put aside. */
import { lock, sql, type Database, type Tx } from '#base/db';
import { Refusal, refuse, unwrap } from '#base/refusal';
import { blockedTills, putAside } from './forks.ts';
import { bodyText, followsOn, ticketHash, type Device, type TicketBody, type TicketDraft } from './model.ts';
import { lockTills, ticketsById } from './queries.ts';

/** What a device says of the place of a ticket in its chain. */
export type Link = Pick<TicketDraft, 'ticketId' | 'orderId' | 'sequence' | 'previousHash' | 'at'>;

/** Under the lock of the till: is it ours to go on with, and does the ticket follow? Refuses `till.fork`, `till.blocked`. */
export async function admitTicket(
  tx: Tx,
  link: Pick<Link, 'sequence' | 'previousHash'>,
  device: Device,
): Promise<void> {
  lock(tx, 'till.device');
  const stood = (await lockTills(tx, [device.deviceId])).get(device.deviceId);
  if (!stood) throw new Refusal('till.unknown_device');
  unwrap(followsOn(stood, link));
  if ((await blockedTills(tx, [device.deviceId])).size > 0) refuse('till.blocked', { detail: device.code });
}

/** Writes an admitted ticket and moves the tail of its till. Returns its hash. */
export async function chainTicket(
  tx: Tx,
  link: Link,
  { deviceId }: Pick<Device, 'deviceId'>,
  { body, kind, dueId = null }: { body: TicketBody; kind: 'return' | 'payment'; dueId?: string | null },
): Promise<string> {
  const { ticketId, sequence, previousHash, orderId, at } = link;
  const text = bodyText(body);
  const hash = ticketHash(previousHash, text);
  await tx.query(sql`
    INSERT INTO till.ticket (ticket_id, device_id, sequence, previous_hash, hash, order_id, body, at, received_at, kind, due_id)
    VALUES (${ticketId}, ${deviceId}, ${sequence}, ${previousHash}, ${hash}, ${orderId}, ${text}, ${at}::timestamptz, ${tx.now}::timestamptz, ${kind}, ${dueId})`);
  await tx.query(
    sql`UPDATE till.device SET last_sequence = ${sequence}, last_hash = ${hash} WHERE device_id = ${deviceId}`,
  );
  return hash;
}

/**
 * Runs a ticket's transaction, or that of two which follow each other. What does not follow its chain is refused, and put aside as it was
 * told in a transaction of its own: the first is undone with all it had begun. `told` is what the device said, as bodies in their order.
 */
export async function orPutAside<T>(
  database: Database,
  { link, device, staffId }: { link: Link; device: Device; staffId: string },
  told: () => readonly TicketBody[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'till.fork') {
      const bodies = told();
      await database.transaction({ actor: staffId, channelId: device.channelId }, async (tx) => {
        lock(tx, 'till.device');
        const stood = (await lockTills(tx, [device.deviceId])).get(device.deviceId);
        const entered = await ticketsById(
          tx,
          bodies.map((body) => body.ticketId),
        );
        // It came in meanwhile, or follows by now: then it is no fork.
        if (!stood || entered.size > 0 || followsOn(stood, link).ok) return;
        await putAside(tx, chainOf(link.previousHash, bodies, stood));
      });
    }
    throw error;
  }
}

/** Told tickets, each on the hash of the one before. */
function chainOf(first: string, bodies: readonly TicketBody[], stood: Device): Parameters<typeof putAside>[1] {
  let previousHash = first;
  return bodies.map((told) => {
    const { ticketId, orderId, sequence, at } = told;
    const body = bodyText(told);
    const fork = { link: { ticketId, orderId, sequence, previousHash, at }, stood, body };
    previousHash = ticketHash(previousHash, body);
    return fork;
  });
}

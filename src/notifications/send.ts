import { createTransport, type Transporter } from 'nodemailer';
import { crashPoint } from '#base/crash-point';
import { sql, type Database } from '#base/db';
import { sendBackMail } from './back-mail.ts';
import { sendInvitationMail } from './invitation-mail.ts';
import { sendOrderMail } from './order-mail.ts';
import { sendPurchaseMail } from './purchase-mail.ts';
import type { Queued } from './queue.ts';
import { sendReadyMail } from './ready-mail.ts';
import { sendWithdrawalMail } from './withdrawal-mail.ts';

type Mail = (database: Database, transport: Transporter, message: Queued) => Promise<'sent' | 'skipped'>;

/** How a message of each kind becomes a mail. */
const mails: Readonly<Record<string, Mail>> = {
  order_placed: sendOrderMail,
  order_ready: sendReadyMail,
  withdrawn: sendWithdrawalMail,
  staff_invited: sendInvitationMail,
  back_in_stock: sendBackMail,
  purchase_sent: sendPurchaseMail,
};

/** Mails a worker sends a second at most: a rush of orders must not wait for its mails. */
const PER_SECOND = 40;

/**
 * Sends what is queued, oldest first, over one connection. A message is claimed before it is sent and marked after: a worker that dies
 * between leaves it to be claimed again after a minute, under the same Message-ID. Without a mail server everything stays queued.
 */
export async function sendQueued(database: Database): Promise<void> {
  const server = process.env.HALLE_SMTP;
  if (server === undefined || server === '') return;
  const claimed = await database.query<Queued>(sql`
    UPDATE notifications.message SET claimed_at = now() WHERE message_id IN (
      SELECT message_id FROM notifications.message
      WHERE state = 'queued' AND (claimed_at IS NULL OR claimed_at < now() - interval '1 minute')
      ORDER BY made_at LIMIT ${PER_SECOND} FOR UPDATE SKIP LOCKED)
    RETURNING message_id AS "messageId", kind, subject_id AS "subjectId"`);
  if (claimed.length === 0) return;
  crashPoint('notifications.claimed');
  const transport = createTransport(server, { pool: true, maxConnections: 1 } as never);
  const done: { messageId: string; state: 'sent' | 'skipped' }[] = [];
  try {
    for (const one of claimed) {
      const send = mails[one.kind];
      const state = send ? await send(database, transport, one) : 'skipped';
      crashPoint('notifications.sent');
      done.push({ messageId: one.messageId, state });
    }
  } finally {
    transport.close();
    await database.query(sql`
      UPDATE notifications.message m SET state = d.state, sent_at = now()
      FROM unnest(${done.map((d) => d.messageId)}::text[], ${done.map((d) => d.state)}::text[]) AS d(message_id, state)
      WHERE m.message_id = d.message_id`);
  }
}

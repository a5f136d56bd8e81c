import { createTransport, type Transporter } from 'nodemailer';
import { crashPoint } from '#base/crash-point';
import { sql, type Database } from '#base/db';
import { seeParcel } from '#fulfilment';
import { returnById } from '#returns';
import { sendBackMail } from './back-mail.ts';
import { sendApprovalAsked, sendApprovalDecided } from './approval-mail.ts';
import { sendDocumentMail } from './document-mail.ts';
import { sendInvitationMail } from './invitation-mail.ts';
import { sendGiftCardMail } from './gift-card-mail.ts';
import { tellBuyer } from './letter.ts';
import { orderLetters, type Write } from './order-letters.ts';
import { sendOrderMail } from './order-mail.ts';
import { sendPurchaseMail } from './purchase-mail.ts';
import type { Queued } from './queue.ts';
import { sendDisputeMail } from './dispute-mail.ts';
import { sendReminderMail } from './reminder-mail.ts';
import { orderReady } from './ready-mail.ts';
import { sendResetMail } from './reset-mail.ts';
import { returnLetters } from './return-letters.ts';
import { sendWithdrawalMail } from './withdrawal-mail.ts';

type Mail = (database: Database, transport: Transporter, message: Queued) => Promise<'sent' | 'skipped'>;

/** The order that a record is, or belongs to. */
async function orderOf(database: Database, recordId: string): Promise<string | undefined> {
  if (recordId.startsWith('pcl_')) return (await seeParcel(database, recordId)).orderId;
  if (recordId.startsWith('rtn_')) return (await returnById(database, recordId))?.orderId;
  return recordId;
}

/** A letter about an order, a parcel or a return of one; the key is `<record>` or `<record>/<what about it>`. */
const letter =
  (write: Write, ofReturn: boolean): Mail =>
  async (database, transport, { messageId, subjectId }) => {
    const [recordId = '', ...rest] = subjectId.split('/');
    const orderId = await orderOf(database, recordId);
    if (orderId === undefined) return 'skipped';
    const key = { recordId, rest: rest.join('/') };
    return tellBuyer({ database, transport }, { messageId, orderId, ofReturn }, (about) => write(about, key));
  };

const lettersOf = (letters: Readonly<Record<string, Write>>, ofReturn: boolean): Record<string, Mail> =>
  Object.fromEntries(Object.entries(letters).map(([kind, write]) => [kind, letter(write, ofReturn)]));

/** How a message of each kind becomes a mail. */
const mails: Readonly<Record<string, Mail>> = {
  order_placed: sendOrderMail,
  withdrawn: sendWithdrawalMail,
  staff_invited: sendInvitationMail,
  password_reset: sendResetMail,
  back_in_stock: sendBackMail,
  gift_card: sendGiftCardMail,
  payment_reminder: sendReminderMail,
  dispute_due: sendDisputeMail,
  purchase_sent: sendPurchaseMail,
  document: sendDocumentMail,
  approval_asked: sendApprovalAsked,
  approval_decided: sendApprovalDecided,
  ...lettersOf({ ...orderLetters, order_ready: orderReady }, false),
  ...lettersOf(returnLetters, true),
};

/** A server that refuses an address or a letter for good (RFC 5321, 5yz) does so again: the next mails must not wait behind it. */
function refusedOrThrow(error: unknown): 'refused' {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const ofThisOne = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (ofThisOne && typeof responseCode === 'number' && responseCode >= 500) return 'refused';
  throw error;
}

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
      WHERE state = 'queued' AND (due_at IS NULL OR due_at <= now()) AND (claimed_at IS NULL OR claimed_at < now() - interval '1 minute')
      ORDER BY made_at LIMIT ${PER_SECOND} FOR UPDATE SKIP LOCKED)
    RETURNING message_id AS "messageId", kind, subject_id AS "subjectId"`);
  if (claimed.length === 0) return;
  crashPoint('notifications.claimed');
  const transport = createTransport(server, { pool: true, maxConnections: 1 } as never);
  const done: { messageId: string; state: 'sent' | 'skipped' | 'refused' }[] = [];
  try {
    for (const one of claimed) {
      const send = mails[one.kind];
      const state = send ? await send(database, transport, one).catch(refusedOrThrow) : 'skipped';
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

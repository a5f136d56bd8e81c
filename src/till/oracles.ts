import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** The invariants of tickets, RELIABILITY POS1 and POS2. */
export const tillOracles: readonly Oracle[] = [
  {
    code: 'POS1',
    promise: 'each ticket’s hash is that of the one before and its own body; numbers of a device are dense from 1',
    violations: sql`
      WITH chain AS (
        SELECT t.*, lag(hash, 1, encode(sha256(convert_to(device_id, 'UTF8')), 'hex')) OVER w AS expected_previous, row_number() OVER w AS expected_sequence
        FROM till.ticket t WINDOW w AS (PARTITION BY device_id ORDER BY sequence))
      SELECT format('ticket %s of %s is number %s where %s was due', ticket_id, device_id, sequence, expected_sequence) AS what
      FROM chain WHERE sequence <> expected_sequence
      UNION ALL
      SELECT format('ticket %s of %s does not follow the one before it', ticket_id, device_id) FROM chain WHERE previous_hash <> expected_previous
      UNION ALL
      SELECT format('ticket %s of %s was changed: its hash is not that of its body', ticket_id, device_id)
      FROM chain WHERE hash <> encode(sha256(convert_to(previous_hash || E'\\n' || body, 'UTF8')), 'hex')`,
  },
  {
    code: 'POS1',
    promise: 'a ticket says what its order says: number of its device, total, and who bought',
    violations: sql`
      SELECT format('ticket %s: order %s is %s for %s, the ticket says %s', t.ticket_id, t.order_id, coalesce(o.state, 'missing'), coalesce(o.first_minor, o.gross_minor), t.body::jsonb->>'totalMinor') AS what
      FROM till.ticket t LEFT JOIN orders.order o USING (order_id)
      WHERE t.kind = 'sale' AND (o.order_id IS NULL OR coalesce(o.first_minor, o.gross_minor) <> (t.body::jsonb->>'totalMinor')::bigint
        OR t.body::jsonb->>'orderId' <> t.order_id OR t.body::jsonb->>'deviceId' <> t.device_id
        OR (t.body::jsonb->>'sequence')::bigint <> t.sequence)`,
  },
  {
    code: 'POS5',
    promise:
      'the lines of a sale’s ticket add up: units at their price less what each promotion took off, with carriage its total',
    violations: sql`
      WITH line AS (
        SELECT t.ticket_id, t.body::jsonb AS body, (e->>'totalMinor')::bigint AS total, (e->>'unitMinor')::bigint * (e->>'quantity')::bigint
          - coalesce((SELECT sum((d->>'minor')::bigint) FROM jsonb_array_elements(e->'discounts') d), 0) AS due
        FROM till.ticket t CROSS JOIN LATERAL jsonb_array_elements(t.body::jsonb->'lines') e WHERE t.kind = 'sale')
      SELECT format('ticket %s has a line of %s, its parts are %s', ticket_id, total, due) AS what FROM line WHERE total <> due
      UNION ALL
      SELECT format('ticket %s comes to %s, its lines and carriage to %s', ticket_id, body->>'totalMinor', sum(total) + coalesce((body->'sent'->>'carriageMinor')::bigint, 0))
      FROM line GROUP BY ticket_id, body HAVING sum(total) + coalesce((body->'sent'->>'carriageMinor')::bigint, 0) <> (body->>'totalMinor')::bigint`,
  },
  {
    code: 'POS3',
    promise:
      'a return’s ticket says what is owed for it, of the same order, and no more than its refunds; each due of a till has one',
    violations: sql`
      SELECT format('return ticket %s of order %s says %s, owed is %s', t.ticket_id, t.order_id, t.body::jsonb->>'totalMinor', coalesce(d.minor::text, 'nothing')) AS what
      FROM till.ticket t LEFT JOIN returns.due d USING (due_id)
      WHERE t.kind = 'return' AND (d.due_id IS NULL OR d.order_id <> t.order_id OR (t.body::jsonb->>'totalMinor')::bigint <> -d.minor
        OR t.body::jsonb->>'dueId' IS DISTINCT FROM t.due_id OR t.body::jsonb->>'deviceId' <> t.device_id
        OR (t.body::jsonb->>'sequence')::bigint <> t.sequence)
      UNION ALL
      SELECT format('due %s was given back at till %s without a ticket', d.due_id, d.device_id) FROM returns.due d
      LEFT JOIN till.ticket t USING (due_id) WHERE d.device_id IS NOT NULL AND t.ticket_id IS NULL`,
  },
  {
    code: 'POS4',
    promise:
      'a ticket of money says payments of its order, taken or given back; cash that paid for changes of an order has one',
    violations: sql`
      SELECT format('ticket %s of order %s says %s of %s', t.ticket_id, t.order_id, e->>'amountMinor', e->>'paymentId') AS what
      FROM till.ticket t CROSS JOIN LATERAL jsonb_array_elements(t.body::jsonb->'payments') e
      LEFT JOIN payments.payment p ON p.payment_id = e->>'paymentId' AND p.order_id = t.order_id
      WHERE t.kind = 'payment' AND (p.payment_id IS NULL
        OR ((e->>'amountMinor')::bigint > 0 AND ((e->>'amountMinor')::bigint <> p.amount_minor OR p.device_id IS DISTINCT FROM t.device_id))
        OR ((e->>'amountMinor')::bigint < 0 AND -(e->>'amountMinor')::bigint > p.refunded_minor + p.refunding_minor))
      UNION ALL
      SELECT format('ticket %s comes to %s, its payments to %s', t.ticket_id, t.body::jsonb->>'totalMinor', sum((e->>'amountMinor')::bigint))
      FROM till.ticket t CROSS JOIN LATERAL jsonb_array_elements(t.body::jsonb->'payments') e
      WHERE t.kind = 'payment' GROUP BY t.ticket_id, t.body HAVING sum((e->>'amountMinor')::bigint) <> (t.body::jsonb->>'totalMinor')::bigint
      UNION ALL
      SELECT format('payment %s of order %s was taken in cash for what was due, without a ticket', p.payment_id, p.order_id)
      FROM orders.balance b JOIN payments.payment p ON b.entry_id = p.payment_id || ':paid' AND p.order_id = b.order_id AND p.method = 'cash'
      WHERE NOT EXISTS (SELECT 1 FROM till.ticket t WHERE t.order_id = p.order_id AND t.kind = 'payment'
        AND t.body::jsonb->'payments' @> jsonb_build_array(jsonb_build_object('paymentId', p.payment_id)))`,
  },
  {
    code: 'POS6',
    promise:
      'cash that a ticket says was rounded is booked between its drawer and the account of roundings, and nothing else is',
    violations: sql`
      WITH said AS (
        SELECT t.device_id, e->>'paymentId' AS payment_id, t.order_id, t.body::jsonb->>'currency' AS currency, sum((e->>'roundingMinor')::bigint) AS minor
        FROM till.ticket t CROSS JOIN LATERAL jsonb_array_elements(t.body::jsonb->'payments') e
        WHERE t.body LIKE '%roundingMinor%' AND e ? 'roundingMinor' GROUP BY 1, 2, 3, 4),
      booked AS (
        SELECT substr(CASE WHEN to_account = 'rounding' THEN from_account ELSE to_account END, 8) AS device_id, payment_id, order_id, currency,
          sum(CASE WHEN to_account = 'rounding' THEN -minor ELSE minor END) AS minor
        FROM payments.movement WHERE reason = 'cash_rounding' GROUP BY 1, 2, 3, 4)
      SELECT format('till %s says that %s of %s was rounded by %s, booked is %s', device_id, payment_id, order_id, coalesce(said.minor, 0), coalesce(booked.minor, 0)) AS what
      FROM said FULL JOIN booked USING (device_id, payment_id, order_id, currency) WHERE coalesce(said.minor, 0) <> coalesce(booked.minor, 0)`,
  },
  {
    code: 'POS7',
    promise:
      'the days of a till follow each other: numbers dense, each ticket of the closed ones in one, and a close says what they come to',
    violations: sql`
      WITH day AS (
        SELECT s.*, row_number() OVER w AS due_number, coalesce(lag(last_sequence) OVER w, 0) + 1 AS due_first FROM till.session s WINDOW w AS (PARTITION BY device_id ORDER BY number))
      SELECT format('day %s of till %s begins with ticket %s, due is day %s with %s', number, device_id, first_sequence, due_number, due_first) AS what
      FROM day WHERE number <> due_number OR first_sequence <> due_first
      UNION ALL
      SELECT format('day %s of till %s comes to %s, its tickets to %s', d.number, d.device_id, d.report::jsonb->>'grandMinor', t.minor)
      FROM day d CROSS JOIN LATERAL (
        SELECT coalesce(sum((g.body::jsonb->>'totalMinor')::bigint), 0) AS minor FROM till.ticket g WHERE g.device_id = d.device_id AND g.sequence <= d.last_sequence AND g.kind <> 'payment') t
      WHERE d.closed_at IS NOT NULL AND (d.report::jsonb->>'grandMinor')::bigint <> t.minor`,
  },
  {
    code: 'POS8',
    promise:
      'money that went into a drawer or out of it without a sale is booked to the cent where its reason says, and nothing else is; each close tells it',
    violations: sql`
      WITH reason(reason, account) AS (VALUES ('expense', 'petty'), ('bank', 'cash_to_bank'), ('to_safe', 'safe'), ('from_safe', 'safe'), ('other_out', 'other'), ('other_in', 'other')),
      said AS (SELECT c.*, r.account FROM till.cash_move c LEFT JOIN reason r USING (reason)),
      booked AS (SELECT * FROM payments.movement WHERE reason = 'cash_moved')
      SELECT format('move %s of till %s is %s for %s, booked is %s', s.move_id, coalesce(s.device_id, '?'), coalesce(s.minor, 0), s.reason, coalesce(b.minor, 0)) AS what
      FROM said s FULL JOIN booked b USING (movement_id)
      WHERE s.move_id IS NULL OR b.minor IS NULL OR b.currency <> s.currency OR b.minor <> abs(s.minor)
        OR (s.minor > 0 AND (b.to_account <> 'drawer:' || s.device_id OR b.from_account <> s.account))
        OR (s.minor < 0 AND (b.from_account <> 'drawer:' || s.device_id OR b.to_account IS DISTINCT FROM s.account))
      UNION ALL
      SELECT format('day %s of till %s tells moves of %s, there are %s', d.number, d.device_id, t.minor, m.minor)
      FROM till.session d
      CROSS JOIN LATERAL (SELECT coalesce(sum((e->>'minor')::bigint), 0) AS minor FROM jsonb_array_elements(coalesce(d.report::jsonb->'moves', '[]')) e) t
      CROSS JOIN LATERAL (SELECT coalesce(sum(c.minor), 0) AS minor FROM till.cash_move c WHERE c.device_id = d.device_id AND c.session_number = d.number) m
      WHERE d.closed_at IS NOT NULL AND t.minor <> m.minor
      UNION ALL
      SELECT format('receipt of ticket %s has copy %s where %s was due', ticket_id, copy, due) FROM (
        SELECT ticket_id, copy, row_number() OVER (PARTITION BY ticket_id ORDER BY copy) - 1 AS due FROM till.print) p WHERE copy <> due`,
  },
  {
    code: 'POS2',
    promise: 'the tail of each device’s chain is where the device’s row says: no last ticket is missing',
    violations: sql`
      WITH tail AS (SELECT DISTINCT ON (device_id) device_id, sequence, hash FROM till.ticket ORDER BY device_id, sequence DESC)
      SELECT format('till %s stands at %s, its last ticket is %s', coalesce(d.device_id, t.device_id), coalesce(d.last_sequence, 0), coalesce(t.sequence, 0)) AS what
      FROM till.device d FULL JOIN tail t USING (device_id)
      WHERE d.device_id IS NULL OR d.last_sequence <> coalesce(t.sequence, 0)
        OR d.last_hash <> coalesce(t.hash, encode(sha256(convert_to(d.device_id, 'UTF8')), 'hex'))`,
  },
];

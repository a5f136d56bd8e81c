import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** The invariants of money. Each must return nothing; `verify` runs them in one snapshot. */
export const paymentsOracles: readonly Oracle[] = [
  {
    code: 'MON1',
    promise: 'what was taken is no more than was authorised and asked for, and is the sum of its movements',
    violations: sql`
      WITH moved AS (SELECT payment_id, sum(minor) AS minor FROM payments.movement
        WHERE (from_account = 'customers' AND reason <> 'refund_bounced') OR (to_account = 'vouchers' AND payment_id IS NOT NULL) GROUP BY 1)
      SELECT format('payment %s: asked %s, authorised %s, captured %s, moved in %s', coalesce(p.payment_id, m.payment_id, 'none'),
        p.amount_minor, p.authorised_minor, p.captured_minor, coalesce(m.minor, 0)) AS what
      FROM payments.payment p FULL JOIN moved m USING (payment_id)
      WHERE p.payment_id IS NULL OR p.captured_minor > p.authorised_minor OR p.authorised_minor > p.amount_minor
        OR p.captured_minor <> coalesce(m.minor, 0)
        OR p.captured_minor > coalesce(p.ceiling_minor, p.amount_minor) OR p.captured_minor + p.released_minor > p.authorised_minor`,
  },
  {
    code: 'MON3',
    promise:
      'what was given back, with what is on its way, is no more than was taken, and is the sum of its refunds and movements',
    violations: sql`
      WITH moved AS (SELECT payment_id, sum(CASE reason WHEN 'refund_bounced' THEN -minor ELSE minor END) AS minor FROM payments.movement
        WHERE payment_id IS NOT NULL AND (to_account = 'customers' OR from_account = 'vouchers' OR reason = 'refund_bounced') GROUP BY 1),
      given AS (SELECT payment_id, sum(minor) FILTER (WHERE state = 'done') AS done, sum(minor) FILTER (WHERE state = 'open') AS open
        FROM payments.refund GROUP BY 1)
      SELECT format('payment %s: captured %s, refunded %s, under way %s; refunds %s and %s; moved out %s', coalesce(p.payment_id, m.payment_id, g.payment_id),
        p.captured_minor, p.refunded_minor, p.refunding_minor, coalesce(g.done, 0), coalesce(g.open, 0), coalesce(m.minor, 0)) AS what
      FROM payments.payment p FULL JOIN moved m USING (payment_id) FULL JOIN given g USING (payment_id)
      WHERE p.payment_id IS NULL OR p.refunded_minor + p.refunding_minor + p.disputed_minor > p.captured_minor OR p.refunded_minor < 0 OR p.refunding_minor < 0
        OR p.refunded_minor <> coalesce(m.minor, 0) OR p.refunded_minor <> coalesce(g.done, 0) OR p.refunding_minor <> coalesce(g.open, 0)`,
  },
  {
    code: 'MON2',
    promise: 'no payment is without an outcome, and no money without an order, for longer than 15 minutes',
    inTime: true,
    violations: sql`
      SELECT format('payment %s of order %s is %s since %s', payment_id, order_id, state, created_at) AS what
      FROM payments.payment WHERE state IN ('intent', 'unknown') AND created_at < now() - interval '15 minutes'
      UNION ALL
      SELECT format('payment %s of order %s holds money that no order claims since %s', payment_id, order_id, updated_at)
      FROM payments.payment p WHERE state IN ('authorised', 'captured') AND claimed_at IS NULL AND refunding_minor = 0
        AND (captured_minor = 0 OR captured_minor > refunded_minor + disputed_minor) AND updated_at < now() - interval '15 minutes'
        AND NOT (released_at IS NOT NULL AND EXISTS (SELECT FROM payments.refund r WHERE r.payment_id = p.payment_id AND r.state = 'refused'))
      UNION ALL
      SELECT format('refund %s of payment %s is open since %s', refund_id, payment_id, created_at)
      FROM payments.refund WHERE state = 'open' AND created_at < now() - interval '15 minutes'`,
  },
  {
    code: 'MON2',
    promise: 'our book is the card provider’s book, in both directions, but for what is under way',
    inTime: true,
    // Under way: asked and not answered, wished and not carried out, or done at the provider in the last minute. A charge that we never
    // asked for, or one it never heard of, is under way at no time: our row stands before the call.
    violations: sql`
      WITH ours AS (SELECT payment_id, state, currency, authorised_minor, captured_minor, refunded_minor, refunding_minor,
          CASE WHEN state IN ('authorised', 'captured') THEN authorised_minor - captured_minor - released_minor ELSE 0 END AS held,
          state IN ('intent', 'unknown', 'quarantined') OR wish IS NOT NULL OR refunding_minor > 0 AS open
        FROM (SELECT p.payment_id, p.state, p.currency, p.released_minor, p.authorised_minor, p.captured_minor, p.wish, p.provider,
            p.refunding_minor + coalesce(e.refunding_minor, 0) AS refunding_minor,
            -- What was given back from a drawer, or went to another order, the provider has never heard of; what went back from there it has.
            p.refunded_minor + coalesce(e.refunded_minor, 0) - coalesce((SELECT sum(r.minor) FROM payments.refund r
              WHERE r.payment_id = p.payment_id AND r.state = 'done' AND r.account NOT LIKE 'psp:%'), 0) AS refunded_minor
          FROM payments.payment p LEFT JOIN (
            SELECT x.root_payment_id, sum(r.minor) FILTER (WHERE r.state = 'done') AS refunded_minor, sum(r.minor) FILTER (WHERE r.state = 'open') AS refunding_minor
            FROM payments.exchange x JOIN payments.refund r USING (payment_id) WHERE r.account LIKE 'psp:%' GROUP BY 1) e
            ON e.root_payment_id = p.payment_id
          WHERE p.provider = 'pretend') p),
      theirs AS (SELECT reference AS payment_id, state, currency, captured_minor, refunded_minor, updated_at,
          CASE WHEN state IN ('authorised', 'captured') THEN amount_minor - captured_minor - released_minor ELSE 0 END AS held
        FROM pretend_psp.charge)
      SELECT format('payment %s: we say %s, held %s, captured %s, refunded %s; the provider says %s, held %s, captured %s, refunded %s',
        coalesce(o.payment_id, t.payment_id), o.state, o.held, o.captured_minor, o.refunded_minor, t.state, t.held, t.captured_minor, t.refunded_minor) AS what
      FROM ours o FULL JOIN theirs t USING (payment_id)
      WHERE NOT coalesce(o.open, false) AND (o.payment_id IS NULL OR t.payment_id IS NULL OR t.updated_at < now() - interval '60 seconds')
        AND (coalesce(o.held, 0) <> coalesce(t.held, 0) OR coalesce(o.captured_minor, 0) <> coalesce(t.captured_minor, 0)
          OR coalesce(o.refunded_minor, 0) <> coalesce(t.refunded_minor, 0) OR o.currency <> t.currency)`,
  },
  {
    code: 'MON2',
    promise:
      'what other providers’ books hold under our ids, as they were last read, is in ours, and what we took is in theirs',
    inTime: true,
    violations: sql`
      WITH ours AS (SELECT p.*, CASE WHEN state IN ('authorised', 'captured') THEN authorised_minor - captured_minor - released_minor ELSE 0 END AS held,
          state IN ('intent', 'unknown', 'quarantined') OR wish IS NOT NULL OR refunding_minor > 0 OR EXISTS (
            SELECT FROM payments.look_up l WHERE l.payment_id = p.payment_id) OR EXISTS (
            SELECT FROM payments.exchange e JOIN payments.payment x USING (payment_id) WHERE e.root_payment_id = p.payment_id AND x.refunding_minor > 0) AS open,
          coalesce((SELECT sum(r.minor) FROM payments.refund r LEFT JOIN payments.exchange e USING (payment_id)
            WHERE coalesce(e.root_payment_id, r.payment_id) = p.payment_id AND r.state = 'done' AND r.account LIKE 'psp:%'), 0) AS back
        FROM payments.payment p JOIN payments.their_book b USING (provider))
      SELECT format('charge %s at %s, of payment %s: held %s, captured %s, refunded %s; we know %s', t.external_id, t.provider, t.payment_id,
        t.held_minor, t.captured_minor, t.refunded_minor, CASE WHEN o.payment_id IS NULL THEN 'of no such payment'
          ELSE format('held %s, captured %s, refunded %s', o.held, o.captured_minor, o.back) END) AS what
      FROM payments.their_charge t LEFT JOIN ours o ON o.payment_id = t.payment_id AND o.provider = t.provider
      WHERE CASE WHEN o.payment_id IS NULL OR o.external_id IS DISTINCT FROM t.external_id
          THEN NOT coalesce(o.open, false) AND t.held_minor + t.captured_minor - t.refunded_minor > 0
          ELSE NOT o.open AND o.updated_at < t.read_at - interval '60 seconds' AND (o.held <> t.held_minor OR o.captured_minor <> t.captured_minor
            OR o.back <> t.refunded_minor OR o.currency <> t.currency) END
      UNION ALL
      SELECT format('payment %s: %s says nothing of it, we captured %s', o.payment_id, o.provider, o.captured_minor)
      FROM ours o JOIN payments.their_book b USING (provider)
      WHERE o.captured_minor > 0 AND o.created_at > b.since AND o.updated_at < b.read_at - interval '60 seconds'
        AND NOT EXISTS (SELECT FROM payments.their_charge t WHERE t.payment_id = o.payment_id AND t.provider = o.provider AND t.external_id = o.external_id)`,
  },
  {
    code: 'MON2',
    promise: 'what was released is given back, is on its way, or says that it is owed',
    inTime: true,
    violations: sql`
      SELECT format('payment %s of order %s was released at %s and keeps %s', p.payment_id, p.order_id, p.released_at,
        p.captured_minor - p.refunded_minor - p.disputed_minor) AS what
      FROM payments.payment p LEFT JOIN payments.exchange e USING (payment_id) LEFT JOIN payments.payment root ON root.payment_id = e.root_payment_id
      WHERE p.released_at < now() - interval '15 minutes' AND p.updated_at < now() - interval '15 minutes' AND p.wish IS NULL
        AND p.captured_minor > p.refunded_minor + p.refunding_minor + p.disputed_minor AND coalesce(root.method, p.method) IN ('card', 'gift_card')
        AND NOT EXISTS (SELECT FROM payments.refund r WHERE r.payment_id = p.payment_id AND r.state = 'refused')`,
  },
  {
    code: 'MON4',
    promise: 'every movement takes from one account what it gives to another, in one currency',
    violations: sql`
      SELECT format('movement %s: %s %s from %s to %s', m.movement_id, m.minor, m.currency, m.from_account, m.to_account) AS what
      FROM payments.movement m LEFT JOIN payments.payment p USING (payment_id)
      WHERE m.minor <= 0 OR m.from_account = m.to_account OR m.currency <> p.currency`,
  },
  {
    code: 'MON5',
    promise:
      'what one order’s money pays for another leaves it once and arrives whole, and no payment gives back more than came through it',
    violations: sql`
      SELECT format('exchange %s of refund %s: left %s, arrived %s, through %s', e.payment_id, e.refund_id, coalesce(r.minor, 0), coalesce(p.captured_minor, 0),
        coalesce(e.root_payment_id, 'nothing')) AS what
      FROM payments.exchange e
      FULL JOIN (SELECT * FROM payments.refund WHERE account = 'exchanges') r USING (refund_id)
      FULL JOIN (SELECT * FROM payments.payment WHERE method = 'exchange') p ON p.payment_id = e.payment_id
      LEFT JOIN payments.payment o ON o.payment_id = r.payment_id
      LEFT JOIN payments.exchange b ON b.payment_id = r.payment_id
      WHERE e.payment_id IS NULL OR p.payment_id IS NULL OR r.refund_id IS NULL OR r.state <> 'done' OR r.minor <> p.captured_minor
        OR r.minor <> p.amount_minor OR o.currency IS DISTINCT FROM p.currency OR o.order_id = p.order_id
        OR e.root_payment_id IS DISTINCT FROM coalesce(b.root_payment_id, r.payment_id)
      UNION ALL
      SELECT format('%s %s lie between two orders', sum(minor), currency) FROM (
        SELECT currency, minor FROM payments.movement WHERE to_account = 'exchanges'
        UNION ALL SELECT currency, -minor FROM payments.movement WHERE from_account = 'exchanges') m
      GROUP BY currency HAVING sum(minor) <> 0
      UNION ALL
      SELECT format('payment %s: %s came, %s went back', p.payment_id, p.captured_minor, g.minor)
      FROM (SELECT coalesce(e.root_payment_id, r.payment_id) AS payment_id, sum(r.minor) AS minor FROM payments.refund r
          LEFT JOIN payments.exchange e USING (payment_id) WHERE r.state <> 'refused' AND r.account <> 'exchanges' GROUP BY 1) g
      JOIN payments.payment p USING (payment_id) WHERE g.minor > p.captured_minor`,
  },
  {
    code: 'MON6',
    promise: 'what is disputed is what its disputes say, and lies where they say',
    violations: sql`
      SELECT format('payment %s: disputed %s, its disputes say %s', coalesce(p.payment_id, d.payment_id), p.disputed_minor, coalesce(d.minor, 0)) AS what
      FROM payments.payment p FULL JOIN (SELECT payment_id, sum(moved_minor) FILTER (WHERE state <> 'won') AS minor FROM payments.dispute GROUP BY 1) d
        USING (payment_id) WHERE p.payment_id IS NULL OR p.disputed_minor <> coalesce(d.minor, 0)
      UNION ALL
      SELECT format('%s %s: %s by movements, %s by disputes', account, currency, coalesce(m.minor, 0), coalesce(d.minor, 0)) FROM (
        SELECT account, currency, sum(minor) AS minor FROM (
          SELECT to_account AS account, currency, minor FROM payments.movement WHERE to_account IN ('disputed', 'losses')
          UNION ALL SELECT from_account, currency, -minor FROM payments.movement WHERE from_account IN ('disputed', 'losses')) v GROUP BY 1, 2) m
      FULL JOIN (SELECT CASE state WHEN 'open' THEN 'disputed' ELSE 'losses' END AS account, currency, sum(moved_minor + over_minor) AS minor
        FROM payments.dispute WHERE state <> 'won' GROUP BY 1, 2) d USING (account, currency)
      WHERE coalesce(m.minor, 0) <> coalesce(d.minor, 0)`,
  },
  {
    code: 'ACC1',
    promise: 'a kept balance is the sum of its movements, and not below its floor',
    violations: sql`
      WITH moved AS (SELECT account_id, currency, sum(minor) AS minor FROM (
          SELECT to_account AS account_id, currency, minor FROM payments.movement
          UNION ALL SELECT from_account, currency, -minor FROM payments.movement) m
        WHERE account_id ~ '^(drawer|gift|credit):' GROUP BY 1, 2)
      SELECT format('%s: balance %s %s, movements %s, floor %s', account_id, a.balance, currency, coalesce(m.minor, 0), a.floor) AS what
      FROM payments.account a FULL JOIN moved m USING (account_id, currency)
      WHERE coalesce(a.balance, 0) <> coalesce(m.minor, 0) OR a.balance < a.floor`,
  },
];

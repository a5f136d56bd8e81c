/** The invariants of gift cards and store credit. */
import { sql } from '#base/db';
import type { Oracle } from '#base/module';

export const cardOracles: readonly Oracle[] = [
  {
    code: 'GFT1',
    promise:
      'what we owe to holders of cards and credits is what was sold, reloaded and given, less what was used and what is over, plus what came back',
    violations: sql`
      WITH told AS (SELECT currency, sum(minor) AS minor FROM (
          SELECT currency, CASE WHEN from_account = 'vouchers' THEN minor ELSE -minor END AS minor FROM payments.movement
          WHERE (from_account = 'vouchers') <> (to_account = 'vouchers') OR to_account = 'vouchers:expired') m GROUP BY 1),
      owed AS (SELECT currency, sum(minor) AS minor FROM (
          SELECT currency, balance AS minor FROM payments.account WHERE account_id ~ '^(gift|credit):'
          UNION ALL SELECT currency, authorised_minor - captured_minor FROM payments.payment
            WHERE method = 'gift_card' AND state IN ('authorised', 'quarantined')) a GROUP BY 1)
      SELECT format('%s: owed to holders %s, by its movements %s', currency, coalesce(o.minor, 0), coalesce(t.minor, 0)) AS what
      FROM told t FULL JOIN owed o USING (currency) WHERE coalesce(o.minor, 0) <> coalesce(t.minor, 0)`,
  },
  {
    code: 'GFT1',
    promise:
      'a card holds what it was sold with, reloads and what came back, less what it paid: every cent of it is a movement of its own',
    violations: sql`
      WITH moved AS (SELECT card_id, sum(minor) AS minor, sum(minor) FILTER (WHERE loaded) AS loaded FROM (
          SELECT substr(to_account, 6) AS card_id, minor, reason IN ('sold', 'given', 'moved') AS loaded FROM payments.movement WHERE to_account LIKE 'gift:%'
          UNION ALL SELECT substr(from_account, 6), -minor, false FROM payments.movement WHERE from_account LIKE 'gift:%') m GROUP BY 1)
      SELECT format('card %s: sold with %s, loaded %s, holds %s, its movements %s', coalesce(c.card_id, m.card_id), c.value_minor, coalesce(m.loaded, 0),
        coalesce(a.balance, 0), coalesce(m.minor, 0)) AS what
      FROM payments.card c FULL JOIN moved m USING (card_id) LEFT JOIN payments.account a ON a.account_id = 'gift:' || coalesce(c.card_id, m.card_id)
      WHERE c.card_id IS NULL OR c.value_minor <> coalesce(m.loaded, 0) OR coalesce(a.balance, 0) <> coalesce(m.minor, 0)
        OR (c.state = 'moved' AND coalesce(a.balance, 0) <> 0)`,
  },
  {
    code: 'GFT2',
    promise: 'no card and no credit is below zero, and what is set aside of them is for a payment that waits',
    violations: sql`
      SELECT format('%s: %s %s', account_id, balance, currency) AS what FROM payments.account
      WHERE account_id ~ '^(gift|credit):' AND (balance < 0 OR floor <> 0)
      UNION ALL
      SELECT format('payment %s is %s of %s %s, and %s is set aside for it', coalesce(p.payment_id, h.payment_id), p.state, p.amount_minor, p.account_id,
        coalesce(h.minor, 0))
      FROM (SELECT * FROM payments.payment WHERE method = 'gift_card') p
      FULL JOIN (SELECT payment_id, sum(CASE WHEN to_account = 'held' THEN minor ELSE -minor END) AS minor FROM payments.movement
        WHERE to_account = 'held' OR from_account = 'held' GROUP BY 1) h USING (payment_id)
      WHERE p.payment_id IS NULL
        OR coalesce(h.minor, 0) <> CASE WHEN p.state IN ('authorised', 'quarantined') THEN p.authorised_minor - p.captured_minor ELSE 0 END`,
  },
  {
    code: 'GFT3',
    promise: 'no code of a card can be read: there is a keyed hash of it, and what is sealed goes once it is told',
    violations: sql`
      SELECT format('card %s: its code is kept as %s characters, its PIN as %s, sealed: %s, told: %s', card_id, length(code_hash), length(pin_hash),
        left(sealed, 6), told_at) AS what
      FROM payments.card
      WHERE code_hash !~ '^[0-9a-f]{64}$' OR pin_hash !~ '^[0-9a-f]{64}$' OR (sealed IS NOT NULL AND sealed NOT LIKE 'seal1.%')
        OR (sealed IS NOT NULL AND told_at IS NOT NULL)`,
  },
];

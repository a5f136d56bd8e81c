import { sql } from '#base/db';
import type { Oracle } from '#base/module';

const open = sql`(SELECT d.* FROM invoicing.document d WHERE d.kind = 'invoice'
  AND NOT EXISTS (SELECT 1 FROM invoicing.document r WHERE r.reverses = d.document_id))`;

/** The invariants of documents. Each must return nothing; `verify` runs them in one snapshot. */
export const invoicingOracles: readonly Oracle[] = [
  {
    code: 'INV1',
    promise:
      'the numbers of a series follow each other without a gap, days never go back, and its tail is its last document',
    violations: sql`
      SELECT format('%s%s does not follow in its series: %s comes before it', prefix, sequence, coalesce(was, 0)) AS what
      FROM (SELECT d.*, lag(sequence) OVER w AS was, lag(day) OVER w AS day_before FROM invoicing.document d
        WINDOW w AS (PARTITION BY entity_id, kind, prefix ORDER BY sequence)) d
      WHERE sequence <> coalesce(was, 0) + 1 OR day < day_before OR number <> prefix || lpad(sequence::text, greatest(6, length(sequence::text)), '0')
      UNION ALL
      SELECT format('the series %s stands at %s, its last document is %s', s.prefix, s.last_sequence, coalesce(d.sequence, 0))
      FROM invoicing.series s LEFT JOIN LATERAL (SELECT d.sequence, d.hash FROM invoicing.document d
        WHERE d.entity_id = s.entity_id AND d.kind = s.kind AND d.prefix = s.prefix ORDER BY d.sequence DESC LIMIT 1) d ON true
      WHERE s.last_sequence <> coalesce(d.sequence, 0) OR (d.hash IS NOT NULL AND d.hash <> s.last_hash)
      UNION ALL
      SELECT format('%s is of no series', d.number) FROM invoicing.document d LEFT JOIN invoicing.series s USING (entity_id, kind, prefix)
      WHERE s.prefix IS NULL`,
  },
  {
    code: 'INV2',
    promise:
      'no document was changed: each hash is that of its text on the one before, and its columns say what the text says',
    violations: sql`
      SELECT format('%s was changed: its text does not give its hash', number) AS what
      FROM (SELECT d.*, lag(hash) OVER (PARTITION BY entity_id, kind, prefix ORDER BY sequence) AS was FROM invoicing.document d) d
      WHERE hash <> encode(sha256(convert_to(coalesce(was, encode(sha256(convert_to(entity_id || E'\\n' || kind || E'\\n' || prefix, 'UTF8')), 'hex'))
        || E'\\n' || content, 'UTF8')), 'hex')
      UNION ALL
      SELECT format('%s: its row says %s, its text %s', number, gross_minor, content::jsonb -> 'totals' ->> 'grossMinor') FROM invoicing.document
      WHERE (content::jsonb -> 'totals' ->> 'grossMinor')::bigint <> gross_minor OR (content::jsonb -> 'totals' ->> 'netMinor')::bigint <> net_minor
        OR (content::jsonb -> 'totals' ->> 'taxMinor')::bigint <> tax_minor OR content::jsonb ->> 'number' <> number
        OR content::jsonb ->> 'day' <> day::text OR content::jsonb ->> 'currency' <> currency`,
  },
  {
    code: 'INV3',
    promise:
      'documents say what the ledger says: open invoices never more than the order, all of it where all has left; credit notes what is owed',
    violations: sql`
      SELECT format('order %s is worth %s, its invoices %s', o.order_id, o.gross_minor, i.minor) AS what
      FROM (SELECT order_id, sum(gross_minor) AS minor FROM ${open} d GROUP BY 1) i JOIN orders.order o USING (order_id)
      WHERE (o.state <> 'cancelled' AND i.minor > o.gross_minor AND NOT EXISTS (SELECT 1 FROM invoicing.task t WHERE t.order_id = o.order_id))
        OR (i.minor <> o.gross_minor AND o.state = 'placed' AND NOT EXISTS (SELECT 1 FROM invoicing.task t WHERE t.order_id = o.order_id)
          AND NOT EXISTS (SELECT 1 FROM orders.line l WHERE l.order_id = o.order_id AND l.ordered > l.cancelled + l.shipped)
          AND EXISTS (SELECT 1 FROM journal.event e WHERE e.subject_id = o.order_id AND e.type = 'orders.shipped' AND e.at < now() - interval '10 minutes'))
      UNION ALL
      SELECT format('%s is worth %s, what was owed for it %s', c.number, c.gross_minor, d.entitled_minor) FROM invoicing.document c
      JOIN returns.due d ON c.cause = 'due:' || d.due_id WHERE c.kind = 'credit_note' AND c.gross_minor <> d.entitled_minor
      UNION ALL
      SELECT format('%s takes back %s, which was worth %s', c.number, c.gross_minor, d.gross_minor) FROM invoicing.document c
      JOIN invoicing.document d ON d.document_id = c.reverses WHERE c.gross_minor <> d.gross_minor OR c.currency <> d.currency
      UNION ALL
      SELECT format('%s is of an order nobody knows', d.number) FROM invoicing.document d LEFT JOIN orders.order o USING (order_id) WHERE o.order_id IS NULL`,
  },
  {
    code: 'INV4',
    promise: 'an order that has left has the invoice that the policy says',
    violations: sql`
      SELECT format('order %s has left and has no invoice', o.order_id) AS what FROM orders.order o
      WHERE o.state = 'placed' AND o.gross_minor > 0
        AND (to_jsonb(o) -> 'buyer' ->> 'companyId' IS NOT NULL OR EXISTS (SELECT 1 FROM invoicing.subject s WHERE s.order_id = o.order_id AND s.asked_at IS NOT NULL)
          OR EXISTS (SELECT 1 FROM invoicing.profile p WHERE p.changed_at < o.placed_at AND coalesce(p.content -> 'channels' -> o.channel_id ->> 'consumers',
            p.content -> 'policy' ->> 'consumers') = 'always'))
        AND NOT EXISTS (SELECT 1 FROM orders.line l WHERE l.order_id = o.order_id AND l.ordered > l.cancelled + l.shipped)
        AND EXISTS (SELECT 1 FROM orders.line l WHERE l.order_id = o.order_id AND l.shipped > 0 AND l.unit_minor > 0)
        AND o.placed_at < now() - interval '10 minutes'
        AND NOT EXISTS (SELECT 1 FROM journal.event e WHERE e.subject_id = o.order_id AND e.at > now() - interval '10 minutes')
        AND NOT EXISTS (SELECT 1 FROM invoicing.task t WHERE t.order_id = o.order_id)
        AND NOT EXISTS (SELECT 1 FROM invoicing.subject s WHERE s.order_id = o.order_id AND s.barred)
        AND NOT EXISTS (SELECT 1 FROM ${open} d WHERE d.order_id = o.order_id)`,
  },
];

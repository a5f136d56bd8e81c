-- Return requests belong to the module of returns now; the old table stays as it was, and nobody writes it.
INSERT INTO returns.request (return_id, number, order_id, customer_id, source, reason, withdrawal, note, answer, state, content_hash, asked_by, asked_at,
  answered_at, closed_at, closed_by)
SELECT r.request_id, 'R' || upper(right(r.request_id, 10)), r.order_id, o.customer_id, 'shopper', r.reason, r.reason = 'withdrawal', r.note, r.answer,
  CASE WHEN r.state = 'closed' THEN 'resolved' WHEN r.reason = 'withdrawal' THEN 'approved' ELSE 'requested' END, '', coalesce(o.customer_id, 'visitor'),
  r.asked_at, CASE WHEN r.reason = 'withdrawal' THEN r.asked_at ELSE r.closed_at END, r.closed_at, r.closed_by
FROM shop.return_request r LEFT JOIN orders.order o USING (order_id);
INSERT INTO returns.line (return_id, line_no, quantity)
SELECT r.request_id, (l->>'lineNo')::int, (l->>'quantity')::bigint FROM shop.return_request r CROSS JOIN jsonb_array_elements(r.lines) AS l;

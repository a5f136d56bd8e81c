-- A ticket may take, or give back, money of an order that was sold elsewhere or before: a promise kept at the pick-up counter, what a change
-- cost or spared. It sells nothing: the order’s own papers do.
ALTER TABLE till.ticket DROP CONSTRAINT ticket_kind_check;
ALTER TABLE till.ticket ADD CONSTRAINT ticket_kind_check CHECK (kind IN ('sale', 'return', 'payment'));

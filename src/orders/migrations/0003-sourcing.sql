-- What an order was sourced by (facts of sites and stock under the lock, ids and numbers), and from when to when it was promised.
ALTER TABLE orders.order ADD COLUMN sourcing jsonb;
ALTER TABLE orders.order ADD COLUMN promise jsonb;
-- Units sold beyond stock, under a cap, that wait for it: filled oldest first when stock comes.
ALTER TABLE orders.line ADD COLUMN backordered bigint NOT NULL DEFAULT 0 CHECK (backordered >= 0);
ALTER TABLE orders.line ADD CONSTRAINT line_whole CHECK (cancelled + shipped + flagged + backordered <= ordered);
CREATE INDEX line_waiting ON orders.line (sku_id) WHERE backordered > 0;

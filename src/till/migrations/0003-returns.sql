-- A ticket may take goods back: it speaks of an order that was sold here or anywhere, and of what is owed for it. An order has one sale, and
-- any number of returns.
ALTER TABLE till.ticket ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT 'sale' CHECK (kind IN ('sale', 'return'));
ALTER TABLE till.ticket ADD COLUMN due_id text COLLATE "C" CHECK ((kind = 'return') = (due_id IS NOT NULL));
ALTER TABLE till.ticket DROP CONSTRAINT ticket_order_id_key;
CREATE UNIQUE INDEX ticket_sale ON till.ticket (order_id) WHERE kind = 'sale';
CREATE INDEX ticket_order ON till.ticket (order_id);
CREATE UNIQUE INDEX ticket_due ON till.ticket (due_id) WHERE due_id IS NOT NULL;

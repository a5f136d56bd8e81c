-- What promotions took off, frozen with the order: unit × ordered − discount = total for each line.
ALTER TABLE orders.line ADD COLUMN discount_minor bigint NOT NULL DEFAULT 0 CHECK (discount_minor >= 0);
-- What each promotion took off: [{promotionId, minor}] of a line, and of the whole order with its name and carriage.
ALTER TABLE orders.line ADD COLUMN discounts jsonb NOT NULL DEFAULT '[]';
ALTER TABLE orders.order ADD COLUMN reductions jsonb NOT NULL DEFAULT '[]';

-- A link that the house made by itself is for one sum: where another is due, it is over. Null: whatever is due, as staff make them.
ALTER TABLE orders.pay_link ADD COLUMN minor bigint CHECK (minor > 0);
-- When what it was for was paid: what falls due later, be it the same sum, has another link.
ALTER TABLE orders.pay_link ADD COLUMN used_at timestamptz;

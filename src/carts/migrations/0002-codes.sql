-- Codes of promotions that were typed or scanned, in the order in which they were given; whether they open something is seen at each view.
ALTER TABLE carts.cart ADD COLUMN codes text[] COLLATE "C" NOT NULL DEFAULT '{}';

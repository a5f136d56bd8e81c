-- When somebody said that an order to collect lies ready; once, so that its buyer is told once.
ALTER TABLE orders.order ADD COLUMN ready_at timestamptz;

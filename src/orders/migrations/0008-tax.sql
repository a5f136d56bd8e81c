-- Which VAT an order bears and why, and the class of each line; null for orders of before.
ALTER TABLE orders.order ADD COLUMN tax jsonb;
ALTER TABLE orders.line ADD COLUMN tax_class text COLLATE "C";

-- A payment before the goods: an acompte. Its document is an invoice of its own (386), and the last invoice takes it off again.
ALTER TABLE payments.payment ADD COLUMN purpose text COLLATE "C" CHECK (purpose IN ('deposit'));
-- Which orders ask for one, and for how much of their total (parts per million).
ALTER TABLE payments.setting
  ADD COLUMN deposit_for text COLLATE "C" NOT NULL DEFAULT 'nobody' CHECK (deposit_for IN ('nobody', 'companies', 'beyond_stock', 'everybody')),
  ADD COLUMN deposit_ppm integer NOT NULL DEFAULT 300000 CHECK (deposit_ppm BETWEEN 10000 AND 900000);

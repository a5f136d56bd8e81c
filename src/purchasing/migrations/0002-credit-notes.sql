-- Under which number the supplier credits what went back, where it was told when it left.
ALTER TABLE purchasing.supplier_return ADD COLUMN credit_note text NOT NULL DEFAULT '' CHECK (length(credit_note) <= 60);

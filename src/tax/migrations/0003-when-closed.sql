-- What is done with a VAT number whose register is closed when it is asked: taxed as a consumer, or taken as in force and verified later.
ALTER TABLE tax.seller ADD COLUMN when_closed text COLLATE "C" NOT NULL DEFAULT 'tax' CHECK (when_closed IN ('tax', 'accept'));

-- What one euro was worth in another currency, from a day on until the next row; a later row of the same day corrects it.
CREATE TABLE invoicing.rate (
  rate_id text COLLATE "C" PRIMARY KEY,
  currency text COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$' AND currency <> 'EUR'),
  from_on date NOT NULL,
  per_one text COLLATE "C" NOT NULL CHECK (per_one ~ '^[0-9]{1,6}([.][0-9]{1,6})?$'),
  by text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX rate_day ON invoicing.rate (currency, from_on DESC, at DESC);

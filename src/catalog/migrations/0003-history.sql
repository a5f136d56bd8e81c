-- What changed on a product, field by field, with what was there before: written with the change itself, never edited but for the
-- mark that it was undone.
CREATE TABLE catalog.change (
  change_id text COLLATE "C" PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  product_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  actor text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('made', 'changed', 'undone')),
  changes jsonb NOT NULL,
  -- Of an undoing: which change. Of a change: by which one it was undone.
  undoes text COLLATE "C",
  undone_by text COLLATE "C"
);
CREATE UNIQUE INDEX change_product ON catalog.change (product_id, seq DESC);

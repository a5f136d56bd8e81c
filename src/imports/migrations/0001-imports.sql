-- Imports as people follow them, and what the last file said of prices and stock: a figure that is no news changes nothing, so that a
-- file imported again does not undo the sales and price changes in between.
CREATE SCHEMA imports;
CREATE TABLE imports.run (
  import_id text COLLATE "C" PRIMARY KEY,
  file_name text NOT NULL,
  file_hash text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  dry_run boolean NOT NULL,
  problem jsonb,
  report jsonb,
  actor text COLLATE "C" NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX run_started ON imports.run (started_at DESC, import_id DESC);
CREATE TABLE imports.figure (
  sku_id text COLLATE "C" PRIMARY KEY,
  price_minor bigint NOT NULL,
  compare_at_minor bigint,
  -- Site id → units.
  stock jsonb NOT NULL DEFAULT '{}'
);

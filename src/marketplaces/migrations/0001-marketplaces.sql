-- Marketplaces: what we are told (inbox, raw), what they should show (listing), and the account that joins a channel to a connector.
CREATE SCHEMA marketplaces;

CREATE TABLE marketplaces.account (
  channel_id text COLLATE "C" PRIMARY KEY,
  connector text COLLATE "C" NOT NULL,
  -- Where it is and how to sign; secrets never leave this table.
  config jsonb NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'paused' CHECK (state IN ('live', 'paused')),
  cursor text NOT NULL DEFAULT '',
  pulled_at timestamptz,
  -- Not before: the marketplace asked us to wait.
  wait_until timestamptz,
  problem text
);

-- What came in, as it came. One row for each version of an order that the marketplace told; told twice, it is one row.
CREATE TABLE marketplaces.inbox (
  channel_id text COLLATE "C" NOT NULL,
  external_id text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  body jsonb NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'applied', 'failed')),
  problem text,
  received_at timestamptz NOT NULL,
  applied_at timestamptz,
  PRIMARY KEY (channel_id, external_id, version)
);
CREATE INDEX inbox_new ON marketplaces.inbox (received_at) WHERE state = 'new';

-- What a marketplace should show of an article, and what it was last told. `dirty` rows are pushed next, the latest value only.
CREATE TABLE marketplaces.listing (
  channel_id text COLLATE "C" NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  dirty boolean NOT NULL DEFAULT true,
  told_quantity bigint,
  told_minor bigint,
  told_at timestamptz,
  PRIMARY KEY (channel_id, sku_id)
) WITH (fillfactor = 80);
CREATE INDEX listing_dirty ON marketplaces.listing (channel_id, sku_id) WHERE dirty;

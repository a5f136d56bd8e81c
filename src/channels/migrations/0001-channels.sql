CREATE SCHEMA channels;

CREATE TABLE channels.channel (
  channel_id text COLLATE "C" PRIMARY KEY,
  code text COLLATE "C" NOT NULL UNIQUE,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('web', 'app', 'till', 'marketplace', 'social', 'feed', 'b2b')),
  name jsonb NOT NULL,
  -- The site a till stands in, or whose stock the channel calls its own.
  site_id text COLLATE "C",
  currency text COLLATE "C" NOT NULL,
  language text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL CHECK (status IN ('live', 'paused', 'planned')),
  -- Seconds after which a change of ours is surely known there.
  lag_s integer NOT NULL DEFAULT 0 CHECK (lag_s >= 0),
  content_hash text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);

-- The integration level of a channel in each domain: eight rows a channel. Past levels are in the journal.
CREATE TABLE channels.channel_level (
  channel_id text COLLATE "C" NOT NULL REFERENCES channels.channel,
  domain text COLLATE "C" NOT NULL
    CHECK (domain IN ('catalogue', 'prices', 'stock', 'carts', 'customers', 'orders', 'returns', 'payments')),
  level text COLLATE "C" NOT NULL CHECK (level IN ('isolated', 'bridged', 'synchronised', 'unified')),
  since timestamptz NOT NULL,
  changed_by text COLLATE "C" NOT NULL,
  PRIMARY KEY (channel_id, domain)
);

-- Goods between our sites. What a document has under way is a place of the stock ledger, `transit:<transfer>`; the quantities here are
-- what its lines say of it, and `verify` holds the two together (TRF1).
CREATE SCHEMA transfers;

CREATE TABLE transfers.transfer (
  transfer_id text COLLATE "C" PRIMARY KEY,
  from_site text COLLATE "C" NOT NULL,
  to_site text COLLATE "C" NOT NULL CHECK (to_site <> from_site),
  state text COLLATE "C" NOT NULL CHECK (state IN ('draft', 'picked', 'shipped', 'receiving', 'closed', 'cancelled')),
  note text NOT NULL DEFAULT '',
  reference text NOT NULL DEFAULT '',
  expected_at timestamptz,
  promisable boolean NOT NULL DEFAULT false,
  -- The transfer whose goods this one brings back.
  reverse_of text COLLATE "C",
  content_hash text COLLATE "C" NOT NULL,
  version int NOT NULL DEFAULT 1,
  made_by text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  picked_at timestamptz,
  shipped_at timestamptz,
  closed_at timestamptz
) WITH (fillfactor = 80);
CREATE INDEX transfer_made ON transfers.transfer (made_at DESC, transfer_id DESC);
CREATE INDEX transfer_under_way ON transfers.transfer (to_site, transfer_id) WHERE state IN ('shipped', 'receiving');

CREATE TABLE transfers.line (
  transfer_id text COLLATE "C" NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  asked bigint NOT NULL CHECK (asked >= 0),
  picked bigint NOT NULL DEFAULT 0 CHECK (picked >= 0),
  shipped bigint NOT NULL DEFAULT 0 CHECK (shipped >= 0),
  -- Arrived, whole or damaged, out of what was sent.
  received bigint NOT NULL DEFAULT 0 CHECK (received >= 0),
  damaged bigint NOT NULL DEFAULT 0 CHECK (damaged BETWEEN 0 AND received),
  lost bigint NOT NULL DEFAULT 0 CHECK (lost >= 0),
  -- Handed to the transfer that brings them back.
  sent_back bigint NOT NULL DEFAULT 0 CHECK (sent_back >= 0),
  -- Arrived without having been sent: more than announced, or something else.
  extra bigint NOT NULL DEFAULT 0 CHECK (extra >= 0),
  -- Of the lost, what turned up later.
  found bigint NOT NULL DEFAULT 0 CHECK (found BETWEEN 0 AND lost),
  PRIMARY KEY (transfer_id, sku_id),
  CONSTRAINT line_floor CHECK (shipped - received - lost - sent_back >= 0)
) WITH (fillfactor = 80);
CREATE INDEX line_sku ON transfers.line (sku_id, transfer_id);

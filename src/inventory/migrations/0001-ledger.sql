-- The stock ledger. Shard key: sku_id, first in every primary key. A place is named from its site (see model.ts), so it needs no table.
CREATE SCHEMA inventory;

CREATE TABLE inventory.shelf (
  sku_id text COLLATE "C" NOT NULL,
  place_id text COLLATE "C" NOT NULL,
  on_hand bigint NOT NULL DEFAULT 0,
  reserved bigint NOT NULL DEFAULT 0,
  leased bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (sku_id, place_id),
  -- The last wall, without exception: what is promised is there.
  CONSTRAINT shelf_floor CHECK (on_hand - reserved - leased >= 0 AND reserved >= 0 AND leased >= 0)
) WITH (fillfactor = 70);
CREATE INDEX shelf_place ON inventory.shelf (place_id, sku_id);

CREATE TABLE inventory.movement (
  sku_id text COLLATE "C" NOT NULL,
  movement_id text COLLATE "C" NOT NULL,
  from_place text COLLATE "C" NOT NULL,
  to_place text COLLATE "C" NOT NULL CHECK (to_place <> from_place),
  quantity bigint NOT NULL CHECK (quantity > 0),
  reason text COLLATE "C" NOT NULL,
  document text COLLATE "C",
  actor text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (sku_id, movement_id)
);
CREATE INDEX movement_at ON inventory.movement (at, movement_id);
CREATE INDEX movement_document ON inventory.movement (document) WHERE document IS NOT NULL;
CREATE FUNCTION inventory.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'a movement is never changed; correct it with another' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER movement_immutable BEFORE UPDATE OR DELETE ON inventory.movement FOR EACH ROW EXECUTE FUNCTION inventory.refuse_change();

-- A promise of stock. Leaves pending exactly once: posted, voided or expired.
CREATE TABLE inventory.reservation (
  sku_id text COLLATE "C" NOT NULL,
  reservation_id text COLLATE "C" NOT NULL,
  place_id text COLLATE "C" NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  holder text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'posted', 'voided', 'expired')),
  expires_at timestamptz,
  made_at timestamptz NOT NULL,
  closed_at timestamptz,
  PRIMARY KEY (sku_id, reservation_id)
) WITH (fillfactor = 80);
CREATE INDEX reservation_holder ON inventory.reservation (holder);
CREATE INDEX reservation_expiry ON inventory.reservation (expires_at) WHERE state = 'pending' AND expires_at IS NOT NULL;

-- What a seller who cannot ask may sell. Without expiry it is an allotment of a channel.
CREATE TABLE inventory.lease (
  sku_id text COLLATE "C" NOT NULL,
  lease_id text COLLATE "C" NOT NULL,
  place_id text COLLATE "C" NOT NULL,
  holder text COLLATE "C" NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  used bigint NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND quantity),
  state text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'returned', 'expired')),
  expires_at timestamptz,
  made_at timestamptz NOT NULL,
  closed_at timestamptz,
  PRIMARY KEY (sku_id, lease_id)
) WITH (fillfactor = 80);
CREATE INDEX lease_open ON inventory.lease (holder, sku_id) WHERE state = 'open';
CREATE INDEX lease_expiry ON inventory.lease (expires_at) WHERE state = 'open' AND expires_at IS NOT NULL;

-- A sale beyond stock that had already happened. Its missing units came from 'unaccounted' under this id.
CREATE TABLE inventory.breach (
  sku_id text COLLATE "C" NOT NULL,
  breach_id text COLLATE "C" NOT NULL,
  place_id text COLLATE "C" NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  cause text COLLATE "C" NOT NULL,
  document text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'compensated')),
  compensation text COLLATE "C",
  at timestamptz NOT NULL,
  PRIMARY KEY (sku_id, breach_id)
);
CREATE INDEX breach_open ON inventory.breach (at) WHERE state = 'open';

-- Tills and their tickets. Each device keeps a chain: a ticket names the hash of the one before, so that none can be changed or left out.
CREATE SCHEMA till;

CREATE TABLE till.device (
  device_id text COLLATE "C" PRIMARY KEY,
  channel_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  -- Counted within its channel: two tablets may sell on one channel.
  number integer NOT NULL CHECK (number > 0),
  code text COLLATE "C" NOT NULL,
  name text NOT NULL,
  -- The tail of its chain, kept beside the tickets: a last ticket that was deleted is missed here (POS2).
  last_sequence bigint NOT NULL DEFAULT 0 CHECK (last_sequence >= 0),
  last_hash text COLLATE "C" NOT NULL,
  enrolled_at timestamptz NOT NULL,
  UNIQUE (channel_id, number)
);

CREATE TABLE till.ticket (
  ticket_id text COLLATE "C" PRIMARY KEY,
  device_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL CHECK (sequence > 0),
  previous_hash text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL UNIQUE,
  -- Canonical JSON, the very text that was hashed: ids and amounts, never a name.
  body text NOT NULL,
  -- When the device says it was sold, and when we heard of it. Devices' clocks lie: tickets are ordered by sequence.
  at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  UNIQUE (device_id, sequence)
);
CREATE INDEX ticket_received ON till.ticket (received_at DESC);
CREATE FUNCTION till.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'a ticket is never changed; correct it with another' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER ticket_immutable BEFORE UPDATE OR DELETE ON till.ticket FOR EACH ROW EXECUTE FUNCTION till.refuse_change();

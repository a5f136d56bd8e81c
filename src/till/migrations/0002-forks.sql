-- Tickets that did not follow the chain of their till: kept as they were told, until a person has looked. A till that was copied, or
-- set back, shows itself here; no money, stock or number of the books comes from these rows.
CREATE TABLE till.forked_ticket (
  ticket_id text COLLATE "C" PRIMARY KEY,
  device_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL CHECK (sequence > 0),
  previous_hash text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  -- As in till.ticket: ids and amounts, the very text that was hashed.
  body text NOT NULL,
  -- Where the chain stood when it came.
  stood_sequence bigint NOT NULL,
  stood_hash text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  settled_at timestamptz,
  settled_by text COLLATE "C",
  CHECK ((settled_at IS NULL) = (settled_by IS NULL))
);
CREATE INDEX forked_ticket_open ON till.forked_ticket (received_at DESC, ticket_id) WHERE settled_at IS NULL;

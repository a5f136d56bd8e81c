-- New goods that take the place of those of a return: set aside while the others are on their way, taken when they have come, or given up.
CREATE TABLE returns.exchange (
  exchange_id text COLLATE "C" PRIMARY KEY,
  return_id text COLLATE "C" NOT NULL REFERENCES returns.request,
  -- The order that things came back of, and the new one; its id is made when the exchange is asked for.
  order_id text COLLATE "C" NOT NULL,
  new_order_id text COLLATE "C" NOT NULL UNIQUE,
  channel_id text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('held', 'done', 'released')),
  -- [{skuId, quantity, unitMinor, kept}]: at the price that was agreed when it was asked for.
  wants jsonb NOT NULL,
  currency text COLLATE "C" NOT NULL,
  -- Until when the new goods are set aside, in a reservation whose holder is the exchange.
  expires_at timestamptz,
  -- What came back was worth, what the new goods cost, and the part of that which the first pays.
  due_id text COLLATE "C" UNIQUE,
  value_minor bigint CHECK (value_minor >= 0),
  total_minor bigint NOT NULL CHECK (total_minor >= 0),
  tender_minor bigint CHECK (tender_minor = least(value_minor, total_minor)),
  content_hash text COLLATE "C" NOT NULL,
  by text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  closed_at timestamptz,
  CHECK ((state = 'done') = (due_id IS NOT NULL) AND (state = 'done') = (tender_minor IS NOT NULL)),
  CHECK ((state = 'held') = (closed_at IS NULL))
) WITH (fillfactor = 85);
CREATE INDEX exchange_return ON returns.exchange (return_id);
CREATE INDEX exchange_order ON returns.exchange (order_id);
CREATE UNIQUE INDEX exchange_held ON returns.exchange (return_id) WHERE state = 'held';
CREATE INDEX exchange_expires ON returns.exchange (expires_at) WHERE state = 'held';

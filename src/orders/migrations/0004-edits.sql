-- An order that changes after it was placed. Its totals are those of now; what it was worth at first stays, null while it never changed.
ALTER TABLE orders.order ADD COLUMN first_minor bigint;
-- What is owed for its changes: above zero by the buyer, below zero by us. The sum of its entries.
ALTER TABLE orders.order ADD COLUMN balance_minor bigint NOT NULL DEFAULT 0;
-- On hold it is neither prepared nor shipped; `held_until` lets it go by itself.
ALTER TABLE orders.order ADD COLUMN held_at timestamptz;
ALTER TABLE orders.order ADD COLUMN held_until timestamptz;
-- When somebody began to pick it: from then on its buyer changes nothing by themselves.
ALTER TABLE orders.order ADD COLUMN picking_at timestamptz;
CREATE INDEX order_held ON orders.order (held_until) WHERE held_until IS NOT NULL;

-- What an order was after each change: 1 is what was bought. Rows never change; `why` and the contact are a person's words, and erasable.
CREATE TABLE orders.version (
  order_id text COLLATE "C" NOT NULL,
  number integer NOT NULL CHECK (number > 0),
  edit_id text COLLATE "C" UNIQUE,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('bought', 'edited', 'cancelled')),
  actor text COLLATE "C" NOT NULL,
  why text NOT NULL,
  lines jsonb NOT NULL,
  totals jsonb NOT NULL,
  delivery jsonb NOT NULL,
  contact jsonb NOT NULL,
  gross_minor bigint NOT NULL CHECK (gross_minor >= 0),
  delta_minor bigint NOT NULL,
  steps jsonb NOT NULL,
  content_hash text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (order_id, number)
);

-- What made the balance of an order: changes of its total, payments and refunds for them. An entry is written once.
CREATE TABLE orders.balance (
  order_id text COLLATE "C" NOT NULL,
  entry_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL
    CHECK (kind IN ('edit', 'asked', 'paid', 'promised', 'promise_ended', 'refund', 'refund_failed', 'cancelled')),
  minor bigint NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (order_id, entry_id)
);

-- What people write beside an order: for the house, or for its buyer too. A text may be erased; that there was one stays.
CREATE TABLE orders.note (
  order_id text COLLATE "C" NOT NULL,
  note_id text COLLATE "C" NOT NULL UNIQUE,
  audience text COLLATE "C" NOT NULL CHECK (audience IN ('internal', 'shopper')),
  about text COLLATE "C" NOT NULL CHECK (about IN ('note', 'hold')),
  words text,
  actor text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  erased_at timestamptz,
  PRIMARY KEY (order_id, note_id)
);

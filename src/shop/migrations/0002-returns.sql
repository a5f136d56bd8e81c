-- What a shopper wants to give back, or withdraws from: a request that a person answers. Lines are [{lineNo, quantity}] of the order.
-- One open request an order, so that two of them never speak of the same article.
CREATE TABLE shop.return_request (
  request_id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  note text NOT NULL,
  lines jsonb NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'closed')),
  -- What staff did about it, for the shopper to read.
  answer text NOT NULL DEFAULT '',
  asked_at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by text COLLATE "C"
);
CREATE UNIQUE INDEX return_request_open ON shop.return_request (order_id) WHERE state = 'open';
CREATE INDEX return_request_order ON shop.return_request (order_id, asked_at DESC);
CREATE INDEX return_request_waiting ON shop.return_request (asked_at, request_id) WHERE state = 'open';

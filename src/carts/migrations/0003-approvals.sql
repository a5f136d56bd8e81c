-- Orders that cost more than their buyer may spend, asked of somebody of the company who may agree. Nothing is held meanwhile: the order
-- gate looks at prices and stock when it is agreed to. `placing`: agreed to, and on its way through the gate; whoever agreed may go on.
CREATE TABLE carts.approval (
  ask_id text COLLATE "C" PRIMARY KEY,
  cart_id text COLLATE "C" NOT NULL,
  company_id text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  channel_id text COLLATE "C" NOT NULL,
  -- Contact, delivery, payment and reference as the buyer gave them; empty once the buyer is forgotten.
  asked jsonb NOT NULL,
  -- What the cart held, and what is shown of it.
  lines text NOT NULL,
  shown jsonb NOT NULL,
  total_minor bigint NOT NULL CHECK (total_minor > 0),
  currency text COLLATE "C" NOT NULL,
  note text NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'placing', 'approved', 'refused')),
  decided_by text COLLATE "C",
  decided_at timestamptz,
  answer text NOT NULL DEFAULT '',
  asked_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX approval_open ON carts.approval (cart_id) WHERE state IN ('waiting', 'placing');
CREATE INDEX approval_company ON carts.approval (company_id, asked_at DESC);
CREATE INDEX approval_customer ON carts.approval (customer_id, asked_at DESC);

-- A link by which whoever has it pays what is due of one order. Its secret is a signature of its id: nothing of it rests here.
CREATE TABLE orders.pay_link (
  link_id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  made_by text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CHECK (expires_at > made_at)
);
CREATE INDEX pay_link_order ON orders.pay_link (order_id);

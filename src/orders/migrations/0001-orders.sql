-- Orders. Shard key: order_id. What an order is worth and whom it is for never changes here; quantities per line tell how far it is.
CREATE SCHEMA orders;

CREATE TABLE orders.order (
  order_id text COLLATE "C" PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  channel_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C",
  customer_id text COLLATE "C",
  cart_id text COLLATE "C",
  source_ref text COLLATE "C",
  state text COLLATE "C" NOT NULL CHECK (state IN ('awaiting_payment', 'placed', 'needs_decision', 'cancelled')),
  currency text COLLATE "C" NOT NULL,
  items_minor bigint NOT NULL,
  delivery_minor bigint NOT NULL,
  gross_minor bigint NOT NULL,
  net_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  tax_groups jsonb NOT NULL,
  contact jsonb NOT NULL,
  delivery jsonb NOT NULL,
  trace jsonb NOT NULL,
  content_hash text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  opened_at timestamptz NOT NULL,
  placed_at timestamptz,
  expires_at timestamptz,
  CHECK (gross_minor = net_minor + tax_minor AND gross_minor = items_minor + delivery_minor AND gross_minor >= 0)
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX order_source ON orders.order (channel_id, source_ref) WHERE source_ref IS NOT NULL;
CREATE INDEX order_placed ON orders.order (placed_at DESC, order_id DESC) WHERE placed_at IS NOT NULL;
CREATE INDEX order_opened ON orders.order (opened_at DESC, order_id DESC);
CREATE INDEX order_customer ON orders.order (customer_id, opened_at DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX order_expiry ON orders.order (expires_at) WHERE state = 'awaiting_payment';
CREATE INDEX order_attention ON orders.order (opened_at) WHERE state = 'needs_decision';

CREATE TABLE orders.line (
  order_id text COLLATE "C" NOT NULL,
  line_no integer NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  snapshot jsonb NOT NULL,
  ordered bigint NOT NULL CHECK (ordered > 0),
  cancelled bigint NOT NULL DEFAULT 0 CHECK (cancelled >= 0),
  shipped bigint NOT NULL DEFAULT 0 CHECK (shipped >= 0),
  returned bigint NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND shipped),
  -- Sold without stock behind it, until a person decides.
  flagged bigint NOT NULL DEFAULT 0 CHECK (flagged >= 0),
  unit_minor bigint NOT NULL,
  total_minor bigint NOT NULL,
  net_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  tax_rate integer NOT NULL,
  PRIMARY KEY (order_id, line_no),
  CHECK (cancelled + shipped + flagged <= ordered AND total_minor = net_minor + tax_minor)
) WITH (fillfactor = 85);
CREATE INDEX line_sku ON orders.line (sku_id);

CREATE TABLE orders.allocation (
  order_id text COLLATE "C" NOT NULL,
  line_no integer NOT NULL,
  reservation_id text COLLATE "C" NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  place_id text COLLATE "C" NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, line_no, reservation_id)
);

-- The key that signs links to orders; made once, random.
CREATE TABLE orders.secret (one boolean PRIMARY KEY DEFAULT true CHECK (one), value text NOT NULL);
INSERT INTO orders.secret (value) SELECT encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex');

-- Carts and their lines. Shard key: cart_id. Neither `active_on` nor anything else that is indexed changes with an add, so that
-- updates stay on the page.
CREATE SCHEMA carts;
CREATE TABLE carts.cart (
  cart_id text COLLATE "C" PRIMARY KEY,
  -- SHA-256 of the secret that opens the cart; null once the cart is a known customer's on all channels: then the session opens it.
  token_hash text COLLATE "C",
  customer_id text COLLATE "C",
  channel_id text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL CHECK (status IN ('open', 'ordered', 'merged', 'abandoned')),
  version integer NOT NULL CHECK (version > 0),
  -- The cart it was merged into, or the order it became.
  became text COLLATE "C",
  copied_from text COLLATE "C",
  -- At which till it is, brought by whom.
  till text COLLATE "C",
  brought_by text COLLATE "C",
  brought_at timestamptz,
  -- The last adds, each `id content-hash`: a repeated add is known by them.
  recent_adds text[] COLLATE "C" NOT NULL DEFAULT '{}',
  -- What a merge changed, told until the shopper has seen it.
  pending jsonb NOT NULL DEFAULT '[]',
  active_on date NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX cart_token ON carts.cart (token_hash) WHERE token_hash IS NOT NULL;
CREATE INDEX cart_customer ON carts.cart (customer_id) WHERE customer_id IS NOT NULL AND status = 'open';
CREATE INDEX cart_newest ON carts.cart (created_at DESC, cart_id DESC);
CREATE INDEX cart_idle ON carts.cart (active_on) WHERE status = 'open' AND customer_id IS NULL;

CREATE TABLE carts.cart_line (
  cart_id text COLLATE "C" NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  added_channel_id text COLLATE "C" NOT NULL,
  added_at timestamptz NOT NULL,
  -- The unit price the shopper last saw, so that a change can be told.
  seen_minor bigint,
  seen_currency text COLLATE "C",
  PRIMARY KEY (cart_id, sku_id)
) WITH (fillfactor = 85);

-- The one cart of a known customer on all channels that share carts. Its row is the lock of everything that decides which cart that is.
CREATE TABLE carts.shared (
  customer_id text COLLATE "C" PRIMARY KEY,
  cart_id text COLLATE "C" NOT NULL
);
CREATE INDEX shared_cart ON carts.shared (cart_id);

-- Links (QR codes) from which a cart can be copied to another channel or device.
CREATE TABLE carts.link (
  link_hash text COLLATE "C" PRIMARY KEY,
  cart_id text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX link_cart ON carts.link (cart_id, made_at);
CREATE INDEX link_expiry ON carts.link (expires_at);

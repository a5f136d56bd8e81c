-- Messages to the shopper's app: the devices that asked for them, and what was told to which, once each.
CREATE SCHEMA push;

-- The key by which push services know the merchant (RFC 8292); one row, made when first needed. Subscriptions are bound to it.
CREATE TABLE push.server_key (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  public_key text NOT NULL,
  private_key text NOT NULL,
  made_at timestamptz NOT NULL
);

CREATE TABLE push.subscription (
  -- SHA-256 of the endpoint, which the browser can say itself.
  subscription_id text COLLATE "C" PRIMARY KEY,
  customer_id text COLLATE "C" NOT NULL,
  endpoint text NOT NULL,
  p256dh text NOT NULL,
  auth text NOT NULL,
  language text COLLATE "C" NOT NULL CHECK (language IN ('fr', 'en')),
  created_at timestamptz NOT NULL
);
CREATE INDEX subscription_customer ON push.subscription (customer_id);

-- What is to be told of an order, when: one of each kind.
CREATE TABLE push.message (
  order_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('shipped', 'follow_up')),
  customer_id text COLLATE "C" NOT NULL,
  due_at timestamptz NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'told', 'skipped')),
  PRIMARY KEY (order_id, kind)
);
CREATE INDEX message_due ON push.message (due_at) WHERE state = 'waiting';

-- A message for one device: it reaches it once, or is given up.
CREATE TABLE push.delivery (
  order_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  subscription_id text COLLATE "C" NOT NULL REFERENCES push.subscription ON DELETE CASCADE,
  state text COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead')),
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (order_id, kind, subscription_id)
);
CREATE INDEX delivery_due ON push.delivery (due_at) WHERE state = 'waiting';
CREATE INDEX delivery_subscription ON push.delivery (subscription_id);

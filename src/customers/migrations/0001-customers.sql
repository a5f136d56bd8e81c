CREATE SCHEMA customers;

-- People who buy. Shard key customer_id.
CREATE TABLE customers.customer (
  customer_id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  -- Lower-case. `email_held`: this account holds the address; at most one does. An account made by somebody who typed an address that
  -- another account holds keeps it unheld until they have proved that it is theirs (README, "Registering").
  email text COLLATE "C",
  email_held boolean NOT NULL DEFAULT true,
  -- International form, +33612345678.
  phone text COLLATE "C",
  language text COLLATE "C" NOT NULL,
  -- Shown as a QR code at the till: 10 Crockford characters, 50 bits.
  code text COLLATE "C" NOT NULL UNIQUE,
  -- null: no password, known from a till or an order.
  password_hash text COLLATE "C",
  content_hash text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  search text COLLATE "C" NOT NULL GENERATED ALWAYS AS
    (base.fold((name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || code) COLLATE "default")) STORED
);
CREATE UNIQUE INDEX customer_email ON customers.customer (email) WHERE email_held;
CREATE INDEX customer_claims ON customers.customer (email, created_at) WHERE NOT email_held;
CREATE INDEX customer_search ON customers.customer USING gin (search base.gin_trgm_ops);
CREATE INDEX customer_newest ON customers.customer (created_at DESC, customer_id DESC);

CREATE TABLE customers.address (
  customer_id text COLLATE "C" NOT NULL,
  address_id text COLLATE "C" NOT NULL,
  address jsonb NOT NULL,
  preferred boolean NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, address_id)
);

-- The money ledger. Shard key: payment_id, made by the caller; orders name their payments, so nothing here joins upwards.
CREATE SCHEMA payments;

-- One attempt to be paid. Amounts only grow; the row is locked before it is changed, the CHECK is the last wall.
CREATE TABLE payments.payment (
  payment_id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  method text COLLATE "C" NOT NULL CHECK (method IN ('card', 'cash', 'promise', 'given')),
  provider text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  state text COLLATE "C" NOT NULL CHECK (state IN
    ('intent', 'unknown', 'promised', 'authorised', 'captured', 'declined', 'voided', 'failed', 'quarantined')),
  external_id text COLLATE "C",
  authorised_minor bigint NOT NULL DEFAULT 0,
  captured_minor bigint NOT NULL DEFAULT 0,
  refunded_minor bigint NOT NULL DEFAULT 0,
  -- Refunds under way: counted before the provider is asked, so that two at once can't exceed what was taken.
  refunding_minor bigint NOT NULL DEFAULT 0,
  device_id text COLLATE "C",
  -- Why it was declined, failed or quarantined.
  code text COLLATE "C",
  -- What the house wants of the provider; carried out by the worker, repeatably.
  wish text COLLATE "C" CHECK (wish IN ('capture', 'void')),
  -- An order stands on this money. What nobody claims is given back.
  claimed_at timestamptz,
  -- When the provider was last called and has not answered yet.
  called_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- How many facts the journal holds about this payment.
  version integer NOT NULL DEFAULT 0,
  CONSTRAINT payment_floor CHECK (
    captured_minor <= authorised_minor AND authorised_minor <= amount_minor
    AND refunded_minor >= 0 AND refunding_minor >= 0 AND refunded_minor + refunding_minor <= captured_minor)
) WITH (fillfactor = 80);
CREATE INDEX payment_order ON payments.payment (order_id);
CREATE UNIQUE INDEX payment_external ON payments.payment (external_id, provider) WHERE external_id IS NOT NULL;
-- What the sweeper looks at: only open rows are in these, so they stay small.
CREATE INDEX payment_open ON payments.payment (created_at) WHERE state IN ('intent', 'unknown');
CREATE INDEX payment_wish ON payments.payment (updated_at) WHERE wish IS NOT NULL;
CREATE INDEX payment_unclaimed ON payments.payment (updated_at) WHERE claimed_at IS NULL AND state IN ('authorised', 'captured');
CREATE INDEX payment_quarantined ON payments.payment (payment_id) WHERE state = 'quarantined';

-- Money between two accounts: what leaves one enters the other, so every row sums to zero.
CREATE TABLE payments.movement (
  movement_id text COLLATE "C" PRIMARY KEY,
  from_account text COLLATE "C" NOT NULL,
  to_account text COLLATE "C" NOT NULL,
  minor bigint NOT NULL,
  currency text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C",
  order_id text COLLATE "C",
  reason text COLLATE "C" NOT NULL,
  actor text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT movement_sum CHECK (minor > 0 AND from_account <> to_account)
);
CREATE INDEX movement_payment ON payments.movement (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX movement_at ON payments.movement (at, movement_id);
CREATE FUNCTION payments.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'a movement is never changed; correct it with another' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER movement_immutable BEFORE UPDATE OR DELETE ON payments.movement FOR EACH ROW EXECUTE FUNCTION payments.refuse_change();

-- Balances of the accounts that may run empty (a till's drawer). The others are the sum of their movements, so that no row gets hot.
CREATE TABLE payments.account (
  account_id text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  balance bigint NOT NULL,
  floor bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, currency),
  CONSTRAINT account_floor CHECK (balance >= floor)
) WITH (fillfactor = 70);

CREATE TABLE payments.refund (
  refund_id text COLLATE "C" PRIMARY KEY,
  payment_id text COLLATE "C" NOT NULL,
  minor bigint NOT NULL CHECK (minor > 0),
  reason text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'done', 'refused')),
  code text COLLATE "C",
  called_at timestamptz,
  created_at timestamptz NOT NULL,
  closed_at timestamptz
);
CREATE INDEX refund_payment ON payments.refund (payment_id);
CREATE INDEX refund_open ON payments.refund (created_at) WHERE state = 'open';

-- What providers told us, as it came: stored, answered, then applied once.
CREATE TABLE payments.webhook (
  provider text COLLATE "C" NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  body text NOT NULL,
  received_at timestamptz NOT NULL,
  applied_at timestamptz,
  problem text COLLATE "C",
  PRIMARY KEY (provider, event_id)
);
CREATE INDEX webhook_waiting ON payments.webhook (received_at) WHERE applied_at IS NULL;

-- Secrets that sign a provider's webhooks; two may be valid while one replaces the other.
CREATE TABLE payments.webhook_secret (
  provider text COLLATE "C" NOT NULL,
  secret text COLLATE "C" NOT NULL,
  valid_until timestamptz,
  PRIMARY KEY (provider, secret)
);

-- For modules above: the money of an order, derived.
CREATE VIEW payments.order_money AS
  SELECT order_id, currency,
    sum(authorised_minor) FILTER (WHERE state IN ('authorised', 'captured')) AS authorised_minor,
    sum(captured_minor) AS captured_minor, sum(refunded_minor) AS refunded_minor, sum(refunding_minor) AS refunding_minor
  FROM payments.payment GROUP BY order_id, currency;

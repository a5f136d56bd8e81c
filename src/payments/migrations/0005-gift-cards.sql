-- Gift cards and store credit: what we owe to who holds them, as accounts of the money ledger (`gift:<card>`, `credit:<customer>`) that
-- never fall below zero. What is set aside for an order lies in `held`, what was used or given comes from and goes to `vouchers`, so that
-- all of them together are always zero.
ALTER TABLE payments.payment ADD COLUMN account_id text COLLATE "C";
ALTER TABLE payments.payment ADD CONSTRAINT payment_account CHECK ((method = 'gift_card') = (account_id LIKE 'gift:%' OR account_id LIKE 'credit:%'));
CREATE INDEX payment_account ON payments.payment (account_id, payment_id) WHERE account_id IS NOT NULL;
CREATE INDEX payment_held ON payments.payment (updated_at) WHERE method = 'gift_card' AND state = 'authorised';
CREATE INDEX movement_from_voucher ON payments.movement (from_account, at, movement_id) WHERE from_account LIKE 'gift:%' OR from_account LIKE 'credit:%';
CREATE INDEX movement_to_voucher ON payments.movement (to_account, at, movement_id) WHERE to_account LIKE 'gift:%' OR to_account LIKE 'credit:%';

CREATE TABLE payments.card (
  card_id text COLLATE "C" PRIMARY KEY,
  currency text COLLATE "C" NOT NULL,
  -- What it was sold with.
  value_minor bigint NOT NULL CHECK (value_minor > 0),
  state text COLLATE "C" NOT NULL CHECK (state IN ('active', 'blocked', 'moved')),
  -- A keyed hash: who has the table has no code.
  code_hash text COLLATE "C" NOT NULL UNIQUE,
  pin_hash text COLLATE "C",
  last4 text COLLATE "C" NOT NULL,
  -- Code and PIN, sealed, until somebody was told them.
  sealed text,
  told_at timestamptz,
  -- The unit of the order line that sold it; none for one that took the place of another, or was given away.
  order_id text COLLATE "C",
  line_no integer,
  unit_no integer,
  -- Whose account page shows it.
  customer_id text COLLATE "C",
  moved_to text COLLATE "C",
  expires_on date,
  reason text NOT NULL DEFAULT '',
  made_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT card_unit UNIQUE (order_id, line_no, unit_no),
  CONSTRAINT card_moved CHECK ((state = 'moved') = (moved_to IS NOT NULL))
);
CREATE INDEX card_made ON payments.card (made_at DESC, card_id DESC);
CREATE INDEX card_customer ON payments.card (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX card_expires ON payments.card (expires_on) WHERE expires_on IS NOT NULL AND state = 'active';
CREATE INDEX card_last4 ON payments.card (last4);

-- Articles whose sale makes cards. What a unit costs is what the card holds.
CREATE TABLE payments.card_article (sku_id text COLLATE "C" PRIMARY KEY, added_at timestamptz NOT NULL);

-- The merchant's choice: months that a card is good for; none: it never ends.
CREATE TABLE payments.card_rules (one boolean PRIMARY KEY DEFAULT true CHECK (one), valid_months integer CHECK (valid_months BETWEEN 1 AND 1200));
INSERT INTO payments.card_rules (valid_months) VALUES (24);

-- The key of the hashes; it rests sealed.
CREATE TABLE payments.card_secret (one boolean PRIMARY KEY DEFAULT true CHECK (one), value text NOT NULL);
INSERT INTO payments.card_secret (value) VALUES (replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

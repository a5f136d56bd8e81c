-- What was released is final: no order claims it again, and what bounces of it is given back anew.
ALTER TABLE payments.payment ADD COLUMN released_at timestamptz;
CREATE INDEX payment_released ON payments.payment (updated_at)
  WHERE released_at IS NOT NULL AND captured_minor > refunded_minor + refunding_minor + disputed_minor;

-- A bank may take back more than is left with us of a payment: what goes beyond lies with the dispute too.
ALTER TABLE payments.dispute ADD COLUMN over_minor bigint NOT NULL DEFAULT 0 CHECK (over_minor >= 0);

-- The pretend provider's refunds may come back from the buyer's bank.
ALTER TABLE pretend_psp.refund ADD COLUMN bounced_at timestamptz;

-- The book of a provider outside, as it was last read: what it says of each charge that bears our reference.
CREATE TABLE payments.their_charge (
  provider text COLLATE "C" NOT NULL,
  external_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  held_minor bigint NOT NULL,
  captured_minor bigint NOT NULL,
  refunded_minor bigint NOT NULL,
  first_read_at timestamptz NOT NULL,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (provider, external_id)
);
CREATE INDEX their_charge_payment ON payments.their_charge (payment_id);
-- Of charges since when the book was read as a whole, and when.
CREATE TABLE payments.their_book (
  provider text COLLATE "C" PRIMARY KEY,
  since timestamptz NOT NULL,
  read_at timestamptz NOT NULL
);

-- The whole life of a payment: taken in parts, set aside for a while, disputed.
ALTER TABLE payments.payment
  -- How much the house wants taken by now; each parcel that leaves raises it.
  ADD COLUMN wanted_minor bigint NOT NULL DEFAULT 0,
  -- No more than this is ever to be taken: the amount, less what an order became cheaper by before it was. Null: the amount.
  ADD COLUMN ceiling_minor bigint,
  -- What was set aside and went back to the card without having been taken, beside what was taken.
  ADD COLUMN released_minor bigint NOT NULL DEFAULT 0,
  -- What the buyer's bank took back, or has asked for.
  ADD COLUMN disputed_minor bigint NOT NULL DEFAULT 0,
  -- Until when the provider keeps the money set aside; null where it does not say.
  ADD COLUMN lapses_at timestamptz,
  -- When we last asked for more time, or told people that it is running out.
  ADD COLUMN renewed_at timestamptz;
UPDATE payments.payment SET wanted_minor = captured_minor WHERE captured_minor > 0;
UPDATE payments.payment SET wanted_minor = amount_minor WHERE wish = 'capture';
UPDATE payments.payment SET released_minor = authorised_minor - captured_minor WHERE state = 'captured';
ALTER TABLE payments.payment DROP CONSTRAINT payment_floor;
ALTER TABLE payments.payment ADD CONSTRAINT payment_floor CHECK (
  captured_minor + released_minor <= authorised_minor AND authorised_minor <= amount_minor AND released_minor >= 0
  AND wanted_minor BETWEEN 0 AND amount_minor AND coalesce(ceiling_minor, amount_minor) BETWEEN 0 AND amount_minor
  AND refunded_minor >= 0 AND refunding_minor >= 0 AND disputed_minor >= 0
  AND refunded_minor + refunding_minor + disputed_minor <= captured_minor);
CREATE INDEX payment_lapse ON payments.payment (lapses_at)
  WHERE lapses_at IS NOT NULL AND state IN ('authorised', 'captured');

-- A buyer's bank takes money back, or asks why it should not. Facts are joined: open, lost, won.
CREATE TABLE payments.dispute (
  dispute_id text COLLATE "C" PRIMARY KEY,
  provider text COLLATE "C" NOT NULL,
  external_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  minor bigint NOT NULL CHECK (minor > 0),
  -- What of it was still with us: the rest had been given back before, and is for a person to contest.
  moved_minor bigint NOT NULL CHECK (moved_minor BETWEEN 0 AND minor),
  currency text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'lost', 'won')),
  reason text COLLATE "C" NOT NULL,
  -- Until when the bank hears us.
  answer_by timestamptz,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  UNIQUE (provider, external_id)
);
CREATE INDEX dispute_payment ON payments.dispute (payment_id);
CREATE INDEX dispute_open ON payments.dispute (answer_by, dispute_id) WHERE state = 'open';

-- What the house has decided about money; one row.
CREATE TABLE payments.setting (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- When the money of an order by card is taken: with the order, or with each parcel that leaves.
  capture_on text COLLATE "C" NOT NULL DEFAULT 'order' CHECK (capture_on IN ('order', 'shipment')),
  -- Which tenders give back first.
  refund_order text[] NOT NULL DEFAULT ARRAY['gift_card', 'account', 'card', 'exchange', 'given', 'transfer', 'promise', 'cash'],
  -- For how many days stock is kept for an order that awaits a transfer.
  transfer_days integer NOT NULL DEFAULT 7 CHECK (transfer_days BETWEEN 1 AND 60),
  -- Which provider takes cards in our shops on the web.
  card_provider text COLLATE "C" NOT NULL DEFAULT 'pretend' CHECK (card_provider IN ('pretend', 'stripe')),
  version integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO payments.setting DEFAULT VALUES;

-- The pretend provider takes a charge in parts too, keeps what is set aside for a while, and knows of disputes.
ALTER TABLE pretend_psp.charge ADD COLUMN released_minor bigint NOT NULL DEFAULT 0, ADD COLUMN lapses_at timestamptz;
UPDATE pretend_psp.charge SET released_minor = amount_minor - captured_minor WHERE state = 'captured';
ALTER TABLE pretend_psp.charge ADD CONSTRAINT charge_sum CHECK (captured_minor + released_minor <= amount_minor);
CREATE INDEX charge_lapse ON pretend_psp.charge (lapses_at) WHERE state IN ('authorised', 'captured');
CREATE TABLE pretend_psp.dispute (
  dispute_id text COLLATE "C" PRIMARY KEY,
  reference text COLLATE "C" NOT NULL,
  minor bigint NOT NULL CHECK (minor > 0),
  reason text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'lost', 'won')),
  answer_by timestamptz NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dispute_charge ON pretend_psp.dispute (reference);

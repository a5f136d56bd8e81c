-- What payment providers pay out, by their files: each line once, beside what our ledger knows of it.
CREATE TABLE payments.payout (
  payout_id text COLLATE "C" PRIMARY KEY,
  provider text COLLATE "C" NOT NULL,
  external_ref text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  paid_on date NOT NULL,
  -- What reached our bank: the sum of its lines. What the file itself says of it, where it does.
  minor bigint NOT NULL,
  stated_minor bigint,
  -- Kept by the provider; and what is neither money of orders nor a fee.
  fee_minor bigint NOT NULL,
  other_minor bigint NOT NULL,
  -- The line of our bank that shows it.
  entry_id text COLLATE "C",
  file_name text NOT NULL,
  by text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  UNIQUE (provider, external_ref)
);
CREATE INDEX payout_paid ON payments.payout (paid_on DESC, payout_id DESC);
CREATE INDEX payout_way ON payments.payout (currency, minor) WHERE entry_id IS NULL;
CREATE TABLE payments.payout_line (
  provider text COLLATE "C" NOT NULL,
  line_ref text COLLATE "C" NOT NULL,
  payout_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('charge', 'refund', 'dispute', 'fee', 'other')),
  payment_id text COLLATE "C",
  their_ref text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  gross_minor bigint NOT NULL,
  fee_minor bigint NOT NULL,
  made_on date NOT NULL,
  PRIMARY KEY (provider, line_ref)
);
CREATE INDEX payout_line_payout ON payments.payout_line (payout_id, line_ref);
CREATE INDEX payout_line_payment ON payments.payout_line (payment_id) WHERE payment_id IS NOT NULL;

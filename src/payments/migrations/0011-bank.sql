-- Transfers: where buyers pay to, for how many days stock is kept for them, and which channels offer it.
ALTER TABLE payments.setting
  ADD COLUMN transfer_holder text NOT NULL DEFAULT '',
  ADD COLUMN transfer_iban text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN transfer_bic text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN transfer_days integer NOT NULL DEFAULT 7 CHECK (transfer_days BETWEEN 1 AND 60),
  ADD COLUMN transfer_channels text[] COLLATE "C" NOT NULL DEFAULT '{}';
-- A payment is found by the body of its reference (ISO 11649), which is the end of its id.
CREATE INDEX payment_reference ON payments.payment (right(payment_id, 12)) WHERE method IN ('transfer', 'account');

-- Statements of our bank, as files came.
CREATE TABLE payments.statement (
  statement_id text COLLATE "C" PRIMARY KEY,
  file_name text NOT NULL,
  format text COLLATE "C" NOT NULL CHECK (format IN ('camt', 'csv')),
  iban text COLLATE "C" NOT NULL,
  from_on date,
  to_on date,
  -- Lines in it that were new, those known before, and rows that could not be read.
  new_lines integer NOT NULL,
  known_lines integer NOT NULL,
  bad jsonb NOT NULL,
  by text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX statement_at ON payments.statement (at DESC, statement_id DESC);

-- Their lines, each stored once by the bank's reference. What is left of one is no decision yet.
CREATE TABLE payments.entry (
  entry_id text COLLATE "C" PRIMARY KEY,
  statement_id text COLLATE "C" NOT NULL,
  iban text COLLATE "C" NOT NULL,
  bank_ref text COLLATE "C" NOT NULL,
  booked_on date NOT NULL,
  credit boolean NOT NULL,
  minor bigint NOT NULL CHECK (minor > 0),
  currency text COLLATE "C" NOT NULL,
  name text NOT NULL,
  counter_iban text COLLATE "C" NOT NULL,
  words text NOT NULL,
  -- What its reference names, and why a person decides; null: nothing did, nobody has to.
  payment_id text COLLATE "C",
  why text COLLATE "C",
  left_minor bigint NOT NULL CHECK (left_minor BETWEEN 0 AND minor),
  at timestamptz NOT NULL,
  UNIQUE (iban, bank_ref)
);
CREATE INDEX entry_open ON payments.entry (booked_on, entry_id) WHERE left_minor > 0;
CREATE INDEX entry_booked ON payments.entry (booked_on, entry_id);
CREATE INDEX entry_payment ON payments.entry (payment_id) WHERE left_minor > 0 AND payment_id IS NOT NULL;

-- What became of a line, in parts that sum to it.
CREATE TABLE payments.entry_part (
  part_id text COLLATE "C" PRIMARY KEY,
  entry_id text COLLATE "C" NOT NULL,
  -- Paid a transfer; paid a receivable; became store credit; is to be given back, or is what was given back; is no business of orders; is a
  -- payout of a payment provider.
  what text COLLATE "C" NOT NULL CHECK (what IN ('payment', 'receipt', 'credit', 'give_back', 'given_back', 'set_aside', 'payout')),
  minor bigint NOT NULL CHECK (minor > 0),
  -- The payment, receipt, customer, part or payout it speaks of.
  target text COLLATE "C",
  words text NOT NULL DEFAULT '',
  -- What is to be given back waits until a debit shows that it was.
  closed_by text COLLATE "C",
  by text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX entry_part_entry ON payments.entry_part (entry_id);
CREATE INDEX entry_part_target ON payments.entry_part (target) WHERE target IS NOT NULL;
CREATE INDEX entry_part_back ON payments.entry_part (at) WHERE what = 'give_back' AND closed_by IS NULL;

-- Whose an account is: one of ours at a bank (its IBAN), or with a payment provider (`psp:<name>`). Not said: the first legal entity's.
CREATE TABLE bank.owner (
  account text COLLATE "C" PRIMARY KEY,
  entity_id text COLLATE "C" NOT NULL,
  by text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL
);
-- Frozen when a line or a payout is taken in: what was in the accounts of one stays there.
ALTER TABLE bank.entry ADD COLUMN entity_id text COLLATE "C";
ALTER TABLE bank.payout ADD COLUMN entity_id text COLLATE "C";
-- Movements of money that names no order, and whose they are.
CREATE TABLE bank.owned (
  movement_id text COLLATE "C" PRIMARY KEY,
  entity_id text COLLATE "C" NOT NULL
);

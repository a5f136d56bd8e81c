-- Bought on account: what companies owe us by their terms. Each payment on account is a receivable with its day; what comes in for it is a
-- receipt, spread over receivables. What is open is taken − given back − received.
ALTER TABLE payments.payment DROP CONSTRAINT payment_account;
ALTER TABLE payments.payment ADD CONSTRAINT payment_account CHECK (
  CASE method WHEN 'gift_card' THEN account_id LIKE 'gift:%' OR account_id LIKE 'credit:%' WHEN 'account' THEN account_id LIKE 'receivable:%' ELSE account_id IS NULL END);

-- A company that owes or owed: locked before anything of it is decided.
CREATE TABLE payments.debtor (company_id text COLLATE "C" PRIMARY KEY, since timestamptz NOT NULL);

CREATE TABLE payments.receivable (
  payment_id text COLLATE "C" PRIMARY KEY,
  company_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  received_minor bigint NOT NULL DEFAULT 0 CHECK (received_minor >= 0),
  made_on date NOT NULL,
  due_on date NOT NULL,
  -- The last reminder that named it: 0 none.
  reminded integer NOT NULL DEFAULT 0
);
CREATE INDEX receivable_company ON payments.receivable (company_id, due_on, payment_id);

CREATE TABLE payments.receipt (
  receipt_id text COLLATE "C" PRIMARY KEY,
  company_id text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  minor bigint NOT NULL CHECK (minor > 0),
  received_on date NOT NULL,
  reference text NOT NULL,
  by text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX receipt_company ON payments.receipt (company_id, at);
CREATE TABLE payments.receipt_part (
  receipt_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  minor bigint NOT NULL CHECK (minor > 0),
  PRIMARY KEY (receipt_id, payment_id)
);
CREATE INDEX receipt_part_payment ON payments.receipt_part (payment_id);

CREATE TABLE payments.reminder (
  reminder_id text COLLATE "C" PRIMARY KEY,
  company_id text COLLATE "C" NOT NULL,
  level integer NOT NULL CHECK (level BETWEEN 1 AND 3),
  currency text COLLATE "C" NOT NULL,
  minor bigint NOT NULL,
  payment_ids text[] COLLATE "C" NOT NULL,
  by text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX reminder_company ON payments.reminder (company_id, at);

-- Days past due after which nothing more is sold on account; null: never for that.
CREATE TABLE payments.account_rules (one boolean PRIMARY KEY DEFAULT true CHECK (one), block_after_days integer CHECK (block_after_days BETWEEN 0 AND 365));
INSERT INTO payments.account_rules (block_after_days) VALUES (30);

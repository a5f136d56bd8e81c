-- What a customer has agreed to, as it was said: rows are appended, the newest of a purpose counts. Proof of consent is who, when, which
-- wording and where (GDPR, article 7). Shard key customer_id.
CREATE TABLE customers.consent (
  customer_id text COLLATE "C" NOT NULL,
  consent_id text COLLATE "C" NOT NULL,
  purpose text COLLATE "C" NOT NULL,
  granted boolean NOT NULL,
  -- The version of the sentence the customer read.
  wording integer NOT NULL CHECK (wording >= 1),
  -- Where it was said: `account`, `till`, `checkout`.
  source text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, consent_id)
);
CREATE INDEX consent_newest ON customers.consent (customer_id, purpose, at DESC, consent_id DESC);

-- A customer who asks to be forgotten (GDPR, article 17): a person answers within a month. One a customer; asked again, it is open again.
CREATE TABLE customers.erasure (
  customer_id text COLLATE "C" PRIMARY KEY,
  state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'withdrawn', 'closed')),
  asked_at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by text COLLATE "C"
);
CREATE INDEX erasure_open ON customers.erasure (asked_at, customer_id) WHERE state = 'open';

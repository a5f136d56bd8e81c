-- The book of the pretend card provider: an outside system that happens to live in the same database. Its statements commit on
-- their own, never inside a transaction of ours, so that its book and ours can disagree as they do in life.
CREATE SCHEMA pretend_psp;

CREATE TABLE pretend_psp.charge (
  reference text COLLATE "C" PRIMARY KEY,
  charge_id text COLLATE "C" NOT NULL UNIQUE,
  token text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  amount_minor bigint NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'authorised', 'captured', 'voided', 'declined')),
  code text COLLATE "C",
  captured_minor bigint NOT NULL DEFAULT 0 CHECK (captured_minor BETWEEN 0 AND amount_minor),
  refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND captured_minor),
  approve_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX charge_pending ON pretend_psp.charge (approve_at) WHERE state = 'pending';

CREATE TABLE pretend_psp.refund (
  refund_reference text COLLATE "C" PRIMARY KEY,
  reference text COLLATE "C" NOT NULL,
  minor bigint NOT NULL CHECK (minor > 0),
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX refund_charge ON pretend_psp.refund (reference);

CREATE TABLE pretend_psp.webhook (
  event_id text COLLATE "C" PRIMARY KEY,
  body text NOT NULL,
  copies integer NOT NULL DEFAULT 1,
  due_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  sent_at timestamptz
);
CREATE INDEX webhook_due ON pretend_psp.webhook (due_at) WHERE sent_at IS NULL;

-- Where its webhooks go, and the secret it signs them with; ours is told the same secret.
CREATE TABLE pretend_psp.endpoint (one boolean PRIMARY KEY DEFAULT true CHECK (one), url text, secret text NOT NULL);
INSERT INTO pretend_psp.endpoint (secret)
  VALUES ('whsec_' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));
INSERT INTO payments.webhook_secret (provider, secret) SELECT 'pretend', secret FROM pretend_psp.endpoint;

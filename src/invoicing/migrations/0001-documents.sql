-- Documents of the accounts: numbered without a gap when they are issued, never changed afterwards.
CREATE SCHEMA invoicing;

-- What the merchant decides about documents, by legal entity; what is absent is as the law and the house have it.
CREATE TABLE invoicing.profile (
  entity_id text COLLATE "C" PRIMARY KEY,
  content jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL
);

-- Where a series of numbers stands. Its row is locked last of all, just before the commit that issues the next.
CREATE TABLE invoicing.series (
  entity_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'deposit', 'delivery')),
  prefix text COLLATE "C" NOT NULL,
  last_sequence bigint NOT NULL DEFAULT 0 CHECK (last_sequence >= 0),
  last_hash text COLLATE "C" NOT NULL,
  last_day date,
  PRIMARY KEY (entity_id, kind, prefix)
) WITH (fillfactor = 50);

CREATE TABLE invoicing.document (
  document_id text COLLATE "C" PRIMARY KEY,
  entity_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'deposit', 'delivery')),
  prefix text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL CHECK (sequence > 0),
  number text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C",
  channel_id text COLLATE "C" NOT NULL,
  -- What it was issued for, once: an invoice of the order, a due, a parcel, the invoice it takes back.
  cause text COLLATE "C" NOT NULL,
  -- The invoice that this one takes back, whole; null for what came back of the goods.
  reverses text COLLATE "C",
  audience text COLLATE "C" NOT NULL CHECK (audience IN ('B2B', 'B2BINT', 'B2C')),
  currency text COLLATE "C" NOT NULL,
  net_minor bigint NOT NULL CHECK (net_minor >= 0),
  tax_minor bigint NOT NULL CHECK (tax_minor >= 0),
  gross_minor bigint NOT NULL,
  prepaid_minor bigint NOT NULL CHECK (prepaid_minor BETWEEN 0 AND gross_minor),
  buyer_name text NOT NULL,
  -- Canonical JSON, the very text that was hashed, on the hash of the one before.
  content text NOT NULL,
  hash text COLLATE "C" NOT NULL,
  day date NOT NULL,
  issued_by text COLLATE "C" NOT NULL,
  issued_at timestamptz NOT NULL,
  UNIQUE (entity_id, kind, prefix, sequence),
  UNIQUE (entity_id, number),
  UNIQUE (order_id, cause),
  CHECK (gross_minor = net_minor + tax_minor)
);
CREATE INDEX document_issued ON invoicing.document (issued_at DESC, document_id DESC);
CREATE INDEX document_day ON invoicing.document (day, document_id);
CREATE INDEX document_customer ON invoicing.document (customer_id) WHERE customer_id IS NOT NULL;
CREATE UNIQUE INDEX document_reverses ON invoicing.document (reverses) WHERE reverses IS NOT NULL;
CREATE FUNCTION invoicing.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'a document is never changed; correct it with another' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER document_immutable BEFORE UPDATE OR DELETE ON invoicing.document FOR EACH ROW EXECUTE FUNCTION invoicing.refuse_change();

-- An order whose documents are looked at under this lock, and whether somebody asked for an invoice of it.
CREATE TABLE invoicing.subject (
  order_id text COLLATE "C" PRIMARY KEY,
  asked_at timestamptz,
  asked_by text COLLATE "C",
  -- Asked for now, before all of it has left.
  at_once boolean NOT NULL DEFAULT false,
  -- In whose name, where a person says otherwise than the order.
  buyer jsonb,
  -- Its invoice was taken back by a person: none is made again until one is asked for.
  barred boolean NOT NULL DEFAULT false
);

-- Orders to look at: facts of the journal put them here, the worker takes them out.
CREATE TABLE invoicing.task (
  order_id text COLLATE "C" PRIMARY KEY,
  -- Counted up by each new fact, so that what comes while it is looked at is looked at again.
  wanted integer NOT NULL DEFAULT 1,
  due_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  -- Why it could not be done: the code of a refusal.
  problem text COLLATE "C"
);
CREATE INDEX task_due ON invoicing.task (due_at);

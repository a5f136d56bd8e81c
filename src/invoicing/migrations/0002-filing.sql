-- What goes to the approved platform: written before it is sent, under our id, so that a lost answer is looked up and never sent anew.
CREATE TABLE invoicing.filing (
  document_id text COLLATE "C" PRIMARY KEY REFERENCES invoicing.document,
  platform text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'asked', 'sent', 'failed')),
  -- The last life-cycle code (AFNOR XP Z12-012): 200 deposited … 213 rejected; null: none heard of yet.
  code integer CHECK (code BETWEEN 200 AND 213),
  external_id text COLLATE "C",
  problem text,
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  sent_at timestamptz
);
CREATE INDEX filing_due ON invoicing.filing (due_at) WHERE state IN ('waiting', 'asked');
CREATE UNIQUE INDEX filing_external ON invoicing.filing (platform, external_id) WHERE external_id IS NOT NULL;

-- What the platform told of a document, each once by the platform's own id of it.
CREATE TABLE invoicing.status (
  document_id text COLLATE "C" NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  code integer NOT NULL CHECK (code BETWEEN 200 AND 213),
  why text NOT NULL,
  at timestamptz NOT NULL,
  heard_at timestamptz NOT NULL,
  PRIMARY KEY (document_id, event_id)
);

-- Totals that were reported of a period. What changes of it later is reported again, as the next version, never edited.
CREATE TABLE invoicing.report (
  report_id text COLLATE "C" PRIMARY KEY,
  entity_id text COLLATE "C" NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  content text NOT NULL,
  hash text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  UNIQUE (entity_id, from_day, to_day, version)
);
CREATE TRIGGER report_immutable BEFORE UPDATE OR DELETE ON invoicing.report FOR EACH ROW EXECUTE FUNCTION invoicing.refuse_change();

-- The book of the pretend platform: an outside system that happens to live in the same database.
CREATE SCHEMA pretend_platform;
CREATE TABLE pretend_platform.deposit (
  reference text COLLATE "C" PRIMARY KEY,
  external_id text COLLATE "C" NOT NULL UNIQUE,
  number text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE pretend_platform.status (
  event_id text COLLATE "C" PRIMARY KEY,
  external_id text COLLATE "C" NOT NULL,
  code integer NOT NULL,
  why text NOT NULL,
  tell_at timestamptz NOT NULL
);
CREATE INDEX status_external ON pretend_platform.status (external_id);

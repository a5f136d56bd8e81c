-- Counting what lies at a site while it sells. A scan keeps what the book said of its article at its own instant; what is posted is the
-- difference to that, never a quantity.
CREATE SCHEMA counts;

CREATE TABLE counts.count (
  count_id text COLLATE "C" PRIMARY KEY,
  site_id text COLLATE "C" NOT NULL,
  scope text COLLATE "C" NOT NULL CHECK (scope IN ('full', 'category', 'articles', 'zone')),
  state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'recount', 'review', 'posted', 'cancelled')),
  name text NOT NULL,
  -- Whoever counts does not see what the book says.
  blind boolean NOT NULL,
  -- A second count where the difference is larger than so many units, or than this share of the book; null: never for that.
  recount_units bigint CHECK (recount_units >= 0),
  recount_percent int CHECK (recount_percent BETWEEN 0 AND 100),
  content_hash text COLLATE "C" NOT NULL,
  version int NOT NULL DEFAULT 1,
  made_by text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  finished_at timestamptz,
  closed_at timestamptz,
  closed_by text COLLATE "C"
) WITH (fillfactor = 80);
CREATE INDEX count_made ON counts.count (made_at DESC, count_id DESC);
CREATE INDEX count_site ON counts.count (site_id, state);

-- An article of a count: expected there, or found there all the same.
CREATE TABLE counts.line (
  count_id text COLLATE "C" NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  expected boolean NOT NULL,
  -- 2: counted anew, and what the first count said no longer counts.
  round int NOT NULL DEFAULT 1 CHECK (round IN (1, 2)),
  -- A person with the right to approve took the first count as it is.
  accepted boolean NOT NULL DEFAULT false,
  -- What was posted: units counted, what the book said at the scan, and why they differ. Null until then.
  counted bigint CHECK (counted >= 0),
  book bigint,
  difference bigint,
  reason text COLLATE "C",
  posted_at timestamptz,
  PRIMARY KEY (count_id, sku_id),
  CONSTRAINT line_posted CHECK ((posted_at IS NULL) = (counted IS NULL) AND (posted_at IS NULL) = (book IS NULL)
    AND (posted_at IS NULL OR difference = counted - book))
) WITH (fillfactor = 80);
CREATE INDEX line_sku ON counts.line (sku_id, count_id);

-- One beep, or one number typed in. A correction is a negative one.
CREATE TABLE counts.scan (
  count_id text COLLATE "C" NOT NULL,
  scan_id text COLLATE "C" NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  round int NOT NULL,
  quantity bigint NOT NULL,
  -- What the book said at `at`.
  book bigint NOT NULL,
  zone text NOT NULL DEFAULT '',
  counter text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (count_id, scan_id)
);
CREATE INDEX scan_article ON counts.scan (count_id, sku_id, round);
CREATE FUNCTION counts.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'what was counted is never changed; correct it with another scan' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER scan_immutable BEFORE UPDATE OR DELETE ON counts.scan FOR EACH ROW EXECUTE FUNCTION counts.refuse_change();

-- Which site serves an order: rules as data. A version is never changed; the next one replaces it from its day on.
CREATE SCHEMA sourcing;
CREATE TABLE sourcing.policy (
  policy_id text COLLATE "C" PRIMARY KEY,
  -- Null: of the whole house, for channels without rules of their own.
  channel_id text COLLATE "C",
  version integer NOT NULL CHECK (version >= 1),
  -- Null: the channel has no rules of its own any more.
  rules jsonb,
  valid_from timestamptz NOT NULL,
  note text NOT NULL,
  content_hash text COLLATE "C" NOT NULL,
  made_by text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  UNIQUE NULLS NOT DISTINCT (channel_id, version),
  CHECK (channel_id IS NOT NULL OR rules IS NOT NULL)
);
CREATE FUNCTION sourcing.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'a version of the rules is never changed; make the next one' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER policy_immutable BEFORE UPDATE OR DELETE ON sourcing.policy FOR EACH ROW EXECUTE FUNCTION sourcing.refuse_change();

-- What a channel sells of an article beyond its stock: a back-order or a pre-order, under a cap.
CREATE TABLE sourcing.later (
  sku_id text COLLATE "C" NOT NULL,
  channel_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('none', 'back_order', 'pre_order')),
  cap bigint NOT NULL CHECK (cap >= 0),
  -- When it is expected; null: not known, and nothing is promised.
  expected date,
  -- Units of the cap that are used: of a back-order those that wait, of a pre-order those sold since it was opened.
  taken bigint NOT NULL DEFAULT 0,
  -- Units sold that wait for stock.
  waiting bigint NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (sku_id, channel_id),
  -- The last wall, without exception: nobody is promised more than the cap.
  CONSTRAINT later_cap CHECK (0 <= waiting AND waiting <= taken AND taken <= cap)
) WITH (fillfactor = 70);
CREATE INDEX later_waiting ON sourcing.later (sku_id) WHERE waiting > 0;

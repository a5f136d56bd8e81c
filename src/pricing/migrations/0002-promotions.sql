-- Promotions: versions are never changed, so that any past moment can be priced again. In force at t: the version made last before t.
CREATE TABLE pricing.promotion (
  promotion_id text COLLATE "C" NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  state text COLLATE "C" NOT NULL CHECK (state IN ('draft', 'on', 'off')),
  rule jsonb NOT NULL,
  -- How often it may be used: in all, by one buyer; and how much it may take off in all, in minor units. NULL: as often as wanted.
  max_uses bigint CHECK (max_uses >= 1),
  max_each integer CHECK (max_each >= 1),
  budget_minor bigint CHECK (budget_minor >= 1),
  note text NOT NULL,
  content_hash text COLLATE "C" NOT NULL,
  made_by text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (promotion_id, version)
);
CREATE TRIGGER promotion_immutable BEFORE UPDATE OR DELETE ON pricing.promotion FOR EACH ROW EXECUTE FUNCTION pricing.refuse_change();

-- What a promotion was used: one row each, locked by whoever uses it. Sums of pricing.promotion_use, held against it by PRM1.
CREATE TABLE pricing.promotion_tally (
  promotion_id text COLLATE "C" PRIMARY KEY,
  uses bigint NOT NULL DEFAULT 0 CHECK (uses >= 0),
  spent_minor bigint NOT NULL DEFAULT 0 CHECK (spent_minor >= 0)
) WITH (fillfactor = 50);

-- Codes that open a promotion, in capitals without spaces.
CREATE TABLE pricing.promotion_code (
  code text COLLATE "C" PRIMARY KEY CHECK (code ~ '^[A-Z0-9-]{3,40}$'),
  promotion_id text COLLATE "C" NOT NULL,
  max_uses bigint CHECK (max_uses >= 1),
  uses bigint NOT NULL DEFAULT 0 CHECK (uses >= 0),
  made_at timestamptz NOT NULL,
  CHECK (uses <= coalesce(max_uses, uses))
);
CREATE INDEX promotion_code_of ON pricing.promotion_code (promotion_id, code);

-- Of limited promotions alone. `buyer`: the customer, where one was known.
CREATE TABLE pricing.promotion_use (
  order_id text COLLATE "C" NOT NULL,
  promotion_id text COLLATE "C" NOT NULL,
  code text COLLATE "C",
  buyer text COLLATE "C",
  minor bigint NOT NULL CHECK (minor >= 0),
  used_at timestamptz NOT NULL,
  given_back_at timestamptz,
  PRIMARY KEY (order_id, promotion_id)
);
CREATE INDEX promotion_use_of ON pricing.promotion_use (promotion_id, buyer) WHERE given_back_at IS NULL;

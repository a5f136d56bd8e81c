-- Four eyes: what one person may do only when another agrees. The row says what was asked in ids and amounts, and by its hash which
-- command it is good for, once.
CREATE TABLE identity.approval (
  approval_id text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  subject_id text COLLATE "C" NOT NULL,
  -- Who decides holds this right, at these sites (empty: everywhere).
  needs_right text COLLATE "C" NOT NULL,
  site_ids text[] COLLATE "C" NOT NULL,
  facts jsonb NOT NULL,
  content_hash text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'used')),
  asked_by text COLLATE "C" NOT NULL,
  asked_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  decided_by text COLLATE "C" CHECK (decided_by <> asked_by),
  decided_at timestamptz
);
CREATE UNIQUE INDEX approval_one ON identity.approval (asked_by, content_hash) WHERE state IN ('asked', 'approved');
CREATE INDEX approval_newest ON identity.approval (asked_at DESC, approval_id DESC);

-- How much a role gives back by itself, in minor units of whatever currency; a role without a row has the limit of the house.
CREATE TABLE identity.refund_limit (role text COLLATE "C" PRIMARY KEY, minor bigint CHECK (minor >= 0), set_at timestamptz NOT NULL);

-- Who was taken out, when, by whom, for which reason of the law, and what stayed: ids and numbers alone. Shard key customer_id.
CREATE SCHEMA privacy;
CREATE TABLE privacy.erasure (
  customer_id text COLLATE "C" PRIMARY KEY,
  -- Article 17(1): asked by the person (a: consent withdrawn, b), no longer needed, objected, unlawful.
  reason text COLLATE "C" NOT NULL CHECK (reason IN ('asked', 'not_needed', 'objected', 'unlawful')),
  erased_by text COLLATE "C" NOT NULL,
  erased_at timestamptz NOT NULL,
  -- [{what, why, count}]
  kept jsonb NOT NULL
);
CREATE INDEX erasure_newest ON privacy.erasure (erased_at DESC, customer_id DESC);

-- Which part of the catalogue a channel offers, where a rule decides it; and the products that are decided by hand all the same.
CREATE SCHEMA assortment;
CREATE TABLE assortment.rule (
  channel_id text COLLATE "C" PRIMARY KEY,
  condition jsonb NOT NULL,
  from_at timestamptz,
  until_at timestamptz,
  enabled boolean NOT NULL,
  -- When every product is to be looked at again; null: nothing is planned.
  due_at timestamptz,
  version integer NOT NULL CHECK (version >= 1),
  CHECK (from_at < until_at)
);
CREATE INDEX rule_due ON assortment.rule (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE assortment.exception (
  product_id text COLLATE "C" NOT NULL,
  channel_id text COLLATE "C" NOT NULL,
  published boolean NOT NULL,
  PRIMARY KEY (product_id, channel_id)
);

-- Buying: suppliers, what they sell us, orders to them, what arrived, what went back, and what stock costs. Shard key of costs: sku_id.
CREATE SCHEMA purchasing;

CREATE TABLE purchasing.supplier (
  supplier_id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  currency text COLLATE "C" NOT NULL,
  lead_days integer NOT NULL CHECK (lead_days BETWEEN 0 AND 365),
  -- Minor units of the supplier's currency below which it does not deliver; 0: no minimum.
  min_order_minor bigint NOT NULL CHECK (min_order_minor >= 0),
  -- How much more than ordered may be received without asking, in whole percent.
  tolerance_percent integer NOT NULL CHECK (tolerance_percent BETWEEN 0 AND 100),
  language text COLLATE "C" NOT NULL CHECK (language IN ('fr', 'en')),
  email text,
  contacts jsonb NOT NULL,
  note text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  content_hash text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);
CREATE INDEX supplier_name ON purchasing.supplier (lower(name), supplier_id);

-- An article as a supplier sells it. One supplier of an article is preferred: proposals buy from it.
CREATE TABLE purchasing.supply (
  sku_id text COLLATE "C" NOT NULL,
  supplier_id text COLLATE "C" NOT NULL,
  supplier_sku text COLLATE "C",
  pack_units integer NOT NULL CHECK (pack_units BETWEEN 1 AND 1000000),
  -- Thousandths of a minor unit of the supplier's currency, for one unit.
  cost_milli bigint NOT NULL CHECK (cost_milli >= 0),
  lead_days integer CHECK (lead_days BETWEEN 0 AND 365),
  preferred boolean NOT NULL,
  PRIMARY KEY (sku_id, supplier_id)
);
CREATE INDEX supply_supplier ON purchasing.supply (supplier_id, sku_id);
CREATE UNIQUE INDEX supply_preferred ON purchasing.supply (sku_id) WHERE preferred;

CREATE SEQUENCE purchasing.purchase_number START 1001;
CREATE TABLE purchasing.purchase (
  purchase_id text COLLATE "C" PRIMARY KEY,
  number bigint NOT NULL UNIQUE DEFAULT nextval('purchasing.purchase_number'),
  supplier_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  entity_id text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  -- Billionths of our currency for one of theirs; null while it is not known.
  fx_nano bigint CHECK (fx_nano > 0),
  -- The supplier's, as it was when the order was drafted.
  tolerance_percent integer NOT NULL CHECK (tolerance_percent BETWEEN 0 AND 100),
  state text COLLATE "C" NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'sent', 'closed', 'cancelled')),
  expected_on date,
  reference text NOT NULL,
  note text NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  sent_at timestamptz,
  -- 'mail': the supplier is written to; 'file': a person sends the file.
  sent_how text COLLATE "C" CHECK (sent_how IN ('mail', 'file')),
  closed_at timestamptz,
  content_hash text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CHECK (state = 'draft' OR state = 'cancelled' OR (sent_at IS NOT NULL AND fx_nano IS NOT NULL))
) WITH (fillfactor = 85);
CREATE INDEX purchase_created ON purchasing.purchase (created_at DESC, purchase_id DESC);
CREATE INDEX purchase_supplier ON purchasing.purchase (supplier_id, created_at DESC);
CREATE INDEX purchase_open ON purchasing.purchase (site_id) WHERE state = 'sent';

CREATE TABLE purchasing.purchase_line (
  purchase_id text COLLATE "C" NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  line_no integer NOT NULL,
  ordered bigint NOT NULL CHECK (ordered > 0),
  good bigint NOT NULL DEFAULT 0 CHECK (good >= 0),
  damaged bigint NOT NULL DEFAULT 0 CHECK (damaged >= 0),
  -- What may arrive without asking again: the tolerance's, or what a person allowed.
  allowed bigint NOT NULL,
  allowed_by text COLLATE "C",
  supplier_sku text COLLATE "C",
  pack_units integer NOT NULL CHECK (pack_units > 0),
  cost_milli bigint NOT NULL CHECK (cost_milli >= 0),
  PRIMARY KEY (purchase_id, sku_id),
  UNIQUE (purchase_id, line_no),
  CONSTRAINT line_ceiling CHECK (good + damaged <= allowed)
) WITH (fillfactor = 85);
CREATE INDEX purchase_line_open ON purchasing.purchase_line (sku_id) WHERE good + damaged < ordered;

CREATE FUNCTION purchasing.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'what arrived and what it cost is never changed; correct it with another fact' USING ERRCODE = '42501'; END $$;

-- A delivery, or a part of one. Its id is the caller's: the same again is the same delivery.
CREATE TABLE purchasing.receipt (
  receipt_id text COLLATE "C" PRIMARY KEY,
  purchase_id text COLLATE "C" NOT NULL,
  delivery_note text NOT NULL,
  at timestamptz NOT NULL,
  actor text COLLATE "C" NOT NULL,
  content_hash text COLLATE "C" NOT NULL
);
CREATE INDEX receipt_purchase ON purchasing.receipt (purchase_id, at);
CREATE TABLE purchasing.receipt_line (
  receipt_id text COLLATE "C" NOT NULL,
  line_no integer NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  -- good: to the sellable place; damaged: to the damaged place; wrong: not ordered, to quarantine.
  state text COLLATE "C" NOT NULL CHECK (state IN ('good', 'damaged', 'wrong')),
  movement_id text COLLATE "C" NOT NULL UNIQUE,
  -- What the goods cost by the order, in thousandths of a minor unit of our currency.
  value_milli bigint NOT NULL CHECK (value_milli >= 0),
  PRIMARY KEY (receipt_id, line_no)
);
CREATE TRIGGER receipt_immutable BEFORE UPDATE OR DELETE ON purchasing.receipt FOR EACH ROW EXECUTE FUNCTION purchasing.refuse_change();
CREATE TRIGGER receipt_line_immutable BEFORE UPDATE OR DELETE ON purchasing.receipt_line FOR EACH ROW EXECUTE FUNCTION purchasing.refuse_change();

-- Freight, customs and the like of a delivery, spread over its lines by their value.
CREATE TABLE purchasing.landed (
  landed_id text COLLATE "C" PRIMARY KEY,
  receipt_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('freight', 'customs', 'insurance', 'other')),
  minor bigint NOT NULL CHECK (minor > 0),
  at timestamptz NOT NULL,
  actor text COLLATE "C" NOT NULL,
  content_hash text COLLATE "C" NOT NULL
);
CREATE INDEX landed_receipt ON purchasing.landed (receipt_id);

-- Goods that went back to a supplier.
CREATE TABLE purchasing.supplier_return (
  return_id text COLLATE "C" PRIMARY KEY,
  supplier_id text COLLATE "C" NOT NULL,
  purchase_id text COLLATE "C",
  site_id text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  at timestamptz NOT NULL,
  actor text COLLATE "C" NOT NULL,
  content_hash text COLLATE "C" NOT NULL
);
CREATE INDEX supplier_return_supplier ON purchasing.supplier_return (supplier_id, at DESC);
CREATE INDEX supplier_return_purchase ON purchasing.supplier_return (purchase_id) WHERE purchase_id IS NOT NULL;
CREATE TABLE purchasing.supplier_return_line (
  return_id text COLLATE "C" NOT NULL,
  line_no integer NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  movement_id text COLLATE "C" NOT NULL UNIQUE,
  PRIMARY KEY (return_id, line_no)
);
CREATE TRIGGER supplier_return_immutable BEFORE UPDATE OR DELETE ON purchasing.supplier_return
  FOR EACH ROW EXECUTE FUNCTION purchasing.refuse_change();
CREATE TRIGGER supplier_return_line_immutable BEFORE UPDATE OR DELETE ON purchasing.supplier_return_line
  FOR EACH ROW EXECUTE FUNCTION purchasing.refuse_change();

-- What the stock of an article costs a legal entity (decision 0006): units and value as of the last entry; the average is derived.
CREATE TABLE purchasing.cost (
  sku_id text COLLATE "C" NOT NULL,
  entity_id text COLLATE "C" NOT NULL,
  units bigint NOT NULL DEFAULT 0 CHECK (units >= 0),
  value_milli bigint NOT NULL DEFAULT 0 CHECK (value_milli >= 0),
  -- The last average, for what is found after the stock had been empty.
  last_milli bigint NOT NULL DEFAULT 0 CHECK (last_milli >= 0),
  entries integer NOT NULL DEFAULT 0,
  PRIMARY KEY (sku_id, entity_id),
  CONSTRAINT cost_empty CHECK (units > 0 OR value_milli = 0)
) WITH (fillfactor = 80);
CREATE TABLE purchasing.cost_entry (
  sku_id text COLLATE "C" NOT NULL,
  entity_id text COLLATE "C" NOT NULL,
  entry_no integer NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('opening', 'receipt', 'landed', 'moved', 'returned', 'revalued')),
  units bigint NOT NULL,
  value_milli bigint NOT NULL,
  -- The part of a late cost whose goods had left already.
  expensed_milli bigint NOT NULL DEFAULT 0,
  units_after bigint NOT NULL,
  value_after bigint NOT NULL,
  document text COLLATE "C",
  reason text,
  actor text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (sku_id, entity_id, entry_no)
);
CREATE TRIGGER cost_entry_immutable BEFORE UPDATE OR DELETE ON purchasing.cost_entry FOR EACH ROW EXECUTE FUNCTION purchasing.refuse_change();

-- What a person decided of an article at a site; where nothing is said, the rate of sale and the house's days decide.
CREATE TABLE purchasing.reorder_rule (
  sku_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  min_units bigint CHECK (min_units >= 0),
  max_units bigint,
  target_days integer CHECK (target_days BETWEEN 1 AND 365),
  skip boolean NOT NULL DEFAULT false,
  PRIMARY KEY (sku_id, site_id),
  CHECK ((min_units IS NULL) = (max_units IS NULL) AND max_units >= min_units)
);

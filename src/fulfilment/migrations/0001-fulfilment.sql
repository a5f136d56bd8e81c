-- Preparing orders. What is to be prepared is derived from the open allocations of placed orders; here stands only what was done about it.
CREATE SCHEMA fulfilment;

-- A pick list of a site: orders that are picked in one go.
CREATE TABLE fulfilment.wave (
  wave_id text COLLATE "C" PRIMARY KEY,
  site_id text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'closed')),
  -- How its orders were chosen: by hand, or all that were placed until a moment.
  rule text COLLATE "C" NOT NULL CHECK (rule IN ('chosen', 'until')),
  until timestamptz,
  content_hash text COLLATE "C" NOT NULL,
  made_by text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  closed_at timestamptz
);
CREATE INDEX wave_made ON fulfilment.wave (site_id, made_at DESC, wave_id DESC);

-- The wave in which an order is picked at a site: one at a time.
CREATE TABLE fulfilment.wave_order (
  order_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  wave_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (order_id, site_id)
);
CREATE INDEX wave_order_wave ON fulfilment.wave_order (wave_id);

-- What was taken from its shelf for a line and has not left the site. `order_version`: the order as it was when this was last agreed with it.
CREATE TABLE fulfilment.pick (
  order_id text COLLATE "C" NOT NULL,
  line_no integer NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  picked bigint NOT NULL DEFAULT 0 CHECK (picked >= 0),
  picked_by text COLLATE "C" NOT NULL,
  picked_at timestamptz NOT NULL,
  order_version integer NOT NULL,
  PRIMARY KEY (order_id, line_no, site_id)
) WITH (fillfactor = 80);

-- What nobody found, what became of it, and the count that looks for it.
CREATE TABLE fulfilment.missing (
  missing_id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  line_no integer NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  elsewhere bigint NOT NULL,
  flagged bigint NOT NULL,
  count_id text COLLATE "C",
  actor text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  CHECK (elsewhere >= 0 AND flagged >= 0 AND elsewhere + flagged = quantity)
);
CREATE INDEX missing_order ON fulfilment.missing (order_id);
CREATE INDEX missing_article ON fulfilment.missing (site_id, sku_id, at DESC);

CREATE TABLE fulfilment.parcel (
  parcel_id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('packing', 'packed', 'left', 'dropped')),
  weight_g integer CHECK (weight_g > 0),
  carrier text COLLATE "C",
  -- `asked` is written before the carrier is asked: an answer that was lost is looked up, never asked for anew.
  label_state text COLLATE "C" NOT NULL DEFAULT 'none' CHECK (label_state IN ('none', 'asked', 'known', 'refused')),
  tracking text COLLATE "C",
  label jsonb,
  -- What the carrier's facts add up to, and when it was last asked for them.
  status text COLLATE "C" CHECK (status IN ('accepted', 'under_way', 'out_for_delivery', 'problem', 'delivered', 'returned')),
  asked_at timestamptz,
  delivered_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  made_by text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  packed_at timestamptz,
  left_at timestamptz,
  CHECK ((label_state = 'known') = (tracking IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX parcel_order ON fulfilment.parcel (order_id);
CREATE INDEX parcel_here ON fulfilment.parcel (site_id, made_at) WHERE state IN ('packing', 'packed');
CREATE INDEX parcel_under_way ON fulfilment.parcel (asked_at NULLS FIRST) WHERE state = 'left' AND delivered_at IS NULL AND tracking IS NOT NULL;
CREATE INDEX parcel_tracking ON fulfilment.parcel (tracking) WHERE tracking IS NOT NULL;

CREATE TABLE fulfilment.parcel_line (
  parcel_id text COLLATE "C" NOT NULL,
  line_no integer NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (parcel_id, line_no)
);

-- With which movements of the stock ledger a parcel left.
CREATE TABLE fulfilment.gone (
  parcel_id text COLLATE "C" NOT NULL,
  line_no integer NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  reservation_id text COLLATE "C" NOT NULL UNIQUE,
  quantity bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (parcel_id, line_no, reservation_id)
);

-- What a carrier told, each once by the carrier's own id of it; joined, so that its order and number do not matter.
CREATE TABLE fulfilment.parcel_event (
  parcel_id text COLLATE "C" NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('accepted', 'under_way', 'out_for_delivery', 'problem', 'delivered', 'returned')),
  at timestamptz NOT NULL,
  place text NOT NULL,
  heard_at timestamptz NOT NULL,
  PRIMARY KEY (parcel_id, event_id)
);

-- How a site keeps what is to be collected, and who carries its parcels.
CREATE TABLE fulfilment.setting (
  site_id text COLLATE "C" PRIMARY KEY,
  collect_days integer NOT NULL CHECK (collect_days BETWEEN 1 AND 60),
  -- Days before that end on which its buyer is reminded; 0: never.
  remind_days integer NOT NULL CHECK (remind_days BETWEEN 0 AND 30 AND remind_days < collect_days),
  carrier text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1
);

-- What was said or done about an order that lies ready.
CREATE TABLE fulfilment.collection (
  order_id text COLLATE "C" PRIMARY KEY,
  reminded_at timestamptz,
  collected_at timestamptz,
  checked text COLLATE "C" CHECK (checked IN ('code', 'name')),
  ended_at timestamptz
);

-- Serial references of our logistic labels (SSCC): one a parcel, never twice.
CREATE TABLE fulfilment.sscc (
  parcel_id text COLLATE "C" PRIMARY KEY,
  serial bigint GENERATED ALWAYS AS IDENTITY UNIQUE
);

-- The pretend carrier's own book: an outside system.
CREATE SCHEMA pretend_carrier;
CREATE TABLE pretend_carrier.shipment (
  reference text COLLATE "C" PRIMARY KEY,
  tracking text COLLATE "C" NOT NULL UNIQUE,
  body jsonb NOT NULL,
  asked integer NOT NULL DEFAULT 1,
  made_at timestamptz NOT NULL DEFAULT now(),
  scanned_at timestamptz
);
CREATE SEQUENCE pretend_carrier.number;

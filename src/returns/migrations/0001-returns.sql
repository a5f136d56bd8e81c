-- Goods that come back and the money for them. Shard key: order_id, to which all of a return belongs; ids are made by the caller.
CREATE SCHEMA returns;

CREATE TABLE returns.request (
  return_id text COLLATE "C" PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  order_id text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C",
  source text COLLATE "C" NOT NULL CHECK (source IN ('shopper', 'office', 'counter', 'kindness')),
  reason text COLLATE "C" NOT NULL,
  -- A withdrawal in law: a sale at a distance, within the period or before the goods came.
  withdrawal boolean NOT NULL,
  note text NOT NULL,
  -- What staff say about it, for the shopper to read.
  answer text NOT NULL DEFAULT '',
  state text COLLATE "C" NOT NULL CHECK (state IN
    ('requested', 'approved', 'in_transit', 'received', 'inspected', 'resolved', 'refused', 'cancelled')),
  -- Where the goods are expected; null: any site of ours.
  site_id text COLLATE "C",
  -- What proves that they were sent.
  tracking text NOT NULL DEFAULT '',
  content_hash text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  asked_by text COLLATE "C" NOT NULL,
  asked_at timestamptz NOT NULL,
  answered_at timestamptz,
  sent_at timestamptz,
  received_at timestamptz,
  closed_at timestamptz,
  closed_by text COLLATE "C",
  -- By when the money must be given back; null where no law sets a day.
  pay_by timestamptz
) WITH (fillfactor = 85);
CREATE INDEX request_order ON returns.request (order_id, asked_at DESC);
CREATE INDEX request_asked ON returns.request (asked_at DESC, return_id DESC);
CREATE INDEX request_customer ON returns.request (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX request_open ON returns.request (asked_at, return_id) WHERE state NOT IN ('resolved', 'refused', 'cancelled');

-- What was announced.
CREATE TABLE returns.line (
  return_id text COLLATE "C" NOT NULL REFERENCES returns.request,
  line_no integer NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (return_id, line_no)
);

-- What came, in one go, at a site of ours. The id is made by who receives: a repeated scan is one receipt.
CREATE TABLE returns.receipt (
  receipt_id text COLLATE "C" PRIMARY KEY,
  return_id text COLLATE "C" NOT NULL REFERENCES returns.request,
  site_id text COLLATE "C" NOT NULL,
  content_hash text COLLATE "C" NOT NULL,
  by text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX receipt_return ON returns.receipt (return_id);

-- item_id is also the id of the movement into the receiving site's quarantine.
CREATE TABLE returns.item (
  item_id text COLLATE "C" PRIMARY KEY,
  receipt_id text COLLATE "C" NOT NULL REFERENCES returns.receipt,
  return_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('line', 'surplus', 'foreign')),
  line_no integer,
  sku_id text COLLATE "C",
  label text NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  reason text COLLATE "C" NOT NULL,
  CHECK ((kind = 'line') = (line_no IS NOT NULL) AND (kind = 'foreign') = (sku_id IS NULL))
);
CREATE INDEX item_return ON returns.item (return_id);
CREATE INDEX item_order ON returns.item (order_id);

-- What somebody saw in it, and where the units went. part_id is also the id of the movement out of quarantine.
CREATE TABLE returns.part (
  part_id text COLLATE "C" PRIMARY KEY,
  item_id text COLLATE "C" NOT NULL REFERENCES returns.item,
  return_id text COLLATE "C" NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  condition text COLLATE "C" NOT NULL,
  -- Null for what is not ours: it stays with who brought it, or waits for them.
  disposition text COLLATE "C",
  by text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX part_return ON returns.part (return_id);
CREATE INDEX part_item ON returns.part (item_id);

-- What is owed to a buyer. Never changed but for its attempts: a failed payment stays owed.
CREATE TABLE returns.due (
  due_id text COLLATE "C" PRIMARY KEY,
  return_id text COLLATE "C" NOT NULL REFERENCES returns.request,
  order_id text COLLATE "C" NOT NULL,
  -- [{lineNo, quantity, deductMinor, minor, netMinor, taxMinor, rate}] and [{rate, minor, netMinor, taxMinor}]
  lines jsonb NOT NULL,
  carriage jsonb NOT NULL,
  goodwill_minor bigint NOT NULL CHECK (goodwill_minor >= 0),
  entitled_minor bigint NOT NULL CHECK (entitled_minor >= 0),
  minor bigint NOT NULL CHECK (minor >= 0 AND minor <= entitled_minor),
  currency text COLLATE "C" NOT NULL,
  why jsonb NOT NULL,
  -- `original`: to what was paid with; `cash`: from the drawer of a till.
  way text COLLATE "C" NOT NULL CHECK (way IN ('original', 'cash', 'exchange')),
  device_id text COLLATE "C",
  reason text NOT NULL,
  content_hash text COLLATE "C" NOT NULL,
  by text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  next_try_at timestamptz,
  paid_at timestamptz
) WITH (fillfactor = 85);
CREATE INDEX due_return ON returns.due (return_id);
CREATE INDEX due_order ON returns.due (order_id);
CREATE INDEX due_next ON returns.due (next_try_at) WHERE paid_at IS NULL AND next_try_at IS NOT NULL;

-- A refund of the money ledger by which a due is paid; the ledger tells what became of it.
CREATE TABLE returns.payback (
  refund_id text COLLATE "C" PRIMARY KEY,
  due_id text COLLATE "C" NOT NULL REFERENCES returns.due,
  payment_id text COLLATE "C" NOT NULL,
  minor bigint NOT NULL CHECK (minor > 0),
  at timestamptz NOT NULL
);
CREATE INDEX payback_due ON returns.payback (due_id);

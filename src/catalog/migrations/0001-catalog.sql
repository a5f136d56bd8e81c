-- What the merchant sells. Texts for people are jsonb {fr, en}; the read side is cached in process by version.
-- Products are never deleted (orders name them), so no foreign keys point at them: they would cost an import a fifth of its time.
-- The oracle CAT2 looks instead.
CREATE SCHEMA catalog;

CREATE TABLE catalog.product (
  product_id text COLLATE "C" PRIMARY KEY,
  handle text COLLATE "C" NOT NULL UNIQUE,
  name jsonb NOT NULL,
  -- As it came (HTML of other shops included), for a faithful export; only `safeHtml()` of it is ever shown.
  description jsonb NOT NULL,
  facts jsonb NOT NULL DEFAULT '{}',
  brand text,
  product_type text,
  tax_class text COLLATE "C" NOT NULL CHECK (tax_class IN ('standard', 'intermediate', 'reduced', 'super_reduced')),
  tags text[] NOT NULL DEFAULT '{}',
  options jsonb NOT NULL DEFAULT '[]',
  status text COLLATE "C" NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
  -- Columns of a file that we give no meaning to, kept so that an export returns them.
  attributes jsonb NOT NULL DEFAULT '{}',
  -- What the last file said of this product; NULL after an edit by hand, so that the next file is compared in full.
  source_hash text COLLATE "C",
  sort_fr text COLLATE "C" NOT NULL GENERATED ALWAYS AS (base.fold(name ->> 'fr')) STORED,
  sort_en text COLLATE "C" NOT NULL GENERATED ALWAYS AS (base.fold(name ->> 'en')) STORED,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL CHECK (version >= 1)
);
CREATE INDEX product_fr ON catalog.product (sort_fr, product_id);
CREATE INDEX product_en ON catalog.product (sort_en, product_id);
CREATE INDEX product_newest ON catalog.product (created_at DESC, product_id DESC);

CREATE TABLE catalog.variant (
  sku_id text COLLATE "C" PRIMARY KEY,
  product_id text COLLATE "C" NOT NULL,
  position integer NOT NULL,
  sku text NOT NULL,
  -- The SKU in capitals: two SKUs that differ in case only would be one to every scanner and person.
  sku_key text COLLATE "C" NOT NULL UNIQUE,
  sku_derived boolean NOT NULL,
  gtin text COLLATE "C" CHECK (gtin ~ '^[0-9]{14}$'),
  option_values jsonb NOT NULL DEFAULT '[]',
  option_key text COLLATE "C" NOT NULL,
  weight_g integer CHECK (weight_g >= 0),
  media_id text COLLATE "C",
  attributes jsonb NOT NULL DEFAULT '{}',
  status text COLLATE "C" NOT NULL CHECK (status IN ('active', 'withdrawn')),
  UNIQUE (product_id, option_key)
);
CREATE INDEX variant_gtin ON catalog.variant (gtin) WHERE gtin IS NOT NULL;

CREATE TABLE catalog.category (
  category_id text COLLATE "C" PRIMARY KEY,
  handle text COLLATE "C" NOT NULL UNIQUE,
  parent_id text COLLATE "C" REFERENCES catalog.category,
  name jsonb NOT NULL,
  position integer NOT NULL,
  version integer NOT NULL
);
CREATE INDEX category_parent ON catalog.category (parent_id);
CREATE TABLE catalog.product_category (
  product_id text COLLATE "C" NOT NULL,
  category_id text COLLATE "C" NOT NULL,
  position integer NOT NULL,
  PRIMARY KEY (product_id, category_id)
);
CREATE INDEX product_category_of ON catalog.product_category (category_id, product_id);

-- On which channels a product is offered.
CREATE TABLE catalog.publication (
  product_id text COLLATE "C" NOT NULL,
  channel_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (product_id, channel_id)
);
CREATE INDEX publication_channel ON catalog.publication (channel_id, product_id);

-- Pictures: our drawings, uploads (content-addressed files), and remote addresses which a schedule fetches. `position` NULL: the
-- picture belongs to variants only and is not in the product's gallery.
CREATE TABLE catalog.media (
  media_id text COLLATE "C" PRIMARY KEY,
  product_id text COLLATE "C",
  position integer,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('drawing', 'upload', 'remote')),
  -- The picture itself, or the placeholder of a remote one.
  drawing jsonb,
  source_url text,
  content_hash text COLLATE "C",
  media_type text COLLATE "C",
  bytes integer,
  alt jsonb NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('ready', 'pending', 'failed')),
  tries integer NOT NULL DEFAULT 0,
  try_at timestamptz,
  created_at timestamptz NOT NULL
);
CREATE INDEX media_product ON catalog.media (product_id, position);
CREATE INDEX media_pending ON catalog.media (try_at) WHERE state = 'pending';

-- Attributes and families: what the merchant says of products of a kind, and the values.
CREATE TABLE catalog.attribute (
  code text COLLATE "C" PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$'),
  name jsonb NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('text', 'rich_text', 'number', 'measure', 'yes_no', 'choice', 'choices', 'date')),
  level text COLLATE "C" NOT NULL CHECK (level IN ('product', 'variant')),
  localisable boolean NOT NULL,
  per_channel boolean NOT NULL,
  facetable boolean NOT NULL,
  -- The unit in which limits are given and facets count; of measures only.
  unit text COLLATE "C" CHECK ((kind = 'measure') = (unit IS NOT NULL)),
  rules jsonb NOT NULL DEFAULT '{}',
  choices jsonb NOT NULL DEFAULT '[]',
  position integer NOT NULL,
  version integer NOT NULL CHECK (version >= 1)
);
CREATE TABLE catalog.family (
  code text COLLATE "C" PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$'),
  name jsonb NOT NULL,
  -- [{code, required}] in the order shown; required: 'no', 'everywhere' or a list of channels.
  attributes jsonb NOT NULL DEFAULT '[]',
  position integer NOT NULL,
  version integer NOT NULL CHECK (version >= 1)
);
ALTER TABLE catalog.product ADD COLUMN family text COLLATE "C";
ALTER TABLE catalog.product ADD COLUMN enrichment text COLLATE "C" NOT NULL DEFAULT 'draft' CHECK (enrichment IN ('draft', 'review', 'ready'));
CREATE INDEX product_family ON catalog.product (family, product_id) WHERE family IS NOT NULL;

-- Empty text where a part of the key says nothing: of the product itself, in every language, on every channel.
CREATE TABLE catalog.attribute_value (
  product_id text COLLATE "C" NOT NULL,
  attribute text COLLATE "C" NOT NULL,
  sku_id text COLLATE "C" NOT NULL DEFAULT '',
  language text COLLATE "C" NOT NULL DEFAULT '' CHECK (language IN ('', 'fr', 'en')),
  channel_id text COLLATE "C" NOT NULL DEFAULT '',
  value jsonb NOT NULL,
  PRIMARY KEY (product_id, attribute, sku_id, language, channel_id)
);
CREATE INDEX attribute_value_of ON catalog.attribute_value (attribute, product_id);

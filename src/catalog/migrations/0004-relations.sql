-- Which products go with a product, in the merchant's order; and what a bundle is made of.
CREATE TABLE catalog.relation (
  product_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('complement', 'alternative', 'spare_part')),
  related_id text COLLATE "C" NOT NULL,
  position integer NOT NULL,
  PRIMARY KEY (product_id, kind, related_id),
  CHECK (product_id <> related_id)
);
CREATE INDEX relation_to ON catalog.relation (related_id);
CREATE TABLE catalog.component (
  sku_id text COLLATE "C" NOT NULL,
  component_id text COLLATE "C" NOT NULL,
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 1000),
  position integer NOT NULL,
  PRIMARY KEY (sku_id, component_id),
  CHECK (sku_id <> component_id)
);
CREATE INDEX component_of ON catalog.component (component_id);

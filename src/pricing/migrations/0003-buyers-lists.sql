-- Lists for a group or a company, and prices from a number of units on.
ALTER TABLE pricing.price_list
  ADD COLUMN group_id text COLLATE "C",
  ADD COLUMN company_id text COLLATE "C",
  -- Of lists as specific as each other the lower counts; of equals the cheaper price.
  ADD COLUMN priority integer NOT NULL DEFAULT 100,
  ADD CHECK (group_id IS NULL OR company_id IS NULL);
DROP INDEX pricing.price_list_scope;
CREATE UNIQUE INDEX price_list_scope ON pricing.price_list (currency, coalesce(channel_id, '')) WHERE group_id IS NULL AND company_id IS NULL;
CREATE INDEX price_list_company ON pricing.price_list (company_id) WHERE company_id IS NOT NULL;
CREATE INDEX price_list_group ON pricing.price_list (group_id) WHERE group_id IS NOT NULL;

ALTER TABLE pricing.price ADD COLUMN from_units integer NOT NULL DEFAULT 1 CHECK (from_units >= 1);
CREATE INDEX price_step ON pricing.price (sku_id, list_id, from_units, valid_from DESC, seq DESC);

-- Which articles ever had a price in which list, and from how many units on: what a reader looks up, whatever the number of lists.
CREATE TABLE pricing.listed (
  sku_id text COLLATE "C" NOT NULL,
  list_id text COLLATE "C" NOT NULL,
  from_units integer NOT NULL,
  PRIMARY KEY (sku_id, list_id, from_units)
);
CREATE INDEX listed_of ON pricing.listed (list_id, sku_id, from_units);
INSERT INTO pricing.listed SELECT DISTINCT sku_id, list_id, from_units FROM pricing.price;

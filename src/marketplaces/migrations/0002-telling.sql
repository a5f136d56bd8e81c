-- An offer on its way: a worker that died between marking it and telling it must not leave it untold.
ALTER TABLE marketplaces.listing ADD COLUMN telling_since timestamptz;
CREATE INDEX listing_telling ON marketplaces.listing (channel_id, sku_id) WHERE telling_since IS NOT NULL;

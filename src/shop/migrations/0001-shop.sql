-- How shoppers said they want to receive what is in their cart: a wish, which the checkout begins with and the order gate ignores.
CREATE SCHEMA shop;
CREATE TABLE shop.wish (
  cart_id text COLLATE "C" NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  -- A site to collect from, or `home`.
  place text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (cart_id, sku_id)
);
CREATE INDEX wish_age ON shop.wish (at);

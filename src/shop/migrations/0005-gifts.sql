-- Units that came into a cart as a gift of a promotion: they leave it when the gift is no longer earned.
CREATE TABLE shop.gift (
  cart_id text COLLATE "C" NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  promotion_id text COLLATE "C" NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  at timestamptz NOT NULL,
  PRIMARY KEY (cart_id, sku_id)
);

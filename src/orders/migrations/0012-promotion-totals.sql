-- What promotions came to, as running totals by the merchant's day: a list of them must not read all orders. A reaction keeps them; it begins
-- at the journal's start, so that orders of before are counted too.
-- What an order was counted as: `told` is what each promotion took off it, {promotionId: minor}.
CREATE TABLE orders.counted (
  order_id text COLLATE "C" PRIMARY KEY,
  day date NOT NULL,
  channel_id text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  gross_minor bigint NOT NULL,
  told jsonb NOT NULL
);
CREATE TABLE orders.sales_day (
  day date NOT NULL,
  channel_id text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  orders bigint NOT NULL,
  turnover_minor bigint NOT NULL,
  PRIMARY KEY (day, channel_id, currency)
) WITH (fillfactor = 70);
CREATE TABLE orders.promotion_day (
  promotion_id text COLLATE "C" NOT NULL,
  day date NOT NULL,
  channel_id text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  uses bigint NOT NULL,
  given_minor bigint NOT NULL,
  worth_minor bigint NOT NULL,
  PRIMARY KEY (promotion_id, day, channel_id, currency)
) WITH (fillfactor = 70);
CREATE INDEX promotion_day_since ON orders.promotion_day (day);
-- The same by month, so that a year of two hundred promotions is a few thousand rows.
CREATE TABLE orders.promotion_month (
  promotion_id text COLLATE "C" NOT NULL,
  month date NOT NULL,
  channel_id text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  uses bigint NOT NULL,
  given_minor bigint NOT NULL,
  worth_minor bigint NOT NULL,
  PRIMARY KEY (promotion_id, month, channel_id, currency)
) WITH (fillfactor = 70);

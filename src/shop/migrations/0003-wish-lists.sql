-- What shoppers would like to have: lists with names, of those who have an account; guests keep theirs on their device.
CREATE TABLE shop.wish_list (
  list_id text COLLATE "C" PRIMARY KEY,
  customer_id text COLLATE "C" NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  -- The list in which a click on a heart puts things: one a customer.
  main boolean NOT NULL,
  -- Whoever has this code may look at the list.
  share_code text COLLATE "C" UNIQUE,
  made_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX wish_list_main ON shop.wish_list (customer_id) WHERE main;
CREATE INDEX wish_list_customer ON shop.wish_list (customer_id, made_at);

CREATE TABLE shop.wish_list_item (
  list_id text COLLATE "C" NOT NULL REFERENCES shop.wish_list ON DELETE CASCADE,
  product_id text COLLATE "C" NOT NULL,
  -- The price and whether it was to be had when it was put there: what has become better since is said.
  seen_minor bigint NOT NULL,
  seen_there boolean NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (list_id, product_id)
);

-- Who wants to hear when an article is back: one mail, then the address is forgotten.
CREATE TABLE shop.back_request (
  request_id text COLLATE "C" PRIMARY KEY,
  sku_id text COLLATE "C" NOT NULL,
  product_id text COLLATE "C" NOT NULL,
  channel_id text COLLATE "C" NOT NULL,
  email text NOT NULL,
  language text COLLATE "C" NOT NULL CHECK (language IN ('fr', 'en')),
  asked_at timestamptz NOT NULL,
  told_at timestamptz
);
CREATE UNIQUE INDEX back_request_waiting ON shop.back_request (sku_id, email) WHERE told_at IS NULL;
CREATE INDEX back_request_age ON shop.back_request (asked_at);

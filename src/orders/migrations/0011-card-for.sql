-- Who gets the gift cards of a line, by mail, on which day (in the merchant's calendar; null: at once) and with what words. Its name and
-- address are of somebody else than the buyer: they go when the mail has gone and the buyer is forgotten.
CREATE TABLE orders.card_for (
  order_id text COLLATE "C" NOT NULL,
  line_no integer NOT NULL,
  name text NOT NULL,
  email text COLLATE "C" NOT NULL,
  day date,
  words text NOT NULL,
  PRIMARY KEY (order_id, line_no)
);

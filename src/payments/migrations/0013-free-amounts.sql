-- The buyer of a gift card may choose what is on it, between two amounts of one currency; else it costs what the lists say.
ALTER TABLE payments.card_article ADD COLUMN least_minor bigint, ADD COLUMN most_minor bigint, ADD COLUMN currency text COLLATE "C";
ALTER TABLE payments.card_article ADD CONSTRAINT card_article_free CHECK (
  (least_minor IS NULL AND most_minor IS NULL AND currency IS NULL) OR (least_minor > 0 AND most_minor >= least_minor AND currency IS NOT NULL));

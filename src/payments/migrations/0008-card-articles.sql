-- A card that is told by mail leaves with it; one of paper or plastic is packed like other goods.
ALTER TABLE payments.card_article ADD COLUMN by_mail boolean NOT NULL DEFAULT true;

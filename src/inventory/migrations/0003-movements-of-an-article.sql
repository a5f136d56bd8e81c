-- What an article sold since a day (proposals to buy), and its movements in time. The primary key found all of its history, the index by time
-- all articles of those days. Over 600,000 movements, 60 of 694 days: one article 0.6 ms -> 0.06 ms, 200 articles 20 ms -> 4.3 ms; a row
-- written costs 6 microseconds more. The gate of a web order writes none: they come with the parcel.
CREATE INDEX movement_article ON inventory.movement (sku_id, at);

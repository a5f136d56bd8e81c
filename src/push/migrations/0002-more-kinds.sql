-- An order that is confirmed, and one that lies ready in its store, are told too.
ALTER TABLE push.message DROP CONSTRAINT message_kind_check;
ALTER TABLE push.message ADD CONSTRAINT message_kind_check CHECK (kind IN ('placed', 'ready', 'shipped', 'follow_up'));

-- Which sentence was read when the device asked: the first one promised nothing but parcels that leave, and the question a week later.
ALTER TABLE push.subscription ADD COLUMN wording integer NOT NULL DEFAULT 1;

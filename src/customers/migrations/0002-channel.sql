-- The channel on which a profile was made; null: by the house itself, for all channels.
ALTER TABLE customers.customer ADD COLUMN channel_id text COLLATE "C";

-- A session opened by PIN ends with the trust in its device. NULL: opened by password, or before this was kept.
ALTER TABLE identity.session ADD COLUMN device_id text COLLATE "C";
CREATE INDEX session_device ON identity.session (device_id) WHERE device_id IS NOT NULL;

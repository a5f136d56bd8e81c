-- A message may wait for its hour (a pause is only told when it lasts), and a mail server may refuse one address for good.
ALTER TABLE notifications.message ADD COLUMN due_at timestamptz;
ALTER TABLE notifications.message DROP CONSTRAINT message_state_check;
ALTER TABLE notifications.message ADD CONSTRAINT message_state_check CHECK (state IN ('queued', 'sent', 'skipped', 'refused'));

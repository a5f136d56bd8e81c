-- What was sent to whom is found by the record it is about; no text and no address is kept here.
CREATE SCHEMA notifications;
CREATE TABLE notifications.message (
  message_id text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  subject_id text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'skipped')),
  made_at timestamptz NOT NULL,
  claimed_at timestamptz,
  sent_at timestamptz,
  UNIQUE (kind, subject_id)
);
CREATE INDEX message_queued ON notifications.message (made_at) WHERE state = 'queued';

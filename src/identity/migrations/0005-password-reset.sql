-- Somebody asked for a new password. The link of the mail is signed, not stored; it works once and for an hour. Of an address that nobody
-- here has there is a row too, without a person: asking costs the same for everybody.
CREATE TABLE identity.reset (
  reset_id text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('staff', 'customer')),
  subject_id text COLLATE "C",
  -- A hash of the person's e-mail and password as they were: the link is over when either has changed.
  stamp text COLLATE "C",
  language text COLLATE "C" NOT NULL CHECK (language IN ('fr', 'en')),
  asked_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CHECK ((subject_id IS NULL) = (stamp IS NULL))
);
CREATE INDEX reset_subject ON identity.reset (subject_id) WHERE subject_id IS NOT NULL;
CREATE INDEX reset_expiry ON identity.reset (expires_at);

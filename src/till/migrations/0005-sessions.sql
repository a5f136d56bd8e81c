-- A till's day: opened with a float, counted without being told what there should be, closed with a Z report. Sessions of a till follow each
-- other: each ticket is in one, those that were sold while none was open in the next.
CREATE TABLE till.session (
  session_id text COLLATE "C" PRIMARY KEY,
  device_id text COLLATE "C" NOT NULL,
  number integer NOT NULL CHECK (number > 0),
  currency text COLLATE "C" NOT NULL,
  float_minor bigint NOT NULL CHECK (float_minor >= 0),
  first_sequence bigint NOT NULL CHECK (first_sequence > 0),
  opened_by text COLLATE "C" NOT NULL,
  opened_at timestamptz NOT NULL,
  last_sequence bigint,
  expected_minor bigint,
  counted_minor bigint CHECK (counted_minor >= 0),
  left_minor bigint CHECK (left_minor BETWEEN 0 AND counted_minor),
  -- Canonical JSON: what its tickets come to, as it was printed.
  report text,
  closed_by text COLLATE "C",
  closed_at timestamptz,
  UNIQUE (device_id, number),
  CHECK ((closed_at IS NULL) = (report IS NULL) AND (closed_at IS NULL) = (counted_minor IS NULL) AND (closed_at IS NULL) = (last_sequence IS NULL))
);
CREATE UNIQUE INDEX session_open ON till.session (device_id) WHERE closed_at IS NULL;

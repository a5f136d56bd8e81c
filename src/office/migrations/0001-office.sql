-- What the office keeps for the people who work in it: views of lists, notices of what needs a person, the first steps of a new shop.
CREATE SCHEMA office;
CREATE TABLE office.view (
  view_id text COLLATE "C" PRIMARY KEY,
  staff_id text COLLATE "C" NOT NULL,
  list text COLLATE "C" NOT NULL,
  name text NOT NULL,
  -- The query of the list's address: filters, columns, sort.
  search text NOT NULL,
  shared boolean NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  made_at timestamptz NOT NULL
);
CREATE INDEX view_list ON office.view (list, staff_id);
CREATE TABLE office.notice (
  notice_id text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  subject_id text COLLATE "C" NOT NULL,
  right_needed text COLLATE "C" NOT NULL,
  channel_id text COLLATE "C",
  -- Where it happened; null: nowhere in particular.
  site_id text COLLATE "C",
  -- The record that opens, and figures; no names of persons.
  facts jsonb NOT NULL,
  at timestamptz NOT NULL,
  settled_at timestamptz
);
-- The same fact told again (a restored cluster tells the journal from its start) is known already.
CREATE UNIQUE INDEX notice_once ON office.notice (kind, subject_id, at);
CREATE INDEX notice_open ON office.notice (at DESC, notice_id DESC) WHERE settled_at IS NULL;
CREATE INDEX notice_open_of ON office.notice (subject_id) WHERE settled_at IS NULL;
CREATE TABLE office.notice_read (
  staff_id text COLLATE "C" PRIMARY KEY,
  read_to timestamptz NOT NULL
);
CREATE TABLE office.notice_dismissed (
  staff_id text COLLATE "C" NOT NULL,
  notice_id text COLLATE "C" NOT NULL REFERENCES office.notice,
  PRIMARY KEY (staff_id, notice_id)
);
-- One row: what the owner chose to leave out of the first steps, and whether they are put away.
CREATE TABLE office.first_steps (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  skipped text[] NOT NULL,
  put_away boolean NOT NULL
);

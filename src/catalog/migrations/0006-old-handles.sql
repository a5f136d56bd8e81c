-- Handles under which a product or category was once to be found. They point to what it is, not to its next handle: however often it
-- moves, the way is one step long and never a circle. What has a handle now goes before what once had it.
CREATE TABLE catalog.old_handle (
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('product', 'category')),
  handle text COLLATE "C" NOT NULL,
  subject_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (kind, handle)
);

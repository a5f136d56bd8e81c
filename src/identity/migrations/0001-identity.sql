CREATE SCHEMA identity;

CREATE TABLE identity.staff (
  staff_id text COLLATE "C" PRIMARY KEY,
  email text COLLATE "C" NOT NULL UNIQUE,
  name text NOT NULL,
  role text COLLATE "C" NOT NULL,
  -- The site this person works at; null = all.
  site_id text COLLATE "C",
  password_hash text COLLATE "C" NOT NULL,
  pin_hash text COLLATE "C",
  active boolean NOT NULL DEFAULT true,
  content_hash text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);

-- Sessions of staff and of shoppers. The token itself is never stored. A closed session is a deleted row.
CREATE TABLE identity.session (
  session_id text COLLATE "C" PRIMARY KEY,
  token_hash text COLLATE "C" NOT NULL UNIQUE,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('staff', 'customer')),
  subject_id text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_subject ON identity.session (subject_id);
CREATE INDEX session_expiry ON identity.session (expires_at);

-- A till's tablet or computer. A short PIN is worth something only on a device that a password has opened before.
CREATE TABLE identity.device (
  device_id text COLLATE "C" PRIMARY KEY,
  token_hash text COLLATE "C" NOT NULL UNIQUE,
  site_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  enrolled_by text COLLATE "C" NOT NULL,
  enrolled_at timestamptz NOT NULL,
  revoked_at timestamptz
);

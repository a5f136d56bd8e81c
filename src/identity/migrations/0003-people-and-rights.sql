-- Where a person holds their main role: at a site, at all sites of a company, or (both null) everywhere.
ALTER TABLE identity.staff ADD COLUMN entity_id text COLLATE "C", ADD CHECK (site_id IS NULL OR entity_id IS NULL);

-- Further roles of a person, elsewhere or beside the main one.
CREATE TABLE identity.staff_grant (
  staff_id text COLLATE "C" NOT NULL REFERENCES identity.staff,
  role text COLLATE "C" NOT NULL,
  site_id text COLLATE "C",
  entity_id text COLLATE "C",
  UNIQUE NULLS NOT DISTINCT (staff_id, role, site_id, entity_id),
  CHECK (site_id IS NULL OR entity_id IS NULL)
);

-- Roles of the merchant's own, and rules for the roles of the house (these have no name and no rights here).
CREATE TABLE identity.role (
  role text COLLATE "C" PRIMARY KEY,
  name text,
  rights text[] COLLATE "C",
  -- Who holds it must sign in with a second factor.
  second_factor boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  CHECK ((name IS NULL) = (rights IS NULL))
);

-- An invitation is a link. Its token is signed, not stored; it works once and not for ever.
CREATE TABLE identity.invitation (
  invitation_id text COLLATE "C" PRIMARY KEY,
  email text COLLATE "C" NOT NULL,
  name text NOT NULL,
  role text COLLATE "C" NOT NULL,
  site_id text COLLATE "C",
  entity_id text COLLATE "C",
  language text COLLATE "C" NOT NULL CHECK (language IN ('fr', 'en')),
  invited_by text COLLATE "C" NOT NULL,
  invited_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  CHECK (site_id IS NULL OR entity_id IS NULL)
);
CREATE INDEX invitation_open ON identity.invitation (invited_at DESC) WHERE accepted_at IS NULL AND withdrawn_at IS NULL;

-- The key that signs invitations; made once, random.
CREATE TABLE identity.secret (one boolean PRIMARY KEY DEFAULT true CHECK (one), value text NOT NULL);
INSERT INTO identity.secret (value) SELECT encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex');

-- Second factor (RFC 6238). The secret must be read to check a code, so it cannot be a hash. The last step used is kept: a code works once.
CREATE TABLE identity.totp (
  staff_id text COLLATE "C" PRIMARY KEY REFERENCES identity.staff,
  secret bytea NOT NULL,
  made_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  last_step bigint NOT NULL DEFAULT 0
);
CREATE TABLE identity.recovery_code (
  staff_id text COLLATE "C" NOT NULL REFERENCES identity.staff,
  code_hash text COLLATE "C" NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (staff_id, code_hash)
);

-- How a session was opened and where, for the list that its owner looks at.
ALTER TABLE identity.session
  ADD COLUMN opened_by text COLLATE "C" NOT NULL DEFAULT 'password',
  ADD COLUMN agent text,
  ADD COLUMN seen_at timestamptz;

-- Keys of programs. The key itself is shown once; its beginning is kept to tell keys apart.
CREATE TABLE identity.api_key (
  key_id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  prefix text COLLATE "C" NOT NULL,
  token_hash text COLLATE "C" NOT NULL UNIQUE,
  rights text[] COLLATE "C" NOT NULL,
  site_id text COLLATE "C",
  per_minute integer NOT NULL CHECK (per_minute > 0),
  made_by text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  expires_at timestamptz,
  used_at timestamptz,
  revoked_at timestamptz
);

-- Accounts at the company's own sign-in service (OpenID Connect) by which staff sign in.
CREATE TABLE identity.outside_account (
  issuer text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  staff_id text COLLATE "C" NOT NULL REFERENCES identity.staff,
  linked_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, subject)
);

-- How often something may be tried, over all processes: when a bucket will be full again. Keys are hashes. Not worth a log.
CREATE UNLOGGED TABLE identity.bucket (
  key text COLLATE "C" PRIMARY KEY,
  full_at timestamptz NOT NULL
);
CREATE INDEX bucket_full ON identity.bucket (full_at);

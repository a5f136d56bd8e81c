-- What others asked to be told, and what was told them. A secret is kept readable: each message is signed with it.
CREATE SCHEMA webhooks;
CREATE TABLE webhooks.endpoint (
  endpoint_id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  url text NOT NULL,
  event_types text[] COLLATE "C" NOT NULL,
  -- `off` by a person, `disabled` by us: it failed for days, or said that it is gone.
  state text COLLATE "C" NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'off', 'disabled')),
  disabled_why text COLLATE "C" CHECK (disabled_why IN ('failing', 'gone')),
  secret text NOT NULL,
  old_secret text,
  old_secret_until timestamptz,
  failures integer NOT NULL DEFAULT 0,
  failing_since timestamptz,
  blocked_until timestamptz,
  version integer NOT NULL DEFAULT 1,
  content_hash text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE webhooks.delivery (
  endpoint_id text COLLATE "C" NOT NULL REFERENCES webhooks.endpoint ON DELETE CASCADE,
  message_id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  subject_id text COLLATE "C" NOT NULL,
  body text NOT NULL,
  -- `held`: its endpoint is off.
  state text COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'held', 'delivered', 'dead')),
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  claimed_until timestamptz,
  made_at timestamptz NOT NULL,
  delivered_at timestamptz,
  last_status integer,
  last_error text,
  replay text COLLATE "C",
  PRIMARY KEY (endpoint_id, message_id)
);
CREATE INDEX delivery_due ON webhooks.delivery (due_at) WHERE state = 'waiting';
CREATE INDEX delivery_made ON webhooks.delivery (endpoint_id, made_at, message_id);

CREATE TABLE webhooks.attempt (
  endpoint_id text COLLATE "C" NOT NULL,
  message_id text COLLATE "C" NOT NULL,
  attempt_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  ms integer NOT NULL,
  status integer,
  error text,
  -- The beginning of what the receiver answered.
  answer text,
  PRIMARY KEY (endpoint_id, message_id, attempt_id),
  FOREIGN KEY (endpoint_id, message_id) REFERENCES webhooks.delivery ON DELETE CASCADE
);

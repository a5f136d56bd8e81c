CREATE SCHEMA org;

-- A legal entity of the merchant: who sells, whose name stands on invoices.
CREATE TABLE org.entity (
  entity_id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  siren text COLLATE "C",
  vat_number text COLLATE "C",
  address jsonb NOT NULL,
  content_hash text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);

-- A store or a warehouse. Opening hours are local times; a day that is not listed is closed.
CREATE TABLE org.site (
  site_id text COLLATE "C" PRIMARY KEY,
  entity_id text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL UNIQUE,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('store', 'warehouse')),
  name text NOT NULL,
  siret text COLLATE "C",
  phone text,
  address jsonb NOT NULL,
  hours jsonb NOT NULL,
  time_zone text COLLATE "C" NOT NULL,
  pickup boolean NOT NULL,
  pickup_minutes integer,
  priority integer NOT NULL,
  latitude double precision,
  longitude double precision,
  open boolean NOT NULL DEFAULT true,
  content_hash text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);

-- What the merchant decides for the whole house: one row.
CREATE TABLE org.settings (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  shop_name text NOT NULL,
  shop_text jsonb NOT NULL,
  email text,
  phone text,
  languages text[] NOT NULL,
  default_language text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  country text COLLATE "C" NOT NULL,
  time_zone text COLLATE "C" NOT NULL,
  delivery_flat_minor bigint NOT NULL CHECK (delivery_flat_minor >= 0),
  free_delivery_from_minor bigint CHECK (free_delivery_from_minor >= 0),
  version integer NOT NULL DEFAULT 1
);
INSERT INTO org.settings (shop_name, shop_text, languages, default_language, currency, country, time_zone, delivery_flat_minor, free_delivery_from_minor)
VALUES ('Halle', '{"fr": "", "en": ""}', '{fr,en}', 'fr', 'EUR', 'FR', 'Europe/Paris', 490, 6000);

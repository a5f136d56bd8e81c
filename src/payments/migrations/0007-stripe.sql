-- Keys of the house with outside providers, sealed; the hint is their last four characters.
CREATE TABLE payments.provider_secret (
  provider text COLLATE "C" PRIMARY KEY,
  secret text NOT NULL,
  hint text NOT NULL,
  updated_at timestamptz NOT NULL
);

-- Payments of which a provider said that something happened: what did is asked for by the worker. `external_id`: what the provider calls it.
CREATE TABLE payments.look_up (
  payment_id text COLLATE "C" PRIMARY KEY,
  external_id text COLLATE "C",
  told_at timestamptz NOT NULL,
  called_at timestamptz
);

CREATE SCHEMA tax;
-- How a legal entity stands with VAT: its registrations abroad, the one-stop shop, the franchise; absent is the plain case.
CREATE TABLE tax.seller (
  entity_id text COLLATE "C" PRIMARY KEY,
  -- [{"country": "BE", "vatNumber": "BE0403170701"}]
  registrations jsonb NOT NULL,
  franchise boolean NOT NULL,
  oss boolean NOT NULL,
  -- Distance sales are taxed where they arrive from the first euro, by choice.
  always boolean NOT NULL,
  -- Countries (or *) where the net stays and the price to pay follows the rate.
  net_stays text[] COLLATE "C" NOT NULL,
  -- Countries beside home that the shop sends to.
  sends_to text[] COLLATE "C" NOT NULL,
  -- Where prices are net: is the tax rounded once a rate, or line by line?
  on_net text COLLATE "C" NOT NULL CHECK (on_net IN ('global', 'per_line')),
  -- Who is asked whether a VAT number is in force; null: a person, who writes down what the register said.
  register text COLLATE "C",
  version int NOT NULL,
  changed_at timestamptz NOT NULL
);

-- Whether a channel's prices are with VAT or without it; absent: with, without for business customers' channels.
CREATE TABLE tax.channel (
  channel_id text COLLATE "C" PRIMARY KEY,
  basis text COLLATE "C" NOT NULL CHECK (basis IN ('gross', 'net')),
  changed_at timestamptz NOT NULL
);

-- Rates of the merchant's own, append-only: the last one of a day counts.
CREATE TABLE tax.rate (
  rate_id text COLLATE "C" PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  zone text COLLATE "C" NOT NULL,
  tax_class text COLLATE "C" NOT NULL CHECK (tax_class IN ('standard', 'intermediate', 'reduced', 'super_reduced')),
  valid_from date NOT NULL,
  -- Parts per million; null: the law's again.
  rate int CHECK (rate BETWEEN 0 AND 1000000),
  source text NOT NULL,
  actor text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX rate_of_zone ON tax.rate (zone, tax_class, valid_from, seq);

-- What a register said of a VAT number, and when: the proof of an exempt supply, kept ten years (CGI, art. L102 B LPF; directive, art. 369 duodecies).
CREATE TABLE tax.vat_check (
  check_id text COLLATE "C" PRIMARY KEY,
  vat_number text COLLATE "C" NOT NULL,
  country text COLLATE "C" NOT NULL,
  outcome text COLLATE "C" NOT NULL CHECK (outcome IN ('valid', 'invalid', 'unavailable')),
  name text,
  address text,
  -- The register's own number of the consultation.
  reference text,
  source text COLLATE "C" NOT NULL,
  actor text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX check_of_number ON tax.vat_check (vat_number, at DESC);
CREATE INDEX check_by_time ON tax.vat_check (at DESC, check_id);

-- Sales whose VAT is another country's, or is counted towards the threshold: what a return for the one-stop shop is made of. Append-only;
-- what an order loses is a row below zero in the quarter in which it lost it.
CREATE TABLE tax.sale (
  sale_id text COLLATE "C" NOT NULL,
  rate int NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  order_id text COLLATE "C" NOT NULL,
  entity_id text COLLATE "C" NOT NULL,
  day date NOT NULL,
  scheme text COLLATE "C" NOT NULL,
  -- Where it is taxed, and where it arrives.
  country text COLLATE "C" NOT NULL,
  region text COLLATE "C",
  destination text COLLATE "C" NOT NULL,
  -- To a consumer in another member state.
  distance boolean NOT NULL,
  currency text COLLATE "C" NOT NULL,
  net_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  PRIMARY KEY (sale_id, rate)
);
CREATE INDEX sale_by_day ON tax.sale (entity_id, day);
CREATE INDEX sale_of_order ON tax.sale (order_id);

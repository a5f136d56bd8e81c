-- Companies that buy. Shard key company_id.
CREATE TABLE customers.company (
  company_id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  -- SAS, SARL, GmbH; empty: not said.
  legal_form text NOT NULL,
  siren text COLLATE "C",
  siret text COLLATE "C",
  vat_number text COLLATE "C",
  -- Where its invoices go.
  address jsonb NOT NULL,
  language text COLLATE "C" NOT NULL,
  invoice_email text COLLATE "C",
  -- What its own house wants on an invoice (of the French State: "code service").
  service_code text,
  -- {days, endOfMonth, limitMinor}: pays later, up to a limit; NULL: pays at once.
  terms jsonb,
  blocked boolean NOT NULL DEFAULT false,
  content_hash text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  search text COLLATE "C" NOT NULL GENERATED ALWAYS AS
    (base.fold((name || ' ' || coalesce(siren, '') || ' ' || coalesce(siret, '') || ' ' || coalesce(vat_number, '') || ' ' || coalesce(invoice_email, '')) COLLATE "default")) STORED
);
CREATE INDEX company_search ON customers.company USING gin (search base.gin_trgm_ops);
CREATE INDEX company_newest ON customers.company (created_at DESC, company_id DESC);
CREATE INDEX company_name ON customers.company (name, company_id);

-- Who buys for a company, and up to which amount an order; NULL: no limit. `chosen`: whom this customer buys for at present.
CREATE TABLE customers.member (
  company_id text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL CHECK (role IN ('buyer', 'approver', 'admin')),
  limit_minor bigint CHECK (limit_minor >= 0),
  chosen boolean NOT NULL DEFAULT false,
  added_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, customer_id)
);
CREATE INDEX member_customer ON customers.member (customer_id, company_id);
CREATE UNIQUE INDEX member_chosen ON customers.member (customer_id) WHERE chosen;

-- Groups of customers and companies, for prices and promotions.
CREATE TABLE customers.buyer_group (
  group_id text COLLATE "C" PRIMARY KEY,
  code text COLLATE "C" NOT NULL UNIQUE,
  names jsonb NOT NULL,
  content_hash text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);
CREATE TABLE customers.in_group (
  group_id text COLLATE "C" NOT NULL,
  -- A customer or a company.
  subject_id text COLLATE "C" NOT NULL CHECK (subject_id ~ '^(cus|com)_'),
  added_at timestamptz NOT NULL,
  PRIMARY KEY (group_id, subject_id)
);
CREATE INDEX in_group_subject ON customers.in_group (subject_id, group_id);
CREATE INDEX in_group_newest ON customers.in_group (group_id, added_at DESC, subject_id DESC);

-- Documents that somebody asked to be mailed to an address they said: asked once under the caller's id. The journal holds no address.
CREATE TABLE invoicing.mail (
  mail_id text COLLATE "C" PRIMARY KEY,
  document_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  -- Null: erased.
  email text COLLATE "C",
  asked_by text COLLATE "C" NOT NULL,
  asked_at timestamptz NOT NULL
);
CREATE INDEX mail_document ON invoicing.mail (document_id, asked_at);
CREATE INDEX mail_order ON invoicing.mail (order_id);

-- What the shop says of itself and how it looks. A text is appended, never edited: what a buyer agreed to must stay readable.
CREATE SCHEMA pages;
CREATE TABLE pages.text (
  slug text COLLATE "C" NOT NULL,
  language text COLLATE "C" NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  title text NOT NULL,
  body text NOT NULL,
  -- The day from which it counts.
  valid_from date NOT NULL,
  written_by text COLLATE "C" NOT NULL,
  written_at timestamptz NOT NULL,
  PRIMARY KEY (slug, language, version)
);
-- One row: the merchant's choices over our tokens. Without it the shop looks as we draw it.
CREATE TABLE pages.look (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  look jsonb NOT NULL,
  version integer NOT NULL CHECK (version >= 1)
);

-- What can be found: one row a product, kept by a reaction on the catalogue's events and, before an answer, by the process that
-- changed the product itself. Texts are folded (no accents, no capitals) before they come here.
CREATE SCHEMA search;
CREATE TABLE search.document (
  product_id text COLLATE "C" PRIMARY KEY,
  -- The product's version that is indexed: an older one never replaces a newer.
  version integer NOT NULL,
  on_sale boolean NOT NULL,
  channels text[] COLLATE "C" NOT NULL,
  -- French and English stems and the plain words together: a shopper may use either language. A = names and codes, B = kinds,
  -- C = options, D = descriptions.
  head tsvector NOT NULL,
  whole tsvector NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX document_head ON search.document USING gin (head);
CREATE INDEX document_whole ON search.document USING gin (whole);

-- The words of names, kinds and options: what a mistyped word may have meant.
CREATE TABLE search.word (word text COLLATE "C" PRIMARY KEY);
CREATE INDEX word_near ON search.word USING gist (word base.gist_trgm_ops);

-- One vector of folded text in both languages, and as plain words for prefixes while typing.
CREATE FUNCTION search.vector(value text, weight "char") RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN setweight(to_tsvector('pg_catalog.french', value) || to_tsvector('pg_catalog.english', value)
    || to_tsvector('pg_catalog.simple', value), weight);

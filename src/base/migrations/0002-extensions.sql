-- Text search helpers shared by every module. Both extensions are trusted: the owner of the database may create them. They live in
-- our schema, so that nothing depends on a search_path: write `base.gin_trgm_ops`, `OPERATOR(base.%)`, `base.similarity(…)`.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA base;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA base;
DO $$
DECLARE found name;
BEGIN
  -- A hosted database may have them already, elsewhere.
  FOR found IN SELECT e.extname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname IN ('pg_trgm', 'unaccent') AND n.nspname <> 'base'
  LOOP
    EXECUTE format('ALTER EXTENSION %I SET SCHEMA base', found);
  END LOOP;
END $$;

-- Text as people search it: no accents, no capitals (`Élodie Lefèvre` → `elodie lefevre`, `cœur` → `coeur`). unaccent() is only
-- STABLE because its dictionary may be edited; we never edit it, so that an index may stand on this function. Accents go first:
-- lower() of a C-collated database knows ASCII only.
CREATE FUNCTION base.fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN lower(base.unaccent('base.unaccent'::regdictionary, value));

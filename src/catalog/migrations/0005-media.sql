-- What the library knows of a picture beside its place: size in pixels (upright), where to look, words to find it by.
ALTER TABLE catalog.media
  ADD COLUMN width integer CHECK (width > 0),
  ADD COLUMN height integer CHECK (height > 0),
  ADD COLUMN focus_x smallint NOT NULL DEFAULT 50 CHECK (focus_x BETWEEN 0 AND 100),
  ADD COLUMN focus_y smallint NOT NULL DEFAULT 50 CHECK (focus_y BETWEEN 0 AND 100),
  ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
  ADD COLUMN file_name text,
  -- Why a remote picture could not be had, or a stored one not be shown.
  ADD COLUMN problem text COLLATE "C",
  ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
CREATE INDEX media_newest ON catalog.media (created_at DESC, media_id DESC);
CREATE INDEX media_content ON catalog.media (content_hash) WHERE content_hash IS NOT NULL;
CREATE INDEX variant_media ON catalog.variant (media_id) WHERE media_id IS NOT NULL;
CREATE INDEX media_unmeasured ON catalog.media (media_id) WHERE state = 'ready' AND content_hash IS NOT NULL AND width IS NULL;

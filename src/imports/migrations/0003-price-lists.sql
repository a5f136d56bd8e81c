-- An import of prices is into one list; of a catalogue into none.
ALTER TABLE imports.run ADD COLUMN list_id text COLLATE "C";

-- A timeline that reads mentions had to scan the index's list of pending entries, which grew with every order: entries now go in at once.
ALTER INDEX journal.event_mentions SET (fastupdate = off);

-- The GS1 company prefix of who sends from a site: 7 to 10 digits, given by GS1. Sites that print logistic labels already go on with the one
-- that stood in the program (of GS1's own examples), until the merchant types theirs.
ALTER TABLE fulfilment.setting ADD COLUMN gs1_prefix text COLLATE "C" CHECK (gs1_prefix ~ '^[0-9]{7,10}$');
UPDATE fulfilment.setting SET gs1_prefix = '0614141' WHERE carrier = 'sscc';
-- A number that was given stays, whatever the prefix becomes.
ALTER TABLE fulfilment.sscc ADD COLUMN prefix text COLLATE "C" NOT NULL DEFAULT '0614141';
ALTER TABLE fulfilment.sscc ALTER COLUMN prefix DROP DEFAULT;

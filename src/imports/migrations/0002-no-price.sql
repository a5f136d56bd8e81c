-- A file may count an article without saying its price.
ALTER TABLE imports.figure ALTER COLUMN price_minor DROP NOT NULL;

-- What is owed may be given as store credit, to the customer of the order or to who brings the goods.
ALTER TABLE returns.due DROP CONSTRAINT due_way_check;
ALTER TABLE returns.due ADD CONSTRAINT due_way_check CHECK (way IN ('original', 'cash', 'exchange', 'credit'));
ALTER TABLE returns.due ADD COLUMN credit_of text COLLATE "C";

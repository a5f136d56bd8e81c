-- When a person was taken out of their profile; what is left is an id that ledgers and documents may name.
ALTER TABLE customers.customer ADD COLUMN erased_at timestamptz;

-- An order that was sold without VAT before the buyer's number could be verified: what its register said since; null: nothing yet, or nothing to say.
ALTER TABLE orders.order ADD COLUMN vat_verified text COLLATE "C" CHECK (vat_verified IN ('valid', 'invalid'));
CREATE INDEX order_vat_to_verify ON orders.order ((tax->>'buyerVatNumber')) WHERE vat_verified IS NULL AND tax @> '{"why": [{"rule": "to_verify"}]}';

-- The company an order was bought for, as it was then; NULL: a person's own purchase.
-- {companyId, name, legalForm, siren, siret, vatNumber, address, invoiceEmail, serviceCode, reference}
ALTER TABLE orders.order ADD COLUMN buyer jsonb;
CREATE INDEX order_company ON orders.order ((buyer->>'companyId'), opened_at DESC, order_id DESC) WHERE buyer IS NOT NULL;

-- A shopper's own documents, page by page, the newest first.
CREATE INDEX document_of_customer ON invoicing.document (customer_id, issued_at DESC, document_id DESC) WHERE customer_id IS NOT NULL;
DROP INDEX invoicing.document_customer;

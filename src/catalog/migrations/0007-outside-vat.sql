-- Outside the scope of VAT: a multi-purpose voucher bears none when it is sold (directive (EU) 2016/1065).
ALTER TABLE catalog.product DROP CONSTRAINT product_tax_class_check;
ALTER TABLE catalog.product ADD CONSTRAINT product_tax_class_check
  CHECK (tax_class IN ('standard', 'intermediate', 'reduced', 'super_reduced', 'none')) NOT VALID;
ALTER TABLE catalog.product VALIDATE CONSTRAINT product_tax_class_check;

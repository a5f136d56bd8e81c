-- Gift cards whose amount the shopper chose: what each of them holds, and who gets it when, with what words. Null: none on this line.
ALTER TABLE carts.cart_line ADD COLUMN cards jsonb;

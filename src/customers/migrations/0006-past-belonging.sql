-- Who belonged to which company or group, from when until when: a past price is asked with the buyers of that day. Written with the rows
-- themselves, whoever changes them. What was before this table began when its row says so.
CREATE TABLE customers.belonged (
  -- A customer or a company.
  subject_id text COLLATE "C" NOT NULL,
  -- A company or a group.
  in_id text COLLATE "C" NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz,
  PRIMARY KEY (subject_id, in_id, since)
);
INSERT INTO customers.belonged (subject_id, in_id, since)
  SELECT customer_id, company_id, added_at FROM customers.member UNION ALL SELECT subject_id, group_id, added_at FROM customers.in_group;

CREATE FUNCTION customers.keep_member() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO customers.belonged (subject_id, in_id, since) VALUES (NEW.customer_id, NEW.company_id, NEW.added_at) ON CONFLICT (subject_id, in_id, since) DO UPDATE SET until = NULL;
  ELSE
    UPDATE customers.belonged SET until = greatest(now(), since) WHERE subject_id = OLD.customer_id AND in_id = OLD.company_id AND until IS NULL;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER member_kept AFTER INSERT OR DELETE ON customers.member FOR EACH ROW EXECUTE FUNCTION customers.keep_member();

CREATE FUNCTION customers.keep_in_group() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO customers.belonged (subject_id, in_id, since) VALUES (NEW.subject_id, NEW.group_id, NEW.added_at) ON CONFLICT (subject_id, in_id, since) DO UPDATE SET until = NULL;
  ELSE
    UPDATE customers.belonged SET until = greatest(now(), since) WHERE subject_id = OLD.subject_id AND in_id = OLD.group_id AND until IS NULL;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER in_group_kept AFTER INSERT OR DELETE ON customers.in_group FOR EACH ROW EXECUTE FUNCTION customers.keep_in_group();

-- Money that goes into a drawer or comes out of it without a sale, with its reason; each in one day of its till, like a ticket. Never changed:
-- what was wrong is moved back by another.
CREATE TABLE till.cash_move (
  move_id text COLLATE "C" PRIMARY KEY,
  device_id text COLLATE "C" NOT NULL,
  -- The day of the till (till.session.number) to which it belongs: the open one, else the next.
  session_number integer NOT NULL CHECK (session_number > 0),
  reason text COLLATE "C" NOT NULL,
  -- Above zero it came in.
  minor bigint NOT NULL CHECK (minor <> 0),
  currency text COLLATE "C" NOT NULL,
  note text NOT NULL,
  -- payments.movement
  movement_id text COLLATE "C" NOT NULL UNIQUE,
  staff_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX cash_move_day ON till.cash_move (device_id, session_number);
CREATE TRIGGER cash_move_immutable BEFORE UPDATE OR DELETE ON till.cash_move FOR EACH ROW EXECUTE FUNCTION till.refuse_change();

-- Each time a receipt goes on paper: 0 is the receipt, any other a copy that says so (CGI, art. 286, I-3° bis: what is printed again is told).
CREATE TABLE till.print (
  print_id text COLLATE "C" PRIMARY KEY,
  ticket_id text COLLATE "C" NOT NULL,
  device_id text COLLATE "C" NOT NULL,
  copy integer NOT NULL CHECK (copy >= 0),
  staff_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  UNIQUE (ticket_id, copy)
);
CREATE TRIGGER print_immutable BEFORE UPDATE OR DELETE ON till.print FOR EACH ROW EXECUTE FUNCTION till.refuse_change();
CREATE INDEX session_opened ON till.session (opened_at, session_id);

/**
 * The tables of the voucher service. What a card was issued with, and every movement on it, can only be added to: the
 * database itself refuses to change or delete those rows. A balance is the sum of a card's movements.
 */
export const intersolveSchema = `
CREATE TABLE IF NOT EXISTS intersolve_account (
  username TEXT PRIMARY KEY,
  settings TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS intersolve_card (
  seq INTEGER PRIMARY KEY,
  card_id TEXT NOT NULL UNIQUE,
  pin TEXT NOT NULL,
  transaction_id TEXT NOT NULL UNIQUE,
  username TEXT NOT NULL,
  ean TEXT NOT NULL,
  ref_pos TEXT NOT NULL,
  reference TEXT NOT NULL,
  currency TEXT NOT NULL,
  due_date TEXT NOT NULL,
  mark TEXT NOT NULL DEFAULT 'active' CHECK (mark IN ('active', 'blocked', 'inactive')),
  issued_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS intersolve_card_by_ref_pos ON intersolve_card (ref_pos);

CREATE TABLE IF NOT EXISTS intersolve_movement (
  seq INTEGER PRIMARY KEY,
  card_seq INTEGER NOT NULL REFERENCES intersolve_card,
  kind TEXT NOT NULL CHECK (kind IN ('issued', 'spent', 'cancelled')),
  amount_minor INTEGER NOT NULL CHECK ((kind = 'issued') = (amount_minor > 0)),
  at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS intersolve_movement_by_card ON intersolve_movement (card_seq);
CREATE UNIQUE INDEX IF NOT EXISTS intersolve_cancelled_once ON intersolve_movement (card_seq) WHERE kind = 'cancelled';

CREATE TRIGGER IF NOT EXISTS intersolve_card_keeps_what_it_is
  BEFORE UPDATE OF card_id, pin, transaction_id, username, ean, ref_pos, reference, currency, issued_at ON intersolve_card
  BEGIN SELECT RAISE(ABORT, 'what was issued is append only'); END;
CREATE TRIGGER IF NOT EXISTS intersolve_card_is_not_deleted BEFORE DELETE ON intersolve_card
  BEGIN SELECT RAISE(ABORT, 'what was issued is append only'); END;
CREATE TRIGGER IF NOT EXISTS intersolve_movement_is_not_changed BEFORE UPDATE ON intersolve_movement
  BEGIN SELECT RAISE(ABORT, 'what moved is append only'); END;
CREATE TRIGGER IF NOT EXISTS intersolve_movement_is_not_deleted BEFORE DELETE ON intersolve_movement
  BEGIN SELECT RAISE(ABORT, 'what moved is append only'); END;
`

import { intersolveSchema } from './intersolve/schema.js'
import { messageSchema } from './message-schema.js'

/** Raised with every change that an older file does not fit. */
export const schemaVersion = 5

/**
 * The tables of the sandbox's book. Times are milliseconds since 1970, amounts minor units. What was paid and how the
 * wallet moved can only be added to: the database itself refuses to change or delete those rows.
 *
 * Few indexes: what is due is kept in memory (`agenda.ts`), and rows are listed by their `seq`.
 */
export const schema = `
PRAGMA user_version = ${schemaVersion};

CREATE TABLE IF NOT EXISTS account (
  username TEXT PRIMARY KEY,
  settings TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS wallet_entry (
  seq INTEGER PRIMARY KEY,
  username TEXT NOT NULL REFERENCES account,
  category TEXT NOT NULL CHECK (category IN ('Debit', 'Credit', 'Refund', 'Topup')),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  balance_minor INTEGER NOT NULL CHECK (balance_minor >= 0),
  description TEXT NOT NULL,
  transaction_id TEXT,
  at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS call (
  seq INTEGER PRIMARY KEY,
  username TEXT NOT NULL,
  idempotency_key TEXT,
  recipients INTEGER NOT NULL,
  queued INTEGER NOT NULL,
  fate TEXT NOT NULL CHECK (fate IN ('taken', 'repeated', 'refused')),
  at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS call_by_key ON call (username, idempotency_key, at) WHERE fate = 'taken';

CREATE TABLE IF NOT EXISTS transfer (
  seq INTEGER PRIMARY KEY,
  transaction_id TEXT NOT NULL UNIQUE,
  username TEXT NOT NULL,
  product_name TEXT NOT NULL,
  provider_channel TEXT NOT NULL,
  phone_number TEXT NOT NULL,
  name TEXT,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  fee_minor INTEGER NOT NULL CHECK (fee_minor >= 0),
  currency TEXT NOT NULL,
  metadata TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'validating', 'paid', 'failed')),
  description TEXT,
  provider_ref TEXT,
  provider_metadata TEXT,
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  settled_at INTEGER
);

CREATE TABLE IF NOT EXISTS book (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('paid', 'reversed')),
  transaction_id TEXT NOT NULL,
  username TEXT NOT NULL,
  phone_number TEXT NOT NULL,
  payout_id TEXT,
  attempt_key TEXT,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (transaction_id, kind)
);
CREATE INDEX IF NOT EXISTS book_reversed ON book (transaction_id) WHERE kind = 'reversed';

CREATE TABLE IF NOT EXISTS callback (
  seq INTEGER PRIMARY KEY,
  username TEXT NOT NULL,
  about TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('notification', 'simSwap', 'delivery', 'status', 'incoming', 'optOut')),
  remark TEXT,
  url TEXT NOT NULL,
  content_type TEXT NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'givenUp', 'lost')),
  attempts INTEGER NOT NULL DEFAULT 0,
  last_answer TEXT,
  first_sent_at INTEGER,
  due_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS number_facts (
  phone_number TEXT PRIMARY KEY,
  facts TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS fault (
  id INTEGER PRIMARY KEY,
  spec TEXT NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0,
  hits INTEGER NOT NULL DEFAULT 0,
  armed INTEGER NOT NULL DEFAULT 1,
  armed_at INTEGER NOT NULL
);

CREATE TRIGGER IF NOT EXISTS book_is_not_changed BEFORE UPDATE ON book
  BEGIN SELECT RAISE(ABORT, 'the book is append only'); END;
CREATE TRIGGER IF NOT EXISTS book_is_not_deleted BEFORE DELETE ON book
  BEGIN SELECT RAISE(ABORT, 'the book is append only'); END;
CREATE TRIGGER IF NOT EXISTS wallet_is_not_changed BEFORE UPDATE ON wallet_entry
  BEGIN SELECT RAISE(ABORT, 'the wallet is append only'); END;
CREATE TRIGGER IF NOT EXISTS wallet_is_not_deleted BEFORE DELETE ON wallet_entry
  BEGIN SELECT RAISE(ABORT, 'the wallet is append only'); END;
${messageSchema}${intersolveSchema}`

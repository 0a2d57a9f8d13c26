/**
 * The tables of both carriers of messages, and `told`: all that went either way, as the books and the phones see it.
 * What was sent to whom stands as it was taken: the database itself refuses to change or delete it.
 */
export const messageSchema = `
CREATE TABLE IF NOT EXISTS message (
  seq INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE,
  username TEXT NOT NULL,
  phone_number TEXT NOT NULL,
  sender TEXT,
  text TEXT NOT NULL,
  parts INTEGER NOT NULL,
  cost_minor INTEGER NOT NULL,
  status_code INTEGER NOT NULL,
  status TEXT NOT NULL,
  failure_reason TEXT,
  at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS message_by_number ON message (phone_number);

CREATE TABLE IF NOT EXISTS sms_incoming (
  seq INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE,
  username TEXT NOT NULL,
  phone_number TEXT NOT NULL,
  short_code TEXT NOT NULL,
  text TEXT NOT NULL,
  link_id TEXT,
  at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS sms_incoming_by_number ON sms_incoming (phone_number);

CREATE TABLE IF NOT EXISTS opt_out (
  account TEXT NOT NULL,
  sender TEXT NOT NULL,
  phone_number TEXT NOT NULL,
  PRIMARY KEY (account, sender, phone_number)
);

CREATE TABLE IF NOT EXISTS twilio_account (
  account_sid TEXT PRIMARY KEY,
  settings TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS twilio_phone (
  phone_number TEXT PRIMARY KEY,
  facts TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS twilio_message (
  seq INTEGER PRIMARY KEY,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('outbound-api', 'inbound')),
  channel TEXT NOT NULL CHECK (channel IN ('sms', 'whatsapp')),
  person TEXT NOT NULL,
  sender TEXT NOT NULL,
  body TEXT NOT NULL,
  service_sid TEXT,
  content_sid TEXT,
  is_complete INTEGER NOT NULL DEFAULT 1,
  buttons TEXT,
  media TEXT NOT NULL DEFAULT '[]',
  segments INTEGER NOT NULL,
  status TEXT NOT NULL,
  error_code INTEGER,
  price_micros INTEGER,
  price_unit TEXT,
  status_url TEXT,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  updated_at INTEGER NOT NULL,
  due_at INTEGER
);
CREATE INDEX IF NOT EXISTS twilio_message_by_person ON twilio_message (person, seq);
CREATE INDEX IF NOT EXISTS twilio_message_written ON twilio_message (sender, person) WHERE direction = 'inbound';
CREATE INDEX IF NOT EXISTS twilio_message_due ON twilio_message (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS twilio_media (
  seq INTEGER PRIMARY KEY,
  message_sid TEXT NOT NULL,
  content_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS twilio_content (
  seq INTEGER PRIMARY KEY,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL,
  document TEXT NOT NULL
);

CREATE VIEW IF NOT EXISTS told AS
  SELECT 'twilio' AS carrier, seq, account_sid AS account, sid AS message_id,
         CASE direction WHEN 'inbound' THEN 'in' ELSE 'out' END AS direction, channel, person, sender, body, buttons,
         status, CAST(error_code AS TEXT) AS error, status IN ('failed', 'undelivered') AS is_failed, created_at AS at
  FROM twilio_message
  UNION ALL
  SELECT 'africastalking', seq, username, message_id, 'out', 'sms', phone_number, coalesce(sender, ''), text, NULL,
         status, failure_reason, status NOT IN ('Success', 'Sent', 'Submitted', 'Buffered'), at
  FROM message
  UNION ALL
  SELECT 'africastalking', seq, username, message_id, 'in', 'sms', phone_number, short_code, text, NULL,
         'received', NULL, 0, at
  FROM sms_incoming;

CREATE TRIGGER IF NOT EXISTS sms_is_not_changed BEFORE UPDATE ON message
  BEGIN SELECT RAISE(ABORT, 'what was sent is append only'); END;
CREATE TRIGGER IF NOT EXISTS sms_is_not_deleted BEFORE DELETE ON message
  BEGIN SELECT RAISE(ABORT, 'what was sent is append only'); END;
CREATE TRIGGER IF NOT EXISTS twilio_message_keeps_what_it_says
  BEFORE UPDATE OF sid, account_sid, direction, channel, person, sender, body, created_at ON twilio_message
  BEGIN SELECT RAISE(ABORT, 'what was sent is append only'); END;
CREATE TRIGGER IF NOT EXISTS twilio_message_is_not_deleted BEFORE DELETE ON twilio_message
  BEGIN SELECT RAISE(ABORT, 'what was sent is append only'); END;
`

/** The version of the tables below, stamped into the file (PRAGMA user_version). */
export const SCHEMA_VERSION = 4

/**
 * One file for all tenants. Digests, signatures and key ids are raw bytes. The triggers keep an accident or a stray
 * statement from changing the log; who owns the file can remove them, and is found out by the chain.
 */
export const SCHEMA = `
CREATE TABLE tenants (
  tenant TEXT NOT NULL PRIMARY KEY
) STRICT;

CREATE TABLE records (
  tenant TEXT NOT NULL REFERENCES tenants (tenant),
  seq INTEGER NOT NULL CHECK (seq >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  signer BLOB NOT NULL CHECK (length(signer) = 8),
  bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 65535),
  PRIMARY KEY (tenant, seq)
) STRICT;

CREATE TABLE payloads (
  tenant TEXT NOT NULL REFERENCES tenants (tenant),
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  bytes BLOB NOT NULL,
  PRIMARY KEY (tenant, digest)
) STRICT;

CREATE TABLE entities (
  tenant TEXT NOT NULL REFERENCES tenants (tenant),
  domain TEXT NOT NULL,
  id TEXT NOT NULL,
  opened INTEGER NOT NULL CHECK (opened >= 0),
  seq INTEGER NOT NULL CHECK (seq >= opened),
  status TEXT NOT NULL,
  PRIMARY KEY (tenant, domain, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entities_by_age ON entities (tenant, domain, opened, id);
CREATE INDEX entities_by_status ON entities (tenant, domain, status, opened, id);

CREATE TABLE notice_cursors (
  receiver TEXT NOT NULL,
  tenant TEXT NOT NULL REFERENCES tenants (tenant),
  size INTEGER NOT NULL CHECK (size > 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  now INTEGER NOT NULL CHECK (now >= 0),
  PRIMARY KEY (receiver, tenant)
) STRICT;

CREATE TABLE deployments (
  tenant TEXT NOT NULL PRIMARY KEY,
  digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE TABLE signing (
  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  signer BLOB NOT NULL CHECK (length(signer) = 8)
) STRICT;

CREATE TRIGGER records_follow BEFORE INSERT ON records
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), -1) + 1 FROM records WHERE tenant = NEW.tenant)
BEGIN SELECT RAISE(ABORT, 'a record has the next number of its log'); END;

CREATE TRIGGER records_never_change BEFORE UPDATE ON records
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER records_are_never_deleted BEFORE DELETE ON records
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER payloads_never_change BEFORE UPDATE ON payloads
BEGIN SELECT RAISE(ABORT, 'a payload can be deleted, never changed'); END;
`

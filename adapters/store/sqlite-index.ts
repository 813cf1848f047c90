import type { DatabaseSync } from "node:sqlite"
import * as z from "zod"
import type { TenantId } from "../../kernel/actors.ts"
import type { Cursor, IndexEntry, IndexQuery } from "../../kernel/ledger/store.ts"

const LatestRow = z.object({ seq: z.int() })
const PageRow = z.object({ opened: z.int(), id: z.string(), seq: z.int() })

/** Before everything that ever came into being: a list without a cursor begins here. */
const LAST: Cursor = { opened: Number.MAX_SAFE_INTEGER, id: "" }

/** The index of entities in the ledger's own file, written in the transaction that appends their records. */
export const indexOn = (database: DatabaseSync) => {
  // A row that was changed by hand may not keep a record from being written.
  const put = database.prepare(
    `INSERT INTO entities (tenant, domain, id, opened, seq, status) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant, domain, id) DO UPDATE SET
       opened = min(opened, excluded.opened), seq = excluded.seq, status = excluded.status`,
  )
  const latest = database.prepare("SELECT seq FROM entities WHERE tenant = ? AND domain = ? AND id = ?")
  const page = database.prepare(
    `SELECT opened, id, seq FROM entities WHERE tenant = ? AND domain = ? AND (opened, id) < (?, ?)
     ORDER BY opened DESC, id DESC LIMIT ?`,
  )
  const pageOfStatus = database.prepare(
    `SELECT opened, id, seq FROM entities WHERE tenant = ? AND domain = ? AND status IN (SELECT value FROM json_each(?)) AND (opened, id) < (?, ?)
     ORDER BY opened DESC, id DESC LIMIT ?`,
  )
  return {
    put: (tenant: TenantId, { domain, id, seq, status }: IndexEntry): void => {
      put.run(tenant, domain, id, seq, seq, status)
    },
    latest: (tenant: TenantId, domain: string, id: string): number | null => {
      const row = latest.get(tenant, domain, id)
      return row === undefined ? null : LatestRow.parse(row).seq
    },
    page: (tenant: TenantId, { domain, statuses, before, limit }: IndexQuery) => {
      const { opened, id } = before ?? LAST
      const rows =
        statuses === null
          ? page.all(tenant, domain, opened, id, limit)
          : pageOfStatus.all(tenant, domain, JSON.stringify(statuses), opened, id, limit)
      return rows.map((row) => PageRow.parse(row))
    },
  }
}

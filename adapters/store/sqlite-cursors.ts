import type { DatabaseSync } from "node:sqlite"
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js"
import * as z from "zod"
import { Digest } from "../../kernel/digest.ts"
import { EMPTY, type Tip } from "../../kernel/ledger/chain.ts"
import { NoticeCursors } from "../../kernel/notices/ports.ts"
import { Instant } from "../../kernel/time.ts"
import { failed } from "./failures.ts"
import { attempt } from "./patience.ts"

const CursorRow = z
  .object({ size: z.int(), hash: z.instanceof(Uint8Array), now: Instant })
  .transform(({ size, hash, now }): Tip => ({ size, hash: Digest.parse(bytesToHex(hash)), now }))

/** Cursors beside the logs, in their file: what restores one restores the other. */
export const cursorsOn = (database: DatabaseSync): NoticeCursors["Service"] => {
  const read = database.prepare("SELECT size, hash, now FROM notice_cursors WHERE receiver = ? AND tenant = ?")
  const write = database.prepare(`
    INSERT INTO notice_cursors (receiver, tenant, size, hash, now) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (receiver, tenant) DO UPDATE SET size = excluded.size, hash = excluded.hash, now = excluded.now
    WHERE excluded.size > notice_cursors.size`)
  return NoticeCursors.of({
    at: (receiver, tenant) =>
      attempt({
        try: () => {
          const row = read.get(receiver, tenant)
          return row === undefined ? EMPTY : CursorRow.parse(row)
        },
        catch: failed(`how far ${receiver} was told of ${tenant} can't be read`),
      }),
    move: (receiver, tenant, { size, hash, now }) =>
      attempt({
        try: () => {
          write.run(receiver, tenant, size, hexToBytes(hash), now)
        },
        catch: failed(`how far ${receiver} was told of ${tenant} can't be kept`),
      }),
  })
}

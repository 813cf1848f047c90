import type { DatabaseSync } from "node:sqlite"
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js"
import * as z from "zod"
import { KeyId } from "../../kernel/ledger/ed25519.ts"
import { StoreFailedError } from "../../kernel/ledger/store.ts"

const Row = z.object({ signer: z.instanceof(Uint8Array) })

/**
 * The key to which the logs of a file were handed over last; none as long as nobody has handed them over. It stands beside the
 * log, so that no process which still has the former key appends a record more.
 */
export const signingOn = (database: DatabaseSync) => {
  const get = database.prepare("SELECT signer FROM signing")
  const put = database.prepare(
    "INSERT INTO signing (one, signer) VALUES (1, ?) ON CONFLICT DO UPDATE SET signer = excluded.signer",
  )
  const current = (): KeyId | null => {
    const row = get.get()
    return row === undefined ? null : KeyId.parse(bytesToHex(Row.parse(row).signer))
  }
  const handOver = (signer: KeyId): void => {
    put.run(hexToBytes(signer))
  }
  const refuse = (signer: KeyId) =>
    new StoreFailedError({
      message: `the log was handed over to the key ${signer}, and this process has another one: start it with the config that names that key`,
    })
  return {
    handOver,
    assertOwn: (own: KeyId): void => {
      const signer = current()
      if (signer !== null && signer !== own) throw refuse(signer)
    },
    /** Whoever names the key in use as a former one goes on from it. */
    takeOver: ({ signer: own, former }: { readonly signer: KeyId; readonly former: readonly KeyId[] }): void => {
      const signer = current()
      if (signer === null || signer === own) return
      if (!former.includes(signer)) throw refuse(signer)
      handOver(own)
    },
  }
}

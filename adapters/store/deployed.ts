import type { DatabaseSync } from "node:sqlite"
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js"
import * as z from "zod"
import type { TenantId } from "../../kernel/actors.ts"
import type { Digest } from "../../kernel/digest.ts"
import type { KeyId } from "../../kernel/ledger/ed25519.ts"
import { StoreFailedError } from "../../kernel/ledger/store.ts"
import { signingOn } from "./signing.ts"

/** What a process decides by, and with which key it signs. */
export interface Deployed {
  /** Of each tenant one digest: of its policy, and of who is let in with which roles and keys. */
  readonly tenants: ReadonlyMap<TenantId, Digest>
  readonly signer: KeyId
  /** The keys that signed before it, by the config. */
  readonly former: readonly KeyId[]
}

/** The digest of no deployment: of a tenant that nobody decides for any more. */
const NOBODYS = new Uint8Array(32)

const Row = z.object({ digest: z.instanceof(Uint8Array) })

/**
 * What the processes that share a file decide by. The one that began to serve last is right: another that was started with
 * other policies, people or keys appends no more, so that a key which is taken out of the config is taken out of all of them. So
 * is a tenant that the newest one doesn't have. And of the gate's own keys the one to which the log was handed over last is right,
 * whoever began to serve when.
 */
export const deployedOn = (database: DatabaseSync, deployed: Deployed) => {
  const signing = signingOn(database)
  const put = database.prepare(
    "INSERT INTO deployments (tenant, digest) VALUES (?, ?) ON CONFLICT DO UPDATE SET digest = excluded.digest",
  )
  const leave = database.prepare("UPDATE deployments SET digest = ?")
  const get = database.prepare("SELECT digest FROM deployments WHERE tenant = ?")
  return {
    /** @throws StoreFailedError where the log was handed over to a key that this process knows nothing of */
    announce: (): void => {
      signing.takeOver(deployed)
      leave.run(NOBODYS)
      for (const [tenant, digest] of deployed.tenants) put.run(tenant, hexToBytes(digest))
    },
    /** @throws StoreFailedError where another process has announced something else since, or has another key */
    assertCurrent: (tenant: TenantId): void => {
      signing.assertOwn(deployed.signer)
      const own = deployed.tenants.get(tenant)
      const row = own === undefined ? undefined : get.get(tenant)
      if (row === undefined || bytesToHex(Row.parse(row).digest) === own) return
      throw new StoreFailedError({
        message: `another process has opened the log of ${tenant} with another policy, or other keys, since this one has: restart this one with the config in force`,
      })
    },
  }
}

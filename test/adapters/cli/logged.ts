import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { served } from "./served.ts"

/** A log of four records on disk, whose service still runs: an ask, a refusal, two approvals. */
export const running = async () => {
  const { folder, asked, sign, alice, bob, carol, service, config, store, deployer } = await served()
  const id = await asked()
  for (const who of [alice, bob, carol]) await sign(who, "approve", id)
  const key = join(folder, "server.key")
  return { folder, config, store, key, heads: `${key}.heads`, service, asked, deployer }
}

/** The same, and the service has ended. */
export const logged = async () => {
  const it = await running()
  await it.service.close()
  return it
}

/** As somebody with the file and any SQLite shell, whom no trigger stops. */
export const tamper = (store: string, sql: string): void => {
  const database = new DatabaseSync(store)
  database.exec(
    "PRAGMA foreign_keys = OFF; DROP TRIGGER records_never_change; DROP TRIGGER records_are_never_deleted; DROP TRIGGER payloads_never_change",
  )
  database.exec(sql)
  database.close()
}

export const CUT = "DELETE FROM records WHERE seq >= 3"

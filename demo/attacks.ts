import { readFileSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import * as z from "zod"

const PlanFile = z.looseObject({
  resource_changes: z.array(
    z.looseObject({
      address: z.string(),
      mode: z.string(),
      change: z.looseObject({ actions: z.array(z.string()) }),
    }),
  ),
})

/** The plan with one resource more destroyed, which was to stay as it is. */
export const alterPlan = (plan: Uint8Array): { readonly address: string; readonly altered: Uint8Array } => {
  const file = PlanFile.parse(JSON.parse(Buffer.from(plan).toString("utf8")))
  const victim = file.resource_changes.find(({ mode, change }) => mode === "managed" && change.actions[0] === "no-op")
  if (victim === undefined) throw new Error("the plan leaves nothing as it is: take another one")
  victim.change = { ...victim.change, actions: ["delete"], after: null, after_unknown: {} }
  return { address: victim.address, altered: Buffer.from(JSON.stringify(file)) }
}

/** What stands at the start of a record, long enough to be found once in the file. */
const bytesOf = (store: string, tenant: string, seq: number): Buffer => {
  const database = new DatabaseSync(store)
  try {
    const row = database.prepare("SELECT bytes FROM records WHERE tenant = ? AND seq = ?").get(tenant, seq)
    return Buffer.from(z.object({ bytes: z.instanceof(Uint8Array) }).parse(row).bytes)
  } finally {
    database.close()
  }
}

/** Where a part of a record stands in the file, found by what comes before it: a long record goes on in other pages. */
const placeOf = (record: Buffer, at: number, length: number, file: Buffer): number => {
  for (let before = at; before > 0; before = Math.floor(before / 2)) {
    const start = file.indexOf(record.subarray(at - before, at + length))
    if (start >= 0) return start + before
  }
  return -1
}

/**
 * Changes one byte of the database file behind SQLite's back, as somebody with the disk would: in a record, the name of
 * whoever decided.
 * @returns the offset of the byte in the file
 */
export const changeOneByte = (
  { store, tenant, seq }: { readonly store: string; readonly tenant: string; readonly seq: number },
  from: string,
  to: string,
): number => {
  const record = bytesOf(store, tenant, seq)
  const at = record.indexOf(from)
  const file = readFileSync(store)
  const offset = at < 0 || from.length !== to.length ? -1 : placeOf(record, at, from.length, file)
  if (offset < 0) throw new Error(`record ${seq} doesn't hold ${from}`)
  const wanted = Buffer.from(to)
  const changed = wanted.findIndex((byte, index) => byte !== file[offset + index])
  wanted.copy(file, offset)
  writeFileSync(store, file)
  return offset + changed
}

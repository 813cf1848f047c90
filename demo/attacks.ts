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

/** A record as the database reads it. */
const bytesOf = (store: string, tenant: string, seq: number): Buffer => {
  const database = new DatabaseSync(store)
  try {
    const row = database.prepare("SELECT bytes FROM records WHERE tenant = ? AND seq = ?").get(tenant, seq)
    return Buffer.from(z.object({ bytes: z.instanceof(Uint8Array) }).parse(row).bytes)
  } finally {
    database.close()
  }
}

/**
 * Where a part of a record may stand in the file, found by what comes before it: a long record goes on in other pages, and a page that was
 * divided still has what moved away from it.
 */
function* placesOf(record: Buffer, at: number, length: number, file: Buffer): Generator<number> {
  for (let before = at; before > 0; before = Math.floor(before / 2)) {
    const sought = record.subarray(at - before, at + length)
    for (let start = file.indexOf(sought); start >= 0; start = file.indexOf(sought, start + 1)) yield start + before
  }
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
  const wanted = Buffer.from(to)
  const places = at < 0 || from.length !== to.length ? [] : placesOf(record, at, from.length, file)
  for (const offset of places) {
    const changed = Buffer.from(file)
    wanted.copy(changed, offset)
    writeFileSync(store, changed)
    if (!bytesOf(store, tenant, seq).equals(record))
      return offset + wanted.findIndex((byte, index) => byte !== file[offset + index])
  }
  writeFileSync(store, file)
  throw new Error(`record ${seq} doesn't hold ${from}`)
}

import { randomBytes } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { readFile, rename, rm, writeFile } from "node:fs/promises"
import { Data } from "effect"
import * as z from "zod"
import { TenantId } from "../../kernel/actors.ts"
import { Digest } from "../../kernel/digest.ts"
import type { Head } from "../../kernel/ledger/chain.ts"
import { errorCode } from "../error-code.ts"
import { ownershipProblem } from "../ownership.ts"

/** The file of heads is there and can't be read as one. The message says what to do. */
export class HeadsFileError extends Data.TaggedError("HeadsFileError")<{
  readonly path: string
  readonly message: string
}> {}

const Seen = z.strictObject({ size: z.int().min(1), hash: Digest })

/** A loss that somebody accepted: how far the log was seen, null where that could be read no longer, and what was left of it. */
const Loss = z.strictObject({
  at: z.iso.datetime(),
  tenant: TenantId,
  seen: Seen.nullable(),
  left: Seen.nullable(),
})
export type Loss = Readonly<z.infer<typeof Loss>>

const HeadsFile = z.strictObject({
  version: z.literal(1),
  heads: z.record(TenantId, Seen),
  accepted: z.array(Loss).readonly(),
})

/** Where each tenant's log was seen to end, and every loss that was accepted since. */
export interface Heads {
  readonly heads: ReadonlyMap<TenantId, Head>
  readonly accepted: readonly Loss[]
}

export const NO_HEADS: Heads = { heads: new Map(), accepted: [] }

/** The second place for the head of a log: beside the key, so that whoever exchanges the log has not exchanged this as well. */
export const headsPathOf = (key: string): string => `${key}.heads`

/** JSON, a line for each tenant and each loss. */
const textOf = ({ heads, accepted }: Heads): string => {
  const lines = [...heads].map(
    ([tenant, { size, hash }]) => `${JSON.stringify(tenant)}: ${JSON.stringify({ size, hash })}`,
  )
  const losses = accepted.map((loss) => JSON.stringify(loss))
  return `{"version": 1,\n"heads": {\n${lines.join(",\n")}\n},\n"accepted": [\n${losses.join(",\n")}\n]}\n`
}

const parse = (path: string, text: string): Heads => {
  try {
    const { heads, accepted } = HeadsFile.parse(JSON.parse(text))
    return {
      heads: new Map(Object.entries(heads).map(([tenant, head]) => [TenantId.parse(tenant), head] as const)),
      accepted,
    }
  } catch {
    throw new HeadsFileError({
      path,
      message: `${path} doesn't say any longer where the log was seen to end: restore it from a backup, or go on from what the log has with \`interlock log accept-loss\``,
    })
  }
}

const isMissing = (error: unknown): boolean => errorCode(error) === "ENOENT"

const refused = (path: string, error: unknown): HeadsFileError =>
  new HeadsFileError({
    path,
    message: `${path} can't be read (${errorCode(error) ?? "unknown failure"}): make it readable for the user that runs this`,
  })

/** Of a log that isn't empty somebody has seen an end: without the file nobody knows how much it has lost. */
export const gone = (path: string): HeadsFileError =>
  new HeadsFileError({
    path,
    message: `${path}, which says where each log was seen to end, isn't there, and the log isn't empty: it may have been cut, exchanged or restored. Restore that file from a backup, or go on from what the log has with \`interlock log accept-loss\``,
  })

export const hasHeads = (path: string): boolean => existsSync(path)

/** What the file says; nothing where there is none yet. @throws HeadsFileError */
export const readHeads = (path: string): Heads => {
  const shared = ownershipProblem(path)
  if (shared !== null) throw new HeadsFileError({ path, message: shared })
  const text = (() => {
    try {
      return readFileSync(path, "utf8")
    } catch (error) {
      if (isMissing(error)) return null
      throw refused(path, error)
    }
  })()
  return text === null ? NO_HEADS : parse(path, text)
}

const readHeadsLater = async (path: string): Promise<Heads> => {
  try {
    return parse(path, await readFile(path, "utf8"))
  } catch (error) {
    if (isMissing(error)) return NO_HEADS
    throw error
  }
}

const beside = (path: string): string => `${path}.${randomBytes(6).toString("hex")}.tmp`
const OWN = { mode: 0o600, flag: "wx" } as const

/** Puts another file in its place. @throws system errors as they come, and then the old one stands */
export const writeHeads = async (path: string, heads: Heads): Promise<void> => {
  const other = beside(path)
  try {
    await writeFile(other, textOf(heads), OWN)
    await rename(other, path)
  } catch (error) {
    await rm(other, { force: true })
    throw error
  }
}

/** The longer head of each tenant: of two processes that keep one file, neither takes back what the other has seen. */
const longer = (before: Heads["heads"], seen: Heads["heads"]): Heads["heads"] => {
  const heads = new Map(before)
  for (const [tenant, head] of seen) if (head.size >= (before.get(tenant)?.size ?? 0)) heads.set(tenant, head)
  return heads
}

/** Puts what was seen into the file, without holding up anybody. */
export const addHeads = async (path: string, seen: Heads["heads"]): Promise<void> => {
  const { heads, accepted } = await readHeadsLater(path)
  await writeHeads(path, { heads: longer(heads, seen), accepted })
}

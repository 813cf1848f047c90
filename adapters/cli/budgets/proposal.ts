import { closeSync, openSync, readSync, writeFileSync } from "node:fs"
import * as z from "zod"
import { ActorId, TenantId } from "../../../kernel/actors.ts"
import { BudgetId, Caps } from "../../../kernel/budgets/budgets.ts"
import { parseJson } from "../../../kernel/canonical.ts"
import { Instant } from "../../../kernel/time.ts"
import { SignedText } from "../../http/schemas.ts"
import { CommandError, EXIT } from "../exit.ts"

const common = {
  format: z.literal("interlock/budget-proposal/v1"),
  tenant: TenantId,
  id: BudgetId,
  serial: z.int().min(0),
  /** Who proposes it. */
  signer: ActorId,
  signed: SignedText,
} as const

/** A change of a budget that one person has signed, on its way to another one. */
export const Proposal = z.discriminatedUnion("what", [
  z.strictObject({ ...common, what: z.literal("widening"), caps: Caps, from: Instant }),
  z.strictObject({ ...common, what: z.literal("thaw") }),
])
export type Proposal = z.infer<typeof Proposal>

/** What a proposal is at most, in bytes. */
const MOST = 65_536

/** Writes a proposal where there is no file yet: nobody's is overwritten. */
export const writeProposal = (file: string, proposal: Proposal): void => {
  try {
    writeFileSync(file, `${JSON.stringify(proposal, null, 2)}\n`, { flag: "wx" })
  } catch (error) {
    throw new CommandError(
      EXIT.usage,
      `${file} can't be written (${error instanceof Error ? error.message : "unknown"}): name a file that isn't there yet`,
    )
  }
}

/** @throws CommandError for a file that is no proposal of this kind */
export const readProposal = <What extends Proposal["what"]>(
  file: string,
  what: What,
): Extract<Proposal, { readonly what: What }> => {
  const read = Proposal.safeParse(contentOf(file))
  if (!read.success || !isOf(what, read.data))
    throw new CommandError(EXIT.usage, `${file} is no proposal of a ${what}: write one with --propose`)
  return read.data
}

const isOf = <What extends Proposal["what"]>(
  what: What,
  proposal: Proposal,
): proposal is Extract<Proposal, { readonly what: What }> => proposal.what === what

const contentOf = (file: string): unknown => {
  try {
    const bytes = beginningOf(file)
    return bytes.byteLength > MOST ? null : parseJson(bytes)
  } catch {
    return null
  }
}

/** A byte more than a proposal may have at most: what has no end is not read to it. */
const beginningOf = (file: string): Uint8Array => {
  const descriptor = openSync(file, "r")
  try {
    const bytes = new Uint8Array(MOST + 1)
    let length = 0
    for (let read = -1; read !== 0; length += read)
      read = readSync(descriptor, bytes, length, bytes.byteLength - length, null)
    return bytes.subarray(0, length)
  } finally {
    closeSync(descriptor)
  }
}

import { TenantId } from "../../kernel/actors.ts"
import { Digest } from "../../kernel/digest.ts"
import type { Head } from "../../kernel/ledger/chain.ts"
import { CommandError, EXIT } from "./exit.ts"

/** Heads of logs by tenant, as somebody saw them. */
export type Seen = ReadonlyMap<TenantId, readonly Head[]>

const ADVICE = "write SIZE:HASH as `interlock status` and `interlock log backup` print it, or TENANT=SIZE:HASH"

/** The head that somebody wrote down, of the one tenant there is where none is named. */
const headIn = (written: string, one: TenantId | null): readonly [TenantId, Head] => {
  const parts = /^(?:([^=]*)=)?([1-9][0-9]{0,15}):([0-9a-fA-F]{64})$/.exec(written)
  if (parts === null) throw new CommandError(EXIT.usage, `"${written}" is no head of a log: ${ADVICE}`)
  const [, name, size, hash = ""] = parts
  const tenant = name === undefined ? one : (TenantId.safeParse(name).data ?? null)
  if (tenant === null)
    throw new CommandError(
      EXIT.usage,
      `"${written}" doesn't say whose head it is: write TENANT=SIZE:HASH, or name --tenant`,
    )
  return [tenant, { size: Number(size), hash: Digest.parse(hash.toLowerCase()) }]
}

export const seenIn = (written: readonly string[], one: TenantId | null): Seen => {
  const seen = new Map<TenantId, readonly Head[]>()
  for (const [tenant, head] of written.map((each) => headIn(each, one)))
    seen.set(tenant, [...(seen.get(tenant) ?? []), head])
  return seen
}

/** One head of each log, as the file beside the key has it. */
export const seenOnce = (heads: ReadonlyMap<TenantId, Head>): Seen =>
  new Map([...heads].map(([tenant, head]) => [tenant, [head]] as const))

/** What was seen in either. */
export const together = (...all: readonly Seen[]): Seen => {
  const seen = new Map<TenantId, readonly Head[]>()
  for (const each of all) for (const [tenant, heads] of each) seen.set(tenant, [...(seen.get(tenant) ?? []), ...heads])
  return seen
}

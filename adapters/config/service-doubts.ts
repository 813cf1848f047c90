/** What of the service as a whole is valid, and likely not meant: where it listens, what it lets in, whose keys are whose. */
import * as z from "zod"
import { isLoopback } from "../loopback.ts"
import { DEFAULTS, type Limits, type Scope } from "../caps/limits.ts"
import { keysOf } from "../../kernel/table.ts"
import { type Finding, type Found, anything, childOf, itemsOf } from "./finding.ts"

const listening = ({ value }: Found<unknown>): readonly Finding[] => {
  const host = childOf(childOf(value, "listen"), "host")
  if (typeof host !== "string" || isLoopback(host)) return []
  return [
    {
      path: ["listen", "host"],
      message: `other machines reach ${host}, and what they send is not encrypted: have a proxy with TLS before it, or write 127.0.0.1`,
    },
  ]
}

/** What is less than this leaves an honest caller nothing to do its work with. */
const LEAST: Readonly<Partial<Record<keyof Limits[Scope], number>>> = {
  callsPerMinute: 10,
  storedBytesPerDay: 1024 * 1024,
}

/** A cap of many that is below that of one is met by that one alone. */
const wider: readonly (readonly [narrow: Scope, wide: Scope])[] = [
  ["actor", "tenant"],
  ["tenant", "all"],
]

const caps = ({ value }: Found<unknown>): readonly Finding[] => {
  const written = childOf(value, "limits")
  const capOf = (scope: Scope, name: keyof Limits[Scope]): number => {
    const { data } = z.number().safeParse(childOf(childOf(written, scope), name))
    return data ?? DEFAULTS[scope][name]
  }
  const isWritten = (scope: Scope, name: string) => childOf(childOf(written, scope), name) !== undefined
  const tight = keysOf(DEFAULTS).flatMap((scope) =>
    keysOf(LEAST).flatMap((name) => {
      const [cap, least] = [capOf(scope, name), LEAST[name] ?? 0]
      if (cap >= least) return []
      return [{ path: ["limits", scope, name], message: `this is less than ${least}, which ordinary work takes` }]
    }),
  )
  const inverted = keysOf(DEFAULTS.all).flatMap((name) =>
    wider.flatMap(([narrow, wide]) => {
      if (capOf(wide, name) >= capOf(narrow, name)) return []
      const path = ["limits", isWritten(wide, name) ? wide : narrow, name]
      const message = `one ${narrow} may take ${capOf(narrow, name)} and ${wide === "all" ? "all together" : "its tenant"} ${capOf(wide, name)}, so that it takes what is everybody's`
      return [{ path, message }]
    }),
  )
  return [...tight, ...inverted]
}

const Keyed = z.object({ id: z.string(), apiKeys: z.array(z.object({ id: z.string(), sha256: z.string() })) })

/** One secret under two names: whoever has it is either. */
const secrets = (whole: Found<unknown>): readonly Finding[] => {
  const first = new Map<string, string>()
  return itemsOf(anything, whole, "tenants")
    .flatMap((tenant) => itemsOf(Keyed, tenant, "actors"))
    .flatMap(({ path, value: { apiKeys } }) =>
      apiKeys.flatMap(({ id, sha256 }, index) => {
        const other = first.get(sha256.toLowerCase())
        first.set(sha256.toLowerCase(), other ?? id)
        return other === undefined
          ? []
          : [
              {
                path: [...path, "apiKeys", index, "sha256"],
                message: `this is the key of "${other}" too, and whoever has it is both: give each one of its own with \`interlock keys add\``,
              },
            ]
      }),
    )
}

export const serviceDoubts = (whole: Found<unknown>): readonly Finding[] => [
  ...listening(whole),
  ...caps(whole),
  ...secrets(whole),
]

import * as z from "zod"
import { judgements } from "../judgements.ts"
import type { Digests } from "../run/digests.ts"
import { digestOfText } from "../run/sources.ts"

/** The part that is read of `build/verify.json`. */
const Verified = z.object({
  toolchain: z.looseObject({ tlc: z.string(), jar: z.string() }),
  domains: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      states: z.int(),
      edges: z.int(),
      equal: z.boolean(),
      guards: z.array(
        z.object({
          name: z.string(),
          site: z.string(),
          property: z.string(),
          killed: z.boolean(),
          equal: z.boolean(),
          replayed: z.boolean(),
        }),
      ),
      /** By the names of the runs in `liveness.json`. */
      liveness: z.array(z.object({ property: z.string(), expected: z.enum(["holds", "falls"]), ok: z.boolean() })),
      bounds: z.array(z.object({ instance: z.string(), about: z.string() })),
      digests: z.object({ model: z.string(), library: z.string(), kernel: z.string() }),
    }),
  ),
  /** What takes two runs of a domain's machine to be said. */
  compositions: z.array(
    z.object({
      name: z.string(),
      domain: z.string(),
      ok: z.boolean(),
      properties: z.array(z.string()),
      states: z.int(),
      instances: z.array(z.object({ instance: z.string(), holds: z.boolean() })),
      guards: z.array(
        z.object({ name: z.string(), site: z.string(), expected: z.enum(["falls", "stands"]), ok: z.boolean() }),
      ),
    }),
  ),
})
type Composed = Omit<z.infer<typeof Verified>["compositions"][number], "domain">
type Domain = z.infer<typeof Verified>["domains"][number]
export type Entry = Omit<Domain["guards"][number], "name" | "site">
export type Run = Omit<Domain["liveness"][number], "property">

/** What is known of a domain's verification, for the sources as they are now. */
export type Certificate =
  | {
      readonly state: "current"
      /** SHA-256 of the certificate's file. */
      readonly sha256: string
      readonly toolchain: z.infer<typeof Verified>["toolchain"]
      readonly ok: boolean
      readonly equal: boolean
      readonly states: number
      readonly edges: number
      readonly bounds: Domain["bounds"]
      /** Two runs of the domain's machine: where one of them doesn't hold, the domain doesn't. */
      readonly compositions: readonly Composed[]
      readonly digests: Digests
      /** By `name@place`. */
      readonly sites: Readonly<Record<string, Entry>>
      /** By the name of the run. */
      readonly liveness: Readonly<Record<string, Run>>
    }
  | { readonly state: "missing" | "unreadable" | "outdated"; readonly why: string }

const run = "run `make verify`"

/**
 * Reads the text of `build/verify.json`, null where there is none. It counts for the sources with these digests alone, and only
 * with each of the domain's compositions, by their names.
 */
export const certificateFor = (
  domain: string,
  text: string | null,
  now: Digests,
  compositions: readonly string[],
): Certificate => {
  if (text === null) return { state: "missing", why: `there is no certificate: ${run}` }
  const read = parsed(text)
  const found = read?.domains.find(({ name }) => name === domain)
  if (read === null || found === undefined)
    return { state: "unreadable", why: `build/verify.json holds no certificate of ${domain}: ${run}` }
  const composed = read.compositions.flatMap(({ domain: of, ...one }) => (of === domain ? [one] : []))
  const missing = compositions.filter(
    (wanted) =>
      !judgements.isReported(
        composed.map(({ name }) => name),
        wanted,
      ),
  )
  if (missing.length > 0)
    return { state: "unreadable", why: `build/verify.json holds no certificate of ${missing.join(", ")}: ${run}` }
  const { model, library, kernel } = found.digests
  const changed = [
    ...(judgements.isOfTheSources(model, now.model) ? [] : [`models/${domain}`]),
    ...(judgements.isOfTheSources(library, now.library) ? [] : ["models/lib"]),
    ...(judgements.isOfTheSources(kernel, now.kernel) ? [] : [`kernel/${domain} or the files of kernel/ itself`]),
  ]
  if (changed.length > 0)
    return { state: "outdated", why: `the certificate is of another ${changed.join(" and another ")}: ${run}` }
  const { ok, equal, states, edges, bounds, digests, guards, liveness } = found
  return {
    state: "current",
    sha256: digestOfText(text),
    toolchain: read.toolchain,
    ok: ok && composed.every((one) => one.ok),
    equal,
    states,
    edges,
    bounds,
    compositions: composed,
    digests,
    sites: Object.fromEntries(guards.map(({ name, site, ...entry }) => [`${name}@${site}`, entry])),
    liveness: Object.fromEntries(liveness.map(({ property, ...run }) => [property, run])),
  }
}

const parsed = (text: string): z.infer<typeof Verified> | null => {
  try {
    return Verified.parse(JSON.parse(text))
  } catch {
    return null
  }
}

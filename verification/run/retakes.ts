import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { Name, readAs } from "../domains/instance.ts"
import { type GraphRecords, type Loss, lossesBetween } from "./graph-records.ts"

/**
 * Why an instance shows less than it did. It speaks of the one graph that showed more, by its digest, so that it excuses no
 * loss that comes later.
 */
const Retake = z.strictObject({
  instance: Name,
  from: z.string().regex(/^[0-9a-f]{64}$/, { error: "a SHA-256 in hex" }),
  why: z.string().regex(/\p{L}/u, { error: "a word of why" }),
})
export type Retake = Readonly<z.infer<typeof Retake>>

/** Reads a `retakes.json`; a domain that has lost nothing has none. Throws InstanceError. */
export const readRetakes = (folder: string): readonly Retake[] => {
  const file = join(folder, "retakes.json")
  return existsSync(file) ? readAs(z.array(Retake), JSON.parse(readFileSync(file, "utf8")), "retakes.json") : []
}

/** What graphs that were taken again have lost: with a word of why, and without, which is refused. */
export interface Judged {
  readonly excused: readonly (Loss & Pick<Retake, "why">)[]
  readonly refused: readonly Loss[]
}

export const judgeRetake = (before: GraphRecords, after: GraphRecords, retakes: readonly Retake[]): Judged => {
  const judged = lossesBetween(before, after).map((loss) => ({
    loss,
    why: retakes.find(({ instance, from }) => instance === loss.instance && from === loss.from)?.why,
  }))
  return {
    excused: judged.flatMap(({ loss, why }) => (why === undefined ? [] : [{ ...loss, why }])),
    refused: judged.flatMap(({ loss, why }) => (why === undefined ? [loss] : [])),
  }
}

/** What was lost of a domain and whether it may be, a line each. */
export const describeRetake = (domain: string, { excused, refused }: Judged): readonly string[] => [
  ...excused.flatMap(({ why, ...loss }) => [...linesOf(domain, loss), `${domain}  ${loss.instance}: because ${why}`]),
  ...refused.flatMap((loss) => linesOf(domain, loss)),
  ...(refused.length === 0
    ? []
    : [
        `models/${domain}/graphs.json stays as it is: say in models/${domain}/retakes.json why this may be lost, or mend it`,
        ...refused.map(({ instance, from }) => `  ${JSON.stringify({ instance, from, why: "" })}`),
      ]),
]

const linesOf = (domain: string, { instance, lost }: Loss) =>
  lost.map((what) => `lost  ${domain}  ${instance}: ${what}`)

import * as z from "zod"
import { type Finding, type Found, type Known, childOf } from "../finding.ts"
import { type Lengths, tooLong } from "../lengths.ts"

const Emergencies = z.object({
  countersigners: z.array(z.string()),
  grantable: z.array(z.unknown()),
  allowSelfCountersign: z.boolean().default(false),
})

const lengths: Lengths = [
  [["minDuration"], 1, "a grant lasts at least"],
  [["maxDuration"], 7, "a grant may last: emergency access ends by itself, or it is no more than access"],
  [["requestLifetime"], 7, "a request waits for its countersignature"],
  [["factorLifetime"], 1, "a signed request may be sent again by whoever has it"],
  [["cooldown"], 90, "somebody waits for the next emergency"],
  [["requestRate", "window"], 90, "somebody who has asked often waits for the next emergency"],
]

/** What of emergency access is valid, and likely not meant. */
export const doubts = ({ path: at, value }: Found<unknown>, { actors }: Known): readonly Finding[] => {
  const raw = childOf(value, "breakGlass")
  const path = [...at, "breakGlass"]
  const { data: entry } = Emergencies.safeParse(raw)
  if (entry === undefined) return []
  const { countersigners, grantable, allowSelfCountersign } = entry
  const people = actors.flatMap(({ value }) => (value.kind === "human" ? [value] : []))
  const eligible = people.filter(
    ({ roles, keys }) => keys.length > 0 && roles.some((role) => countersigners.includes(role)),
  )
  const [one, another] = eligible.map(({ id }) => id)
  const told = (name: string, message: string): Finding => ({ path: [...path, name], message })
  return [
    ...(allowSelfCountersign
      ? [told("allowSelfCountersign", "one person alone opens emergency access: write false, and have two people")]
      : []),
    ...countersigners.flatMap((role, index) =>
      people.some(({ roles }) => roles.some((held) => held === role))
        ? []
        : [
            {
              path: [...path, "countersigners", index],
              message: `nobody has the role "${role}": nobody countersigns by it`,
            },
          ],
    ),
    ...(one === undefined
      ? [told("countersigners", "nobody of them has an SSH key, and nobody countersigns without: no grant begins")]
      : another === undefined && !allowSelfCountersign
        ? [told("countersigners", `only ${one} can countersign, so that no grant begins that ${one} asks for`)]
        : []),
    ...(grantable.length === 0
      ? [told("grantable", "nothing may be asked for, so that there is no emergency access")]
      : []),
    ...tooLong(raw, path, lengths),
  ]
}

import * as z from "zod"
import { isKnownType } from "../../effects/terraform-known.ts"
import { type Finding, type Found, type Known, childOf, itemsOf } from "../finding.ts"
import { type Least, type Lengths, tooLong, tooShort } from "../lengths.ts"

const Emergencies = z.object({
  countersigners: z.array(z.string()),
  grantable: z.array(z.unknown()),
  allowSelfCountersign: z.boolean().default(false),
})

const Pair = z.object({ tool: z.string(), types: z.array(z.string()) })

/** A type that the reader of the tool's calls doesn't know is never resolved: nothing of it happens under a grant. */
const typeDoubts =
  (tools: Known["tools"]) =>
  ({ path, value: { tool, types } }: Found<z.infer<typeof Pair>>): readonly Finding[] =>
    tools.some(({ value: { name, inspector } }) => name === tool && inspector === "terraform")
      ? types.flatMap((type, index) =>
          isKnownType("managed", type)
            ? []
            : [
                {
                  path: [...path, "types", index],
                  message: `the Terraform reader knows no type "${type}", so that nothing of it happens under a grant: write a type as plans name it, such as aws_security_group`,
                },
              ],
        )
      : []

const lengths: Lengths = [
  [["minDuration"], 1, "a grant lasts at least"],
  [["maxDuration"], 7, "a grant may last: emergency access ends by itself, or it is no more than access"],
  [["requestLifetime"], 7, "a request waits for its countersignature"],
  [["factorLifetime"], 1, "a signed request may be sent again by whoever has it"],
  [["cooldown"], 90, "somebody waits for the next emergency"],
  [["requestRate", "window"], 90, "somebody who has asked often waits for the next emergency"],
]

const least: Least = [
  [["maxDuration"], 60, "the holder has that long at most to do anything"],
  [["requestLifetime"], 60, "a second person has that long to read and to sign"],
  [["factorLifetime"], 5, "the signed request has that long to arrive"],
]

/** What of emergency access is valid, and likely not meant. */
export const doubts = ({ path: at, value }: Found<unknown>, { actors, tools }: Known): readonly Finding[] => {
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
    ...tooShort(raw, path, least),
    ...itemsOf(Pair, { path, value: raw }, "grantable").flatMap(typeDoubts(tools)),
  ]
}

import * as z from "zod"
import { ToolFlow } from "../../../kernel/taint/taint.ts"
import { type Finding, type Found, type Known, childOf, entriesOf } from "../finding.ts"
import { type Least, type Lengths, tooLong, tooShort } from "../lengths.ts"

const Taint = z.object({
  trusted: z.array(z.string()),
  endorsers: z.array(z.string()),
  tools: z.record(z.string(), z.unknown()),
})
const Tool = z.object({ effect: ToolFlow.shape.effect, adds: z.object({ sources: z.array(z.string()) }) })

const lengths: Lengths = [[["endorsement"], 1, "what somebody has vouched for may be done later, whatever has changed"]]
const least: Least = [[["endorsement"], 30, "a call has that long to be made once somebody has vouched for it"]]

const endorserDoubts = (endorsers: readonly string[], path: Finding["path"], { actors }: Known): readonly Finding[] =>
  endorsers.flatMap((role, index): readonly Finding[] => {
    const at = [...path, "endorsers", index]
    const holders = actors.filter(({ value: { roles } }) => roles.some((held) => held === role))
    const people = holders.filter(({ value: { kind, keys } }) => kind === "human" && keys.length > 0)
    return [
      ...(people.length === 0
        ? [
            {
              path: at,
              message: `no person with an SSH key has the role "${role}": nobody endorses anything by it, since an endorsement is signed`,
            },
          ]
        : []),
      ...holders.flatMap(({ value: { id, kind } }) =>
        kind === "agent" ? [{ path: at, message: `the agent ${id} has this role, and only people endorse` }] : [],
      ),
    ]
  })

/** What the rest of the file says of a tool that is declared here. */
const toolDoubts = (entry: Found<unknown>, { tools }: Known): readonly Finding[] =>
  entriesOf(Tool, entry, "tools").flatMap(({ path, name, value: { effect, adds } }): readonly Finding[] => {
    const declared = tools.find(({ value }) => value.name === name)?.value.effect
    return [
      ...(effect === "read" && adds.sources.length === 0
        ? [
            {
              path: [...path, "adds", "sources"],
              message: `what "${name}" reads comes from nowhere by this: write the source of what it gives back`,
            },
          ]
        : []),
      ...(effect === "read" && declared === "destructive"
        ? [
            {
              path: [...path, "effect"],
              message: `"${name}" is said to read here, and is declared destructive among the tenant's tools`,
            },
          ]
        : []),
    ]
  })

/** What of taint is valid, and likely not meant. */
export const doubts = ({ path: at, value }: Found<unknown>, known: Known): readonly Finding[] => {
  const raw = childOf(value, "taint")
  const path = [...at, "taint"]
  const { data: entry } = Taint.safeParse(raw)
  if (entry === undefined) return []
  return [
    ...(entry.trusted.length === 0
      ? [
          {
            path: [...path, "trusted"],
            message: "nothing is trusted, so that nothing that somebody has said may decide: name your people's source",
          },
        ]
      : []),
    ...(entry.endorsers.length === 0
      ? [{ path: [...path, "endorsers"], message: "nobody endorses: what is refused stays refused, whoever looks" }]
      : []),
    ...endorserDoubts(entry.endorsers, path, known),
    ...known.tools.flatMap(({ value: { name } }) =>
      Object.hasOwn(entry.tools, name)
        ? []
        : [
            {
              path: [...path, "tools"],
              message: `"${name}" isn't declared here: it counts as sending what it is given, and every argument of it has to be trusted`,
            },
          ],
    ),
    ...toolDoubts({ path, value: raw }, known),
    ...tooLong(raw, path, lengths),
    ...tooShort(raw, path, least),
  ]
}

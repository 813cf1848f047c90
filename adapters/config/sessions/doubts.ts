import * as z from "zod"
import { type Finding, type Found, type Known, childOf, entriesOf } from "../finding.ts"
import { DurationText } from "../duration.ts"
import { type Least, type Lengths, tooLong, tooShort } from "../lengths.ts"

const Sessions = z.object({
  lifetime: DurationText,
  factor: DurationText,
  agents: z.record(z.string(), z.unknown()),
  directory: z.array(z.string()),
})
const Pairs = z.array(z.object({ tool: z.string(), effects: z.array(z.string()) }))

const lengths: Lengths = [
  [["lifetime"], 1, "an agent acts for a person who has proven once that it is they"],
  [["factor"], 1, "a signed opening may be sent again by whoever has it"],
]

const least: Least = [
  [["lifetime"], 60, "an agent has that long at most to do anything"],
  [["idle"], 60, "a person has to give a sign of life as often as that"],
  [["credential"], 5, "a call has that long to be made"],
  [["factor"], 5, "what a person has signed has that long to arrive"],
]

/** The kinds of effects, the mildest first: what a call of a tool does at most is one of them. */
const ORDER: readonly string[] = ["read", "write", "destructive"]

/** What an agent may do with a tool that does less. */
const beyond = (tools: Known["tools"], path: Finding["path"], pairs: z.infer<typeof Pairs>): readonly Finding[] =>
  pairs.flatMap(({ tool, effects }, index) => {
    const declared = tools.find(({ value: { name } }) => name === tool)?.value.effect
    return declared === undefined
      ? []
      : effects.flatMap((effect, at) =>
          ORDER.indexOf(effect) <= ORDER.indexOf(declared)
            ? []
            : [
                {
                  path: [...path, index, "effects", at],
                  message: `"${tool}" is declared to have the effect ${declared} at most, so that no call of it is ${effect}`,
                },
              ],
        )
  })

/** What of sessions is valid, and likely not meant. */
export const doubts = ({ path: at, value }: Found<unknown>, { actors, tools }: Known): readonly Finding[] => {
  const raw = childOf(value, "sessions")
  const path = [...at, "sessions"]
  if (raw === undefined && actors.some(({ value: { kind } }) => kind === "agent"))
    return [
      {
        path: at,
        message: "agents call with their API keys alone: write sessions, so that people open what they call in",
      },
    ]
  const { data: entry } = Sessions.safeParse(raw)
  if (entry === undefined) return []
  const told = (message: string, ...name: readonly (string | number)[]): Finding => ({
    path: [...path, ...name],
    message,
  })
  const canSign = actors.some(({ value: { kind, keys } }) => kind === "human" && keys.length > 0)
  const holders = (role: string) => actors.filter(({ value: { roles } }) => roles.some((held) => held === role))
  return [
    ...(canSign ? [] : [told("no person has an SSH key, and a session is opened by a signature: nobody opens one")]),
    ...entry.directory.flatMap((role, index) => {
      const all = holders(role)
      if (all.length === 0)
        return [told(`nobody has the role "${role}": nobody enrols or disables anybody by it`, "directory", index)]
      return all.flatMap(({ value: { id, kind } }) =>
        kind === "agent"
          ? [told(`the agent ${id} has this role, and says by it for whom agents may act`, "directory", index)]
          : [],
      )
    }),
    ...(Object.keys(entry.agents).length === 0
      ? [told("no agent may call anything for anybody, so that a session is good for nothing", "agents")]
      : []),
    ...(entry.factor > entry.lifetime
      ? [
          told(
            "this is longer than lifetime: who opens a session never has to prove again in it that it is they",
            "factor",
          ),
        ]
      : []),
    ...entriesOf(Pairs, { path, value: raw }, "agents").flatMap(({ path: inside, value: pairs }) =>
      beyond(tools, inside, pairs),
    ),
    ...tooLong(raw, path, lengths),
    ...tooShort(raw, path, least),
  ]
}

import * as fc from "fast-check"
import { expect, it } from "vitest"
import { scenario } from "./draws.ts"
import { type Played, play } from "./play.ts"
import { type Happened, objections, statuses } from "./reference.ts"

/** What the kernel has against a command. */
const refused = ({ answer }: Played): ReadonlySet<string> => {
  if (answer.accepted) return new Set()
  return new Set(answer.refusal === "guards" ? answer.guards : [answer.refusal])
}

const statusesOf = ({ after }: Played, known: Iterable<string>) =>
  new Map([...known].map((id) => [id, after.entities.get(id)?.status]))

it("the kernel and the naive reading of the table agree: on every verdict, every set of reasons and every status", () => {
  fc.assert(
    fc.property(scenario(), (drawn) => {
      const history: Happened[] = []
      for (const played of play(drawn)) {
        const { before, command, now, answer } = played
        expect(objections(history, before.settings, command, now)).toEqual(refused(played))
        if (answer.accepted) history.push({ command, now, policy: before.settings.policy })
        const expected = statuses(history)
        expect(statusesOf(played, expected.keys())).toEqual(expected)
        expect([...played.after.entities.values()]).toHaveLength(expected.size)
      }
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 400 },
  )
})

import * as fc from "fast-check"
import { expect, it } from "vitest"
import type { Approvals } from "../../../kernel/approvals/facts.ts"
import { type Played, refusedBy } from "../trail.ts"
import { scenario } from "./draws.ts"
import { play } from "./play.ts"
import { type Happened, objections, statuses } from "./reference.ts"

const statusesOf = ({ after }: Played<Approvals>, known: Iterable<string>) =>
  new Map([...known].map((id) => [id, after.entities.get(id)?.status]))

it("the kernel and the naive reading of the table agree: on every verdict, every set of reasons and every status", () => {
  fc.assert(
    fc.property(scenario(), (drawn) => {
      const history: Happened[] = []
      for (const played of play(drawn)) {
        const { before, command, now, answer } = played
        expect(objections(history, before.settings, command, now)).toEqual(refusedBy(played))
        if (answer.accepted) history.push({ command, now, policy: before.settings.policy })
        const expected = statuses(history)
        expect(statusesOf(played, expected.keys())).toEqual(expected)
        expect([...played.after.entities.values()]).toHaveLength(expected.size)
      }
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 400 },
  )
})

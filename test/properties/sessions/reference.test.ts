import * as fc from "fast-check"
import { expect, it } from "vitest"
import { refusedBy } from "../trail.ts"
import { scenario } from "./draws.ts"
import { play } from "./play.ts"
import { type Happened, objections, seen } from "./reference.ts"

it("the kernel and the naive reading of the table agree: on every verdict, every set of reasons and all that is kept", () => {
  fc.assert(
    fc.property(scenario(), (drawn) => {
      const history: Happened[] = []
      const trail = play(drawn)
      for (const played of trail) {
        const { before, command, now, answer, after } = played
        expect(refusedBy(played)).toEqual(objections(history, before.settings, command, now))
        if (!answer.accepted) continue
        history.push({ command, now })
        const expected = seen(history, before.settings)
        expect([...after.entities.values()]).toHaveLength(expected.size)
        for (const { id } of answer.after) expect(after.entities.get(id)).toEqual(expected.get(id))
      }
      // What no step moved has not changed, either.
      const last = trail.at(-1)
      for (const [id, entity] of last === undefined ? [] : seen(history, last.before.settings))
        expect(last?.after.entities.get(id)).toEqual(entity)
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 150 },
  )
})

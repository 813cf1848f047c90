import * as fc from "fast-check"
import { expect, it } from "vitest"
import type { Calls } from "../../../kernel/calls/facts.ts"
import type { Entity } from "../../../kernel/machine.ts"
import { refusedBy } from "../trail.ts"
import { scenario } from "./draws.ts"
import { play } from "./play.ts"
import { type Happened, objections, seen } from "./reference.ts"

const shown = ({ status, kept }: Entity<Calls>) =>
  kept.entity === "call" ? { status } : { status, outcome: kept.outcome, by: `${kept.by.id}@${kept.by.tenant}` }

it("the kernel and the naive reading of the page agree: on every verdict, every set of reasons, every call and every resolution", () => {
  fc.assert(
    fc.property(scenario(), (drawn) => {
      const history: Happened[] = []
      for (const played of play(drawn)) {
        const { before, command, now, answer, after } = played
        expect(refusedBy(played)).toEqual(objections(history, before.settings, command, now))
        if (answer.accepted) history.push({ command, now })
        const expected = seen(history, before.settings)
        expect([...after.entities.values()]).toHaveLength(expected.size)
        for (const [id, one] of expected) {
          const entity = after.entities.get(id)
          expect(entity && shown(entity)).toEqual(one)
        }
      }
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 150 },
  )
})

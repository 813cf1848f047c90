import * as fc from "fast-check"
import { expect, it } from "vitest"
import type { BreakGlass } from "../../../kernel/break-glass/facts.ts"
import type { Entity } from "../../../kernel/machine.ts"
import { refusedBy } from "../trail.ts"
import { scenario } from "./draws.ts"
import { play } from "./play.ts"
import { type Happened, objections, seen } from "./reference.ts"

const shown = ({ status, kept }: Entity<BreakGlass>) => {
  const { lapsesAt, activatedAt, expiresAt, uses, ended, selfCountersigned } = kept
  const end = ended === null ? null : { how: ended.how, at: ended.at }
  return { status, lapsesAt, activatedAt, expiresAt, uses: uses.count, ended: end, selfCountersigned }
}

it("the kernel and the naive reading of the table agree: on every verdict, every set of reasons and every grant", () => {
  fc.assert(
    fc.property(scenario(), (drawn) => {
      const history: Happened[] = []
      for (const played of play(drawn)) {
        const { before, command, now, answer, after } = played
        expect(refusedBy(played)).toEqual(objections(history, before.settings, command, now))
        if (answer.accepted) history.push({ command, now })
        const expected = seen(history, before.settings)
        expect([...after.entities.values()]).toHaveLength(expected.size)
        for (const [id, grant] of expected) {
          const entity = after.entities.get(id)
          expect(entity && shown(entity)).toEqual(grant)
        }
      }
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 250 },
  )
})

import * as fc from "fast-check"
import { expect, it } from "vitest"
import type { Kept } from "../../../kernel/budgets/budgets.ts"
import type { Budgets } from "../../../kernel/budgets/facts.ts"
import type { Entity } from "../../../kernel/machine.ts"
import { refusedBy } from "../trail.ts"
import { play } from "./play.ts"
import { type Happened, objections, seen } from "./reference.ts"
import { stories } from "./story.ts"

type BudgetKept = Extract<Kept, { readonly entity: "budget" }>

const DAY = 86_400_000

const shownBudget = (status: string, kept: BudgetKept, now: number) => {
  const { serial, owner, caps, widening, meter } = kept
  const isInForce = widening !== null && now >= widening.from
  const isToday = meter.day === Math.floor(now / DAY)
  return {
    status,
    serial,
    owner: `${owner.id}@${owner.tenant}`,
    caps: isInForce ? widening.caps : caps,
    isWaiting: widening !== null && !isInForce,
    today: [meter.spend, meter.affected].map((sum) => (isToday ? BigInt(sum) : 0n)),
  }
}
const shown = ({ status, kept }: Entity<Budgets>, now: number) => {
  if (kept.entity === "budget") return shownBudget(status, kept, now)
  return { status, charge: kept.charged, until: kept.until, isReleased: kept.releases.length > 0 }
}

it("the kernel and the naive reading of the table agree: on every verdict, every set of reasons, every budget and every call", () => {
  fc.assert(
    fc.property(stories(), (drawn) => {
      const history: Happened[] = []
      for (const played of play(drawn)) {
        const { before, command, now, answer, after } = played
        expect(refusedBy(played)).toEqual(objections(history, before.settings, command, now))
        if (answer.accepted) history.push({ command, now })
        const expected = seen(history, before.settings, now)
        expect([...after.entities.values()]).toHaveLength(expected.size)
        for (const [id, one] of expected) {
          const entity = after.entities.get(id)
          expect(entity && shown(entity, now)).toEqual(one)
        }
      }
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 150 },
  )
})

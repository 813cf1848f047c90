import { describe, expect, it } from "vitest"
import { type ApprovalsGuard, approvals } from "../../../kernel/approvals/index.ts"
import { broken } from "../../../verification/domains/approvals/broken.ts"
import { breakSite } from "../../../verification/explore/knock-out.ts"
import { after, ask, refusals, statusOf } from "../../fixtures/approvals.ts"
import { approvingAlone } from "./sites/approve.ts"
import type { Row, Rows } from "./sites/case.ts"
import { consuming } from "./sites/consume.ts"
import { deciding } from "./sites/decide.ts"
import { delegating } from "./sites/delegate.ts"
import { ending } from "./sites/end.ts"
import { submitting } from "./sites/submit.ts"

/**
 * Every guard at every site, by itself: events that exactly this guard refuses, and beside them events that differ in what
 * it asks alone and are accepted. The table is exhaustive over the kernel's own sites: a new one without a row fails.
 */

const rows = (): Rows => ({
  ...submitting(),
  ...deciding("approve"),
  ...deciding("reject"),
  ...approvingAlone(),
  ...delegating(),
  ...consuming(),
  ...ending(),
})

const sites = () =>
  Object.entries<object>(approvals.definition.guards).flatMap(([command, row]) =>
    Object.keys(row).map((guard) => ({ site: `${guard}@${command}`, guard })),
  )

const rowOf = (site: string): Row => {
  const row = new Map<string, () => Row>(Object.entries(rows())).get(site)
  if (row === undefined) throw new Error(`${site} has no row: say which event it refuses alone, and its neighbour`)
  return row()
}

describe("every guard at every site", () => {
  it("has a row, and every row has a site", () => {
    expect(Object.keys(rows()).toSorted()).toEqual(
      sites()
        .map(({ site }) => site)
        .toSorted(),
    )
  })

  describe.each(sites())("$site", ({ site, guard }) => {
    it("refuses alone", () => {
      const { refused } = rowOf(site)
      const alone: readonly string[] = [guard]
      expect(refused.map(({ told, event }): readonly ApprovalsGuard[] => refusals(told, event))).toEqual(
        refused.map(() => alone),
      )
      expect(refused.length).toBeGreaterThan(0)
    })

    it("lets the neighbour pass", () => {
      const { accepted } = rowOf(site)
      expect(accepted.map(({ told, event }) => refusals(told, event))).toEqual(accepted.map(() => []))
      expect(accepted.length).toBeGreaterThan(0)
    })

    it("is all that stands between the event and its consequence", () => {
      const open = breakSite(approvals, broken, site)
      for (const { told, event } of rowOf(site).refused) {
        const answer = ask(told, event, open)
        expect(answer.accepted).toBe(true)
        expect(after(told, answer)).not.toEqual(told)
        expect(statusOf(after(told, answer), event[1](told).request)).toBeDefined()
      }
    })
  })
})

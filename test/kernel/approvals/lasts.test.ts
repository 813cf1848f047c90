import { describe, expect, it } from "vitest"
import { approvals } from "../../../kernel/approvals/index.ts"
import { lastsUntil } from "../../../kernel/machine.ts"
import {
  type Event,
  START,
  ann,
  approve,
  ask,
  bob,
  bot,
  caller,
  cancel,
  carol,
  consume,
  expire,
  group,
  reject,
  seat,
  settings,
  stage,
  statusOf,
  submit,
  tell,
} from "../../fixtures/approvals.ts"

const LIFETIME = 500
const WINDOW = 40
const routes = () => ({ default: [stage([group("ops", [bob()])])] })
const told = (...events: readonly Event[]) =>
  tell(settings(routes(), { decisionRate: { max: 10, windowMs: WINDOW } }), ...events)
const byBob = (request: string, verdict = approve) => verdict(request, bob(), seat(0, "ops", bob()))

const submitted: readonly Event[] = [[0, submit("r", caller(bot(), ann()), { lifetimeMs: LIFETIME })]]
const approved: readonly Event[] = [...submitted, [10, byBob("r")]]

/** Until when the request matters, in ms after the story began; null for never. */
const until = (...events: readonly Event[]): number | null => {
  const register = told(...events)
  const request = register.entities.get("r")
  if (request === undefined) throw new Error("there is no request")
  const end = lastsUntil(approvals, request, register.settings)
  return end === null ? null : end - START
}

/** What another command is told at that time, with the request and without it. */
const factsOf = (probe: Event, events: readonly Event[]) => {
  const beside: Event = [0, submit("other", caller(carol()))]
  const whole = told(...events, beside)
  const without = {
    ...whole,
    entities: new Map([...(whole.entities as Map<string, never>)].filter(([id]) => id !== "r")),
  }
  return [whole, without].map((register) => {
    const answer = ask(register, probe)
    return "facts" in answer ? answer.facts : null
  })
}
/** Whether the request makes a difference to an opening of its initiator, or to an approval by whoever approved it. */
const differs = (at: number, events: readonly Event[]): boolean =>
  ([submit("next", caller(bot(), ann())), byBob("other")] as const).some((move) => {
    const [whole, without] = factsOf([at, move], events)
    return JSON.stringify(whole) !== JSON.stringify(without)
  })

describe("a request matters to other commands", () => {
  it("while it waits, until it expires by the clock", () => {
    expect(until(...submitted)).toBe(LIFETIME)
    expect([differs(LIFETIME - 1, submitted), differs(LIFETIME, submitted)]).toEqual([true, false])
  })

  it("by its approvals, as long as they count towards somebody's rate, however it ended", () => {
    const endings: readonly (readonly [string, readonly Event[]])[] = [
      ["consumed", [[11, consume("r", caller(bot(), ann()))]]],
      ["cancelled", [[11, cancel("r", caller(ann()))]]],
    ]
    for (const [status, ending] of endings) {
      const events = [...approved, ...ending]
      expect(statusOf(told(...events), "r")).toBe(status)
      expect(until(...events)).toBe(10 + WINDOW)
      expect([differs(10 + WINDOW - 1, events), differs(10 + WINDOW, events)]).toEqual([true, false])
    }
  })

  it("for the longer of both while it is open", () => {
    expect(until(...approved)).toBe(LIFETIME)
    const late: readonly Event[] = [...submitted, [99, byBob("r")]]
    expect(until(...late)).toBe(LIFETIME)
  })

  it("not at all once it has ended and nobody approved it: a rejection counts towards no rate", () => {
    for (const ending of [
      [10, cancel("r", caller(ann()))],
      [10, byBob("r", reject)],
      [LIFETIME, expire("r")],
    ] as const satisfies readonly Event[]) {
      const events = [...submitted, ending]
      expect(until(...events)).toBeNull()
      expect(differs(ending[0], events)).toBe(false)
    }
  })
})

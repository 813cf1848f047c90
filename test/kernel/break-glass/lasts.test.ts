import { describe, expect, it } from "vitest"
import { breakGlass } from "../../../kernel/break-glass/index.ts"
import { lastsUntil } from "../../../kernel/machine.ts"
import {
  COOLDOWN,
  DURATION,
  type Event,
  REQUEST,
  START,
  ann,
  ask,
  bob,
  countersign,
  deny,
  expire,
  lapse,
  registerOf,
  request,
  revoke,
  rita,
  settings,
  tell,
} from "../../fixtures/break-glass.ts"

const WINDOW = 30
const inForce = (changed: Parameters<typeof settings>[0] = {}) =>
  settings({ requestRate: { max: 100, windowMs: WINDOW }, ...changed })

const asked: readonly Event[] = [[0, request("g", ann())]]
const opened: readonly Event[] = [...asked, [10, countersign("g", rita())]]
const END = 10 + DURATION

/** Until when the grant matters, in ms after the story began; null for never. */
const until = (events: readonly Event[], force = inForce()): number | null => {
  const grant = tell(force, ...events).entities.get("g")
  if (grant === undefined) throw new Error("there is no grant")
  const end = lastsUntil(breakGlass, grant, force)
  return end === null ? null : end - START
}

/** Whether the grant makes a difference to a request of its holder, or to a countersignature of somebody else's. */
const differs = (at: number, events: readonly Event[], force = inForce()): boolean => {
  const others = tell(force, [0, request("other", bob())])
  const grant = tell(force, ...events).entities.get("g")
  if (grant === undefined) throw new Error("there is no grant")
  const bobs = others.entities.get("other")
  if (bobs === undefined) throw new Error("there is no other grant")
  const without = registerOf(force, new Map([["other", bobs]]))
  const whole = registerOf(
    force,
    new Map([
      ["other", bobs],
      ["g", grant],
    ]),
  )
  return [request("next", ann()), countersign("other", rita())].some((move) => {
    const [a, b] = [whole, without].map((register) => {
      const answer = ask(register, [at, move])
      return JSON.stringify("facts" in answer ? answer.facts : null)
    })
    return a !== b
  })
}

/** It makes a difference up to its last instant, and none from there on. */
const ceases = (at: number, events: readonly Event[], force = inForce()) => {
  expect(until(events, force)).toBe(at)
  expect([differs(at - 1, events, force), differs(at, events, force)]).toEqual([true, false])
}

describe("a grant matters to other commands", () => {
  it("while it waits, until it lapses by the clock", () => {
    ceases(REQUEST, asked)
  })

  it("while it is active, until it ends by the clock, where nobody has to cool down", () => {
    ceases(END, opened, inForce({ cooldownMs: 0 }))
  })

  it("after its end as long as its holder cools down, from the end that it really had", () => {
    ceases(END + COOLDOWN, opened)
    ceases(END + COOLDOWN, [...opened, [END + 50, expire("g")]])
    ceases(20 + COOLDOWN, [...opened, [20, revoke("g", ann())]])
  })

  it("as long as it counts towards the rate of its holder's requests, however it ended", () => {
    const long = inForce({ requestRate: { max: 100, windowMs: 5_000 } })
    for (const events of [
      asked,
      [...asked, [10, deny("g", rita())]],
      [...asked, [REQUEST, lapse("g")]],
      opened,
      [...opened, [20, revoke("g", ann())]],
      [...opened, [END, expire("g")]],
    ] as const satisfies readonly (readonly Event[])[])
      ceases(5_000, events, long)
  })

  it("no longer than that where it was never active: nobody cools down from a grant that was denied, withdrawn or lapsed", () => {
    ceases(WINDOW, [...asked, [10, deny("g", rita())]])
    ceases(WINDOW, [...asked, [10, revoke("g", ann())]])
    const lapsed: readonly Event[] = [...asked, [REQUEST, lapse("g")]]
    expect(until(lapsed)).toBe(WINDOW)
    expect(differs(REQUEST, lapsed)).toBe(false)
  })

  it("clause by clause: by no time of cooling where the policy has none", () => {
    const spoken = (events: readonly Event[], force = inForce()) => {
      const grant = tell(force, ...events).entities.get("g")
      if (grant === undefined) throw new Error("there is no grant")
      const { lasts, rules } = breakGlass.definition
      return Object.entries(lasts).flatMap(([clause, says]) =>
        says({ ...grant, settings: force, rules }) === null ? [] : [clause],
      )
    }
    const revoked: readonly Event[] = [...opened, [20, revoke("g", ann())]]
    expect(spoken(asked)).toEqual(["waits", "counts"])
    expect(spoken(opened)).toEqual(["runs", "counts", "cools"])
    expect(spoken(revoked)).toEqual(["counts", "cools"])
    for (const events of [opened, revoked]) expect(spoken(events, inForce({ cooldownMs: 0 }))).not.toContain("cools")
  })
})

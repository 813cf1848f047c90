import { describe, expect, it } from "vitest"
import { sessions } from "../../../kernel/sessions/index.ts"
import { lastsUntil } from "../../../kernel/machine.ts"
import {
  CREDENTIAL,
  type Event,
  IDLE,
  SESSION,
  START,
  ann,
  ask,
  bot,
  delegate,
  disable,
  end,
  expire,
  lapse,
  mint,
  open,
  otherBot,
  present,
  registerOf,
  root,
  thirdBot,
  touch,
} from "../../fixtures/sessions.ts"
import { enrolled, kept, minted, opened, swept } from "./sites/case.ts"

type Told = ReturnType<typeof opened>

/** Until when it matters, in ms after the story began; null for never. */
const until = (register: Told, id: string): number | null => {
  const entity = register.entities.get(id)
  if (entity === undefined) throw new Error(`there is no ${id}`)
  const end = lastsUntil(sessions, entity, register.settings)
  return end === null ? null : end - START
}

/** Whether the answer to an event is another one where an entity has been forgotten. */
const differs = (register: Told, id: string, event: Event): boolean => {
  const rest = new Map([...(register.entities as ReadonlyMap<string, never>)].filter(([other]) => other !== id))
  const [whole, without] = [register, registerOf(register.settings, rest)].map((one) => JSON.stringify(ask(one, event)))
  return whole !== without
}
/** Whether something would be accepted that would not be, or would not be that would. */
const decides = (register: Told, id: string, event: Event): boolean => {
  const rest = new Map([...(register.entities as ReadonlyMap<string, never>)].filter(([other]) => other !== id))
  const [whole, without] = [register, registerOf(register.settings, rest)].map((one) => ask(one, event).accepted)
  return whole !== without
}

describe("a session matters to other commands", () => {
  it("while it takes a place: until its end, or until it is idle", () => {
    expect(until(opened(), "session_1")).toBe(IDLE)
    expect([IDLE - 1, IDLE].map((at) => differs(opened(), "session_1", [at, open(2)]))).toEqual([true, false])
    expect(until(opened([250, touch(1)]), "session_1")).toBe(250 + IDLE)
    const lasting = opened(...kept)
    expect(until(lasting, "session_1")).toBe(SESSION)
    expect([SESSION - 1, SESSION].map((at) => differs(lasting, "session_1", [at, open(2)]))).toEqual([true, false])
  })

  it.each([
    ["logged out", [10, end(1)], 10],
    ["revoked", [10, end(1, root())], 10],
    ["swept", [IDLE, expire(1)], IDLE],
  ] as const)("once it was %s as long as one of its credentials could be in use", (_, event, at) => {
    const told = opened(event)
    expect(until(told, "session_1")).toBe(at + CREDENTIAL)
    const held = opened([at < IDLE ? at : IDLE - 1, mint(1)], event)
    expect(differs(held, "session_1", [at + CREDENTIAL - 2, present(1)])).toBe(true)
    // From then on each of them is refused by its own time, whatever is known of the session: no answer opens anything.
    for (const call of [present(1), delegate(2, 1)])
      expect(decides(held, "session_1", [at + CREDENTIAL, call])).toBe(false)
  })

  it("no longer than that where it was swept at its end", () => {
    expect(until(opened(...swept), "session_1")).toBe(SESSION + CREDENTIAL)
  })
})

describe("a credential matters to other commands", () => {
  it.each<[string, () => Told]>([
    ["waits to be used", () => minted()],
    ["was presented", () => minted([2, present(1)])],
    ["was handed on", () => minted([2, delegate(2, 1)])],
  ])("until it is over, where it %s", (_, told) => {
    expect(until(told(), "credential_1")).toBe(1 + CREDENTIAL)
    expect(differs(told(), "credential_1", [CREDENTIAL, delegate(3, 1)])).toBe(true)
    expect(decides(told(), "credential_1", [1 + CREDENTIAL, delegate(3, 1)])).toBe(false)
  })

  it("no longer than what it came from, where it was handed on", () => {
    expect(until(minted([40, delegate(2, 1)]), "credential_2")).toBe(1 + CREDENTIAL)
  })

  it("to nobody who is further along in its chain", () => {
    const chain = minted([2, delegate(2, 1)])
    for (const event of [
      [3, present(2, otherBot())],
      [3, delegate(3, 2, thirdBot(), otherBot())],
      [3, mint(4, bot())],
    ] as const)
      expect(differs(chain, "credential_1", event)).toBe(false)
  })

  it("no more once it has lapsed", () => {
    expect(until(minted([1 + CREDENTIAL, lapse(1)]), "credential_1")).toBe(1 + CREDENTIAL)
  })
})

it("says nothing of a subject, which never ends", () => {
  expect(until(enrolled(), "ann")).toBeNull()
  expect(until(enrolled([1, disable(ann())]), "ann")).toBeNull()
})

it("speaks clause by clause", () => {
  const spoken = (register: Told, id: string) => {
    const entity = register.entities.get(id)
    if (entity === undefined) throw new Error(`there is no ${id}`)
    const { lasts, rules } = sessions.definition
    return Object.entries(lasts).flatMap(([clause, says]) =>
      says({ ...entity, settings: register.settings, rules }) === null ? [] : [clause],
    )
  }
  expect(spoken(opened(), "session_1")).toEqual(["places"])
  expect(spoken(opened([1, end(1)]), "session_1")).toEqual(["refuses"])
  expect(spoken(minted(), "credential_1")).toEqual(["leads"])
  expect(spoken(minted(), "ann")).toEqual([])
})

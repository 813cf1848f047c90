import { describe, expect, it } from "vitest"
import { sessions } from "../../../kernel/sessions/index.ts"
import { instant } from "../../fixtures/people.ts"
import {
  CREDENTIAL,
  type Event,
  FACTOR,
  IDLE,
  SESSION,
  ann,
  ask,
  bob,
  bot,
  carol,
  delegate,
  disable,
  enable,
  end,
  enrol,
  expire,
  lapse,
  lostBot,
  mint,
  open,
  otherBot,
  present,
  settings,
  tell,
  touch,
} from "../../fixtures/sessions.ts"
import { enrolled, minted, opened } from "./sites/case.ts"

const factsOf = (register: ReturnType<typeof opened>, event: Event): unknown => {
  const answer = ask(register, event)
  if (!("facts" in answer)) throw new Error("refused before it was asked")
  return answer.facts
}

describe("the facts", () => {
  const directed = { tenant: "acme", directory: ["directory"] }
  const called = { tenant: "acme", idleMs: IDLE }

  it.each<[string, Event]>([
    ["who is enrolled", [1, enrol(carol())]],
    ["who is disabled", [1, disable(ann())]],
    ["who is enabled", [1, enable(ann())]],
  ])("of %s are whose word counts", (_, event) => {
    expect(factsOf(enrolled(), event)).toEqual(directed)
  })

  it("of a session that is opened are how many of the same person's take a place by now", () => {
    const register = tell(
      settings({ maxSessions: 7 }),
      [0, enrol(ann())],
      [0, enrol(bob())],
      [0, open(1)],
      [1, open(2, bob())],
      [5, open(3)],
    )
    const sessionsAt = (at: number, by = ann()) => factsOf(register, [at, open(9, by)])
    const counting = (count: number) => ({
      ...{ tenant: "acme", sessionMs: SESSION, factorMs: FACTOR },
      ...{ sessions: count, maxSessions: 7 },
    })
    expect([5, IDLE - 1, IDLE, IDLE + 5].map((at) => sessionsAt(at))).toEqual([2, 2, 1, 0].map(counting))
    expect([5, IDLE, IDLE + 1].map((at) => sessionsAt(at, bob()))).toEqual([1, 1, 0].map(counting))
  })

  it("of a touch and of a credential that is presented are how long nobody may be silent, and of the touch how long a factor counts", () => {
    expect(factsOf(opened(), [1, touch(1)])).toEqual({ ...called, factorMs: FACTOR })
    expect(factsOf(minted(), [1, present(1)])).toEqual(called)
  })

  it("of a credential that is minted are what the deployment lets its agent do with its tool", () => {
    const minting = { ...called, credentialMs: CREDENTIAL, factorMs: FACTOR, sensitive: ["destructive"] }
    expect(factsOf(opened(), [1, mint(1, otherBot(), { tool: "files" })])).toEqual({ ...minting, agent: ["read"] })
    expect(factsOf(opened(), [1, mint(1, bot(), { tool: "unheard" })])).toEqual({ ...minting, agent: [] })
    expect(factsOf(opened(), [1, mint(1, lostBot())])).toEqual({ ...minting, agent: [] })
  })

  it("of one that is handed on are the same of whoever gets it, with the parent's tool", () => {
    const handing = { ...called, credentialMs: CREDENTIAL, maxDepth: 3 }
    const files = opened([1, mint(1, bot(), { tool: "files" })])
    expect(factsOf(files, [2, delegate(2, 1, otherBot(), bot(), { tool: "mail" })])).toEqual({
      ...handing,
      agent: ["read"],
    })
    expect(factsOf(files, [2, delegate(2, 1, lostBot())])).toEqual({ ...handing, agent: [] })
  })

  it("of what ends are the tenant, or how long nobody may be silent, and of what lapses none", () => {
    expect(factsOf(opened(), [1, end(1)])).toEqual({ tenant: "acme" })
    expect(factsOf(opened(), [1, expire(1)])).toEqual({ idleMs: IDLE })
    expect(factsOf(minted(), [1, lapse(1)])).toBeNull()
  })

  it("are of every command", () => {
    expect(Object.keys(sessions.definition.facts).toSorted()).toEqual(
      Object.keys(sessions.definition.guards).toSorted(),
    )
  })

  it("know nothing of a time that overflows: what never comes is never over", () => {
    const far = settings({ sessionMs: Number.MAX_SAFE_INTEGER, idleMs: Number.MAX_SAFE_INTEGER })
    const register = tell(far, [0, enrol(ann())], [0, open(1)])
    expect(ask(register, [SESSION * SESSION, touch(1)]).accepted).toBe(true)
    expect(register.entities.get("session_1")?.kept).toHaveProperty("expiresAt", instant(Number.MAX_SAFE_INTEGER))
  })
})

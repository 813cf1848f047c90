import { describe, expect, it } from "vitest"
import { taint } from "../../../kernel/taint/index.ts"
import {
  type Event,
  type Told,
  ENDORSEMENT,
  START,
  ask,
  call,
  derive,
  endorse,
  endorsementOf,
  expire,
  ingest,
  instant,
  open,
  read,
  result,
  settings,
  show,
  spawn,
  tell,
  tools,
  withdraw,
  write,
} from "../../fixtures/taint.ts"
import { bad, begun, good, vouched } from "./sites/case.ts"

const factsOf = (register: Told, event: Event): unknown => {
  const answer = ask(register, event)
  if (!("facts" in answer)) throw new Error("refused before it was asked")
  return answer.facts
}

describe("the facts", () => {
  it.each<[string, Event]>([
    ["a conversation", [1, open(9)]],
    ["one that another spawns", [1, spawn(9)]],
    ["what comes in", [1, ingest("new")]],
    ["what is shown", [1, show("good")]],
    ["what is derived", [1, derive("new", ["good"])]],
    ["what is read", [1, read("new", "somewhere")]],
  ])("of %s are none", (_, event) => {
    expect(factsOf(begun(), event)).toBeNull()
  })

  it("of a call are which sources are trusted, and what the deployment says of its tool", () => {
    const trusted = ["staff", "disk"]
    const told = (tool: string) => factsOf(begun(), [1, call("k", { tool })])
    expect(told("wipe")).toEqual({ trusted, flow: tools().wipe })
    expect(told("mail")).toEqual({ trusted, flow: tools().mail })
    for (const tool of ["unheard", "constructor", "toString", "hasOwnProperty"])
      expect(told(tool)).toEqual({ trusted, flow: null })
  })

  it("of a result are what the deployment says of the call's tool by then", () => {
    const called = begun([1, call("k", good)], [1, call("l", { tool: "unheard", plan: { "/x": "good" } })])
    expect(factsOf(called, [2, result("out", "k")])).toEqual({ flow: tools().wipe })
    expect(factsOf(called, [2, result("out", "l")])).toEqual({ flow: null })
    const { search } = tools()
    const changed = { ...called, settings: settings({ tools: { search } }) }
    expect(factsOf(changed, [2, result("out", "k")])).toEqual({ flow: null })
  })

  it("of a writing are which sources are trusted", () => {
    expect(factsOf(begun(), [1, write("new", "bad")])).toEqual({ trusted: ["staff", "disk"] })
  })

  it("of an endorsement are who may vouch, in which tenant, and for how long; of one that is withdrawn the tenant", () => {
    expect(factsOf(begun(), [1, endorse(1, bad)])).toEqual({
      ...{ tenant: "acme", endorsers: ["reviewer"], endorsementMs: ENDORSEMENT },
    })
    expect(factsOf(vouched(), [3, withdraw(1)])).toEqual({ tenant: "acme" })
    expect(factsOf(vouched(), [999, expire(1)])).toBeNull()
  })

  it("are of every command", () => {
    expect(Object.keys(taint.definition.facts).toSorted()).toEqual(Object.keys(taint.definition.guards).toSorted())
  })

  it("know nothing of a time that overflows: what never comes is never over", () => {
    const register = tell(
      settings({ endorsementMs: Number.MAX_SAFE_INTEGER }),
      [0, open(1)],
      [0, ingest("bad", { source: "web" })],
      [1, endorse(1, { plan: { "/path": "bad" } })],
    )
    expect(endorsementOf(register, 1).expiresAt).toBe(Number.MAX_SAFE_INTEGER)
    const late = instant(START * 2)
    expect(ask(register, [late, call("k", { plan: { "/path": "bad" }, endorsed: { "/path": 1 } })]).accepted).toBe(true)
  })
})

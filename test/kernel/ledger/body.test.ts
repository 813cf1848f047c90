import { describe, expect, it } from "vitest"
import { Body, transitionsIn } from "../../../kernel/ledger/body.ts"
import { HeadMovedError, LedgerStore, StoreFailedError } from "../../../kernel/ledger/store.ts"
import { SignFailedError, Signer } from "../../../kernel/ledger/signer.ts"
import { EMPTY } from "../../../kernel/ledger/chain.ts"
import { acme, agentOfAnn, confirmation, refusal, rootInPerson } from "./fixtures.ts"

const digest = "a".repeat(64)
const call = { tool: "terraform.apply", payload: digest, artifact: null }
const kept = {
  by: agentOfAnn(),
  submitted: 1_000,
  plan: digest,
  policy: digest,
  stages: [],
  expires: 2_000,
  uses: 1,
}
const command = {
  type: "command",
  proof: { format: "sshsig", publicKey: "k".repeat(1024), signature: "s".repeat(2048) },
  transition: {
    domain: "approvals",
    command: { type: "cancel", id: "req-1", by: agentOfAnn() },
    facts: { openRequests: 1 },
    outcome: { accepted: false, refusal: "guards", guards: ["ownerCancels"] },
  },
}
const decision = {
  type: "decision",
  caller: agentOfAnn(),
  call,
  plan: digest,
  counts: null,
  verdict: "allow",
  reasons: [],
  lifted: ["writesNeedNoApproval"],
  under: { domain: "approvals", id: "req-1" },
  waits: null,
  transitions: [command.transition],
  deadline: 1_000,
}
const changed = (transition: object) => ({ ...command, transition: { ...command.transition, ...transition } })
const refused = (outcome: object) => changed({ outcome: { accepted: false, ...outcome } })
const signed = (proof: object) => ({ ...command, proof: { ...command.proof, ...proof } })
const holds = (body: unknown) => Body.safeParse(body).success

describe("a record of a command", () => {
  it.each<[string, object]>([
    ["the guards that failed", command],
    ["64 of them", refused({ refusal: "guards", guards: Array.from({ length: 64 }, () => "g".repeat(128)) })],
    ["that there is no such request", refused({ refusal: "unknown" })],
    ["that the id is taken", refused({ refusal: "taken" })],
    ["no facts, where no guard was asked", changed({ facts: null })],
    ["no proof", { ...command, proof: null }],
    ["nothing changed", changed({ outcome: { accepted: true, after: [] } })],
  ])("holds %s", (_, body) => {
    expect(Body.safeParse(body).error).toBeUndefined()
  })

  it.each<[string, object]>([
    ["a refusal without a guard", refused({ refusal: "guards", guards: [] })],
    ["65 guards", refused({ refusal: "guards", guards: Array.from({ length: 65 }, () => "g") })],
    ["a guard with a space", refused({ refusal: "guards", guards: ["a b"] })],
    ["a guard without a name", refused({ refusal: "guards", guards: [""] })],
    ["a guard of 129 characters", refused({ refusal: "guards", guards: ["g".repeat(129)] })],
    ["guards of an unknown request", refused({ refusal: "unknown", guards: ["g"] })],
    ["another refusal", refused({ refusal: "no" })],
    ["facts that are a text", changed({ facts: "{}" })],
    ["no word of facts", changed({ facts: undefined })],
    ["another domain", changed({ domain: "weather" })],
    ["a proof of another kind", signed({ format: "pgp" })],
    ["a public key beyond 1,024 characters", signed({ publicKey: "k".repeat(1025) })],
    ["a signature beyond 2,048 characters", signed({ signature: "s".repeat(2049) })],
    ["more in a proof", signed({ more: 1 })],
    ["a proof without its parts", { ...command, proof: {} }],
    ["a call", { ...command, call }],
    ["a changed request without its parts", changed({ outcome: { accepted: true, after: [{}] } })],
    [
      "a changed request of no known status",
      changed({ outcome: { accepted: true, after: [{ id: "req-1", status: "lost", kept }] } }),
    ],
  ])("holds not %s", (_, body) => {
    expect(holds(body)).toBe(false)
  })

  it("says what facts are where they are none", () => {
    expect(Body.safeParse(changed({ facts: 1 })).error?.issues).toMatchObject([
      { path: ["transition", "facts"], message: "an object or null" },
    ])
  })
})

describe("a record of a decision", () => {
  it.each<[string, object]>([
    ["what was lifted, under what, and what the domains did", decision],
    ["32 transitions", { ...decision, transitions: Array.from({ length: 32 }, () => command.transition) }],
    ["none", { ...decision, transitions: [], under: null, lifted: [], deadline: null }],
    ["what waits", { ...decision, waits: { domain: "break-glass", id: "grant-1" } }],
  ])("holds %s", (_, body) => {
    expect(Body.safeParse(body).error).toBeUndefined()
  })

  it.each<[string, object]>([
    ["33 transitions", { ...decision, transitions: Array.from({ length: 33 }, () => command.transition) }],
    ["a call without its parts", { ...decision, call: {} }],
    ["more in a call", { ...decision, call: { ...call, bytes: "secret" } }],
    ["an approval of no domain", { ...decision, under: { domain: "weather", id: "req-1" } }],
    ["one with an id that no domain gives", { ...decision, under: { domain: "approvals", id: "no id" } }],
    ["more of one", { ...decision, under: { domain: "approvals", id: "req-1", status: "approved" } }],
    ["no word of what was lifted", { ...decision, lifted: undefined }],
  ])("holds not %s", (_, body) => {
    expect(holds(body)).toBe(false)
  })

  it("tells whatever the domains did, in order; a refusal tells of none", () => {
    expect(transitionsIn(Body.parse(decision))).toEqual([command.transition])
    expect(transitionsIn(Body.parse(command))).toEqual([command.transition])
    expect(transitionsIn(refusal("approve"))).toEqual([])
  })
})

describe("a record of a refusal", () => {
  it("holds a reason at least", () => {
    expect(holds(refusal("approve"))).toBe(true)
    expect(holds({ ...refusal("approve"), reasons: [] })).toBe(false)
  })
})

describe("a record that the clock is confirmed", () => {
  const body = confirmation(2_000, 1_000)

  it("holds who, and from when to when, either way", () => {
    expect(Body.parse(body)).toEqual(body)
    expect(holds(confirmation(1_000, 2_000))).toBe(true)
    expect(transitionsIn(body)).toEqual([])
  })

  it.each<[string, object]>([
    ["nobody's word", { ...body, caller: undefined }],
    ["an agent's, whatever its roles", { ...body, caller: { ...agentOfAnn(), person: rootInPerson().person } }],
    ["no step", { type: "clock", caller: rootInPerson() }],
    ["a time before all", { ...body, to: -1 }],
    ["a time that is none", { ...body, from: 0.5 }],
    ["a call", { ...body, call }],
  ])("holds not %s", (_, other) => {
    expect(holds(other)).toBe(false)
  })

  it("says who may", () => {
    expect(Body.safeParse({ ...body, caller: agentOfAnn() }).error?.issues).toMatchObject([
      { path: ["caller"], message: "the clock is confirmed by an administrator in person" },
    ])
  })
})

describe("the ports of the log", () => {
  it("fail by name", () => {
    const moved = new HeadMovedError({ tenant: acme(), expected: EMPTY, actual: EMPTY })
    const failed = [moved, new StoreFailedError({ message: "full" }), new SignFailedError({ message: "locked" })]
    expect(failed.map(({ _tag }) => _tag)).toEqual(["HeadMovedError", "StoreFailedError", "SignFailedError"])
  })

  it("are two services under two names", () => {
    expect([LedgerStore.key, Signer.key]).toEqual([
      "interlock/kernel/ledger/LedgerStore",
      "interlock/kernel/ledger/Signer",
    ])
  })
})

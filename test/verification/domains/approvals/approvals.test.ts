import { describe, expect, it } from "vitest"
import { approvals } from "../../../../verification/domains/approvals/index.ts"
import { InstanceError } from "../../../../verification/domains/instance.ts"
import { compare } from "../../../../verification/explore/compare.ts"
import { explore } from "../../../../verification/explore/explore.ts"
import { INTACT } from "../../../../verification/explore/graph.ts"
import { fallsIn } from "../../../../verification/explore/properties.ts"
import { instance } from "./instance.ts"

const open = (changes: object = {}) => approvals.open({ ...instance(), ...changes })
const withConstants = (changes: object) => open({ constants: { ...instance().constants, ...changes } })

describe("the binding of approvals", () => {
  it("has the kernel's sites, each once", () => {
    expect(approvals.sites).toHaveLength(61 + 10)
    expect(new Set(approvals.sites).size).toBe(approvals.sites.length)
    expect(approvals.sites).toContain("initiatorIsNotApprover@reject")
    expect(approvals.sites).toContain("stageOpensOnce@rule")
  })

  it("tries every combination of the alphabet, once", () => {
    const { machines } = open({
      alphabet: [
        { action: "Approve", params: [["r1"], ["bob", "carol"], ["opsBob"], ["p1"], ["good", "none"], ["v1"]] },
        { action: "Approve", params: [["r1"], ["bob"], ["opsBob"], ["p1"], ["good"], ["v1"]] },
        { action: "Tick", params: [] },
      ],
    })
    expect(machines.labels).toEqual([
      "Approve__r1__bob__opsBob__p1__good__v1",
      "Approve__r1__bob__opsBob__p1__none__v1",
      "Approve__r1__carol__opsBob__p1__good__v1",
      "Approve__r1__carol__opsBob__p1__none__v1",
      "Tick__",
    ])
  })

  it("speaks of the kernel's states in the model's words", () => {
    const { walker } = open().machines
    const go = (key: string, label: string): string => {
      const answer = walker(INTACT).answer(key, label)
      expect([label, answer.kind]).toEqual([label, "goes"])
      return answer.kind === "goes" ? answer.to : ""
    }
    const labels = [
      "Submit__r1__good__v1",
      "Delegate__r1__bob__opsBob__dave__good",
      "Approve__r1__dave__opsBob__p1__good__v1",
      "Tick__",
      "Approve__r1__carol__secCarol__p1__good__v1",
      "Consume__r1__aliceByRobo__p1__v1__kept",
    ]
    const end = labels.reduce(go, walker(INTACT).initial[0] ?? "")
    expect(walker(INTACT).value(end)).toEqual({
      now: 1,
      req: {
        r1: {
          status: "consumed",
          form: "good",
          policy: "v1",
          initiator: "alice",
          submittedAt: 0,
          delegations: [{ seat: "opsBob", by: "bob", to: "dave", signature: "good", at: 0 }],
          decisions: [
            { verdict: "approve", by: "dave", seat: "opsBob", plan: "p1", policy: "v1", signature: "good", at: 0 },
            { verdict: "approve", by: "carol", seat: "secCarol", plan: "p1", policy: "v1", signature: "good", at: 1 },
          ],
          opened: [0, 0],
          uses: [
            {
              ...{ by: "aliceByRobo", plan: "p1", policy: "v1", at: 1 },
              keysHeld: { decisions: [true, true], delegations: [true] },
            },
          ],
          end: { how: "none", by: "none", person: "none", at: -1 },
        },
        r2: { status: "absent" },
      },
    })
  })

  it.each(["none", "foreign", "misstated"])("knows a signature that is %s, and what is wrong with it", (signature) => {
    const plain = open({
      alphabet: [
        { action: "Submit", params: [["r1"], ["good"], ["v1"]] },
        { action: "Approve", params: [["r1"], ["bob"], ["opsBob"], ["p1"], [signature], ["v1"]] },
      ],
    }).plain("decisionIsSigned@approve")
    const last = [...explore(plain).graph.edges.keys()].at(-1) ?? ""
    expect(last).toContain(`"signature":"${signature}"`)
  })

  it.each(["none", "foreign", "misstated"])("knows a delegation's signature that is %s", (signature) => {
    const plain = open({
      alphabet: [
        { action: "Submit", params: [["r1"], ["good"], ["v1"]] },
        { action: "Delegate", params: [["r1"], ["bob"], ["opsBob"], ["dave"], [signature]] },
      ],
    }).plain("delegationIsSigned@delegate")
    const last = [...explore(plain).graph.edges.keys()].at(-1) ?? ""
    expect(last).toContain(`"signature":"${signature}"`)
  })

  it("knows no keyring that the instance doesn't have", () => {
    const lost = { action: "Consume", params: [["r1"], ["aliceByRobo"], ["p1"], ["v1"], ["constructor"]] }
    expect(() => explore(open({ alphabet: [lost] }).machines.walker(INTACT))).toThrow(InstanceError)
  })

  it("lets none of its properties fall on the intact kernel", () => {
    const { machines, properties } = open()
    const { graph, beyond } = explore(machines.walker(INTACT))
    expect(fallsIn(graph, properties)).toEqual([])
    expect(beyond).toBe(0)
  })

  it.each([
    "decisions of approve",
    "opened of approve",
    "delegations of delegate",
    "used of consume",
    "end of withdraw",
    "end of cancel",
    "superseded",
  ])("tells a kernel that drifted: %s", (name) => {
    const { machines, drifts } = open()
    const drift = drifts.find((drift) => drift.name === name)
    const drifted = drift && explore(drift.walker()).graph
    expect(drifted && compare(drifted, explore(machines.walker(INTACT)).graph)).toMatchObject({
      label: expect.any(String) as string,
    })
  })
})

describe("an instance that can't be meant", () => {
  const { Actors, Forms, Callers } = instance().constants
  it.each<[string, () => unknown, RegExp]>([
    [
      "two names of one actor",
      () => withConstants({ Actors: { ...Actors, bobby: Actors.bob } }),
      /bob and bobby are the same actor/,
    ],
    [
      "a name that isn't there",
      () => withConstants({ Callers: { nobody: { actor: "nobody", person: "alice" } } }),
      /no actor named nobody/,
    ],
    [
      "a caller for a person of another tenant",
      () => withConstants({ Callers: { ...Callers, stray: { actor: "robo", person: "bobOfT2" } } }),
      /a person of its own tenant/,
    ],
    [
      "an action that the model doesn't have",
      () => open({ alphabet: [{ action: "Sudo", params: [] }] }),
      /no action Sudo/,
    ],
    [
      "an action with too few arguments",
      () => open({ alphabet: [{ action: "Expire", params: [] }] }),
      /1 arguments, not 0/,
    ],
    ["a joint within a name", () => open({ alphabet: [{ action: "Expire", params: [["r__1"]] }] }), /alphabet/],
    [
      "a form without a lifetime",
      () => withConstants({ Forms: { ...Forms, good: { ...Forms.good, lifetime: "2" } } }),
      /lifetime/,
    ],
  ])("is refused: %s", (_, read, message) => {
    expect(read).toThrow(InstanceError)
    expect(read).toThrow(message)
  })

  it("is refused when two forms are the same", () => {
    const { machines } = withConstants({ Forms: { ...Forms, twin: Forms.good } })
    expect(() => explore(machines.walker(INTACT))).toThrow(/two forms are the same: good and twin/)
  })
})

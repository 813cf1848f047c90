import { describe, expect, it } from "vitest"
import { authority } from "../../../kernel/break-glass/authority.ts"
import { GrantId } from "../../../kernel/break-glass/break-glass.ts"
import type { Found } from "../../../kernel/gate/ask.ts"
import { planOf } from "../../../kernel/gate/planned.ts"
import { type Resource, effectsOf } from "../../../kernel/effects.ts"
import { START } from "../../fixtures/break-glass.ts"
import { GRANT_MS, activeGrant, agentOfAnn, call, now, policyOf, requestedGrant, worldOf } from "../gate/fixture.ts"

const resource = (address: string, change: Resource["change"] = "destroy"): Resource => ({
  address,
  type: "aws_thing",
  change,
  iam: "none",
  network: "none",
})
const untouched = (address: string) => ({ address, opens: null })
const touching = (...resources: readonly Resource[]): Found => ({ effects: effectsOf(resources, [], 0) })

const many = (count: number, name = "x") => Array.from({ length: count }, (_, n) => resource(`aws_thing.${name}${n}`))

const lifted = (found: Found, { asks = ["nothingIsDestroyed"], named = id(), name = "tf.ask" } = {}) => {
  const planned = planOf(policyOf(), call(name, { found }))
  if (typeof planned === "string") throw new Error(planned)
  const { plan, hash, tool } = planned
  const asked = { caller: agentOfAnn(), picked: {}, presented: null, flow: null, depth: 1 }
  const known = { ...asked, plan, hash, tool, own: tool.domains["break-glass"], now: now() }
  return authority.lift(asks, known, named, worldOf().registers("break-glass"))
}
const id = (): GrantId | null => GrantId.parse("grant_1")

describe("a grant", () => {
  it("is asked about everything that is written, and nothing that is only read", () => {
    const seen = touching(resource("aws_thing.a"), resource("data.b", "read"), resource("aws_thing.c", "update"))
    expect(lifted(seen)).toMatchObject({
      kind: "claim",
      command: {
        type: "use",
        id: "grant_1",
        by: agentOfAnn(),
        action: { tool: "tf.ask", resources: [untouched("aws_thing.a"), untouched("aws_thing.c")] },
      },
    })
  })

  it("is asked about both places of what is moved", () => {
    const moved = { ...resource("aws_thing.a", "replace"), movedFrom: "aws_thing.prod" }
    expect(lifted(touching(moved))).toMatchObject({
      command: { action: { resources: [untouched("aws_thing.prod"), untouched("aws_thing.a")] } },
    })
  })

  it.each<[string, Partial<Resource>, object]>([
    ["nothing", {}, { resources: [untouched("aws_thing.a")], opensToWorld: false }],
    [
      "access rights",
      { iam: "changed" },
      { resources: [{ address: "aws_thing.a", opens: "aws_thing" }], opensToWorld: false },
    ],
    [
      "reachability",
      { network: "changed" },
      { resources: [{ address: "aws_thing.a", opens: "aws_thing" }], opensToWorld: false },
    ],
    [
      "access for everybody",
      { iam: "granted-to-world" },
      { resources: [{ address: "aws_thing.a", opens: "aws_thing" }], opensToWorld: true },
    ],
    [
      "a way in for everybody, in both places",
      { network: "opened-to-world", movedFrom: "aws_thing.b" },
      {
        resources: [
          { address: "aws_thing.b", opens: "aws_thing" },
          { address: "aws_thing.a", opens: "aws_thing" },
        ],
        opensToWorld: true,
      },
    ],
  ])("is told what is opened: %s", (_, opens, action) => {
    expect(lifted(touching({ ...resource("aws_thing.a"), ...opens }))).toMatchObject({ command: { action } })
  })

  it("is told of the one that is opened to everybody among others", () => {
    const [closed, open] = [resource("aws_thing.a"), { ...resource("aws_thing.b"), iam: "granted-to-world" as const }]
    for (const touched of [
      [closed, open],
      [open, closed],
    ])
      expect(lifted(touching(...touched))).toMatchObject({ command: { action: { opensToWorld: true } } })
  })

  it("ends the permit when it ends itself; one that never began leaves no time", () => {
    const lift = lifted(touching(resource("aws_thing.a")))
    if (lift.kind !== "claim") throw new Error("not asked")
    expect(lift.until(activeGrant())).toBe(START + GRANT_MS)
    expect(lift.until(requestedGrant())).toBe(START)
  })

  it.each<[string, Parameters<typeof lifted>[1]]>([
    ["nothing asks", { asks: [] }],
    ["nobody names one", { named: null }],
  ])("is not needed where %s", (_, given) => {
    expect(lifted(touching(resource("aws_thing.a")), given)).toEqual({ kind: "unneeded" })
  })

  it.each<[string, string, Found, string]>([
    ["effectsAreResolved", "nothing reads what the call would do", null, "db.drop"],
    [
      "effectsAreResolved",
      "not all of it is known",
      { effects: effectsOf([resource("aws_thing.a")], ["what"], 0) },
      "tf.ask",
    ],
    [
      "actionIsInScope",
      "one of them is an object that is named by its id",
      touching(resource("aws_thing.b"), { ...resource("aws_thing.a", "update"), imports: "payments" }),
      "tf.ask",
    ],
    ["addressesCanBeCovered", "no scope covers what it touches", touching(resource("aws_thing.a b")), "tf.ask"],
    [
      "addressesCanBeCovered",
      "no scope covers where it was",
      touching({ ...resource("aws_thing.a"), movedFrom: "aws_thing.*" }),
      "tf.ask",
    ],
    ["actionTouchesSomething", "it touches nothing", touching(resource("data.b", "read")), "tf.ask"],
    ["actionIsWithinBounds", "it touches too much", touching(...many(33)), "tf.ask"],
    ["actionIsWithinBounds", "what it touches has long names", touching(...many(9, "x".repeat(1_000))), "tf.ask"],
    [
      "openedTypesAreGrantable",
      "it opens what no policy can name",
      touching({ ...resource("aws_thing.a"), type: "a thing", iam: "changed" }),
      "tf.ask",
    ],
  ])("can't be asked, and denies: %s, %s", (reason, _, found, name) => {
    expect(lifted(found, { name })).toEqual({ kind: "denies", reasons: [reason] })
  })

  it("that can't be asked says each reason, and each once", () => {
    const odd = many(33, " ").map((one) => ({ ...one, type: "a thing", iam: "changed" as const }))
    const lift = lifted(touching(...odd))
    if (lift.kind !== "denies") throw new Error("asked")
    expect([...lift.reasons].toSorted()).toEqual([
      "actionIsWithinBounds",
      "addressesCanBeCovered",
      "openedTypesAreGrantable",
    ])
  })

  it("has a sentence for each reason of its own", () => {
    expect(Object.keys(authority.sentences ?? {})).toEqual([
      "actionTouchesSomething",
      "actionIsWithinBounds",
      "addressesCanBeCovered",
    ])
  })

  it("is asked about addresses as Terraform writes them", () => {
    const address = 'module.cache["a b"].aws_thing.x["*/ä?"]'
    expect(lifted(touching(resource(address)))).toMatchObject({
      kind: "claim",
      command: { action: { resources: [{ address, opens: null }] } },
    })
  })
})

import { describe, expect, it } from "vitest"
import * as z from "zod"
import type { OpenGate } from "../../../adapters/library/index.ts"
import { acme } from "../library/fixture.ts"
import { type Name, service } from "./fixture.ts"

const Who = z.object({ id: z.string() })
const by = z.union([z.object({ actor: Who, person: Who }), Who.transform((actor) => ({ actor, person: actor }))])
const Told = z.object({
  body: z.union([
    z
      .object({ transition: z.object({ command: z.object({ by }) }) })
      .transform(({ transition }) => transition.command.by),
    z.object({ caller: z.object({ actor: Who, person: Who }) }).transform(({ caller }) => caller),
  ]),
})

/** In whose name the last record stands, and for whom. */
const lastOf = async (gate: OpenGate) => {
  const { size } = await gate.log.head(acme())
  const [record] = await gate.log.records(acme(), size - 1, 1)
  const { body } = Told.parse(JSON.parse(new TextDecoder().decode(record?.bytes)))
  return [body.actor.id, body.person.id]
}

describe("a command over HTTP stands in the name of whoever's key it is, for the person behind it", () => {
  it.each<[string, Name, readonly [string, string]]>([
    ["cancel", "deployer", ["deployer", "alice"]],
    ["cancel", "alice", ["alice", "alice"]],
    ["cancel", "helper", ["helper", "bob"]],
    ["supersede", "deployer", ["deployer", "alice"]],
    ["supersede", "ci", ["ci", "ci"]],
    ["consume", "deployer", ["deployer", "alice"]],
    ["consume", "helper", ["helper", "bob"]],
  ])("%s by %s", async (verb, name, wanted) => {
    const { post, waiting, call, gate } = await service()
    const id = await waiting()
    await post(name, `/v1/approvals/${id}/${verb}`, verb === "consume" ? call() : {})
    expect(await lastOf(gate)).toEqual(wanted)
  })

  it("a call that is asked about", async () => {
    const { ask, gate } = await service()
    await ask("helper")
    expect(await lastOf(gate)).toEqual(["helper", "bob"])
  })

  it.each(["approve", "reject"] as const)("%s, which nobody does for somebody", async (verdict) => {
    const { post, waiting, signed, gate } = await service()
    const id = await waiting()
    await post("helper", `/v1/approvals/${id}/${verdict}`, await signed("bob", id, verdict))
    expect(await lastOf(gate)).toEqual(["helper", "helper"])
  })

  it("delegate, which nobody does for somebody", async () => {
    const { post, waiting, lending, gate } = await service()
    const id = await waiting()
    await post("helper", `/v1/approvals/${id}/delegate`, await lending("bob", id, "carol"))
    expect(await lastOf(gate)).toEqual(["helper", "helper"])
  })

  it("withdraw, which nobody does for somebody", async () => {
    const { post, approvedByTwo, gate } = await service()
    await post("helper", `/v1/approvals/${await approvedByTwo()}/withdraw`, {})
    expect(await lastOf(gate)).toEqual(["helper", "helper"])
  })
})

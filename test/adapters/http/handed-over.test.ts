import { expect, it } from "vitest"
import type * as z from "zod"
import {
  ApprovedCall,
  RequestEnding,
  RequestPage,
  SeatDecision,
  SeatDelegation,
} from "../../../adapters/library/approvals/inputs.ts"
import { Countersigning, GrantEnding, GrantPage, GrantRequest } from "../../../adapters/library/break-glass/inputs.ts"
import { AskedCall } from "../../../adapters/library/inputs.ts"
import { signing, terms } from "../library/break-glass/emergency.ts"
import { service } from "./fixture.ts"

/** A function whose second argument is what a door has read. */
type Door = (by: never, given: never) => unknown

/** What a door hands over as read, each time that it is called: as it is, and as the library itself would read it. */
const watched = (target: object, name: string, schema: z.ZodType) => {
  const handed: unknown[] = []
  const original = Reflect.get(target, name) as Door
  Object.assign(target, {
    [name]: (by: never, given: never) => {
      handed.push(given)
      return original(by, given)
    },
  })
  return {
    name,
    handed: () => handed.map((given) => ({ given, read: schema.safeParse(given) })),
  }
}

it("what HTTP hands over as read is what the library's own schemas would have read", async () => {
  const world = await service()
  const { gate, post, get, call, waiting, signed, lending, approvedByTwo } = world
  const { requested, request, countersignature } = signing(gate, world)
  const grant = await requested()
  const doors = [
    watched(gate, "decide", AskedCall),
    ...(["approve", "reject"] as const).map((name) => watched(gate.approvals, name, SeatDecision)),
    watched(gate.approvals, "delegate", SeatDelegation),
    ...(["withdraw", "cancel", "supersede"] as const).map((name) => watched(gate.approvals, name, RequestEnding)),
    watched(gate.approvals, "consume", ApprovedCall),
    watched(gate.approvals, "list", RequestPage),
    watched(gate.breakGlass, "request", GrantRequest),
    watched(gate.breakGlass, "countersign", Countersigning),
    ...(["deny", "revoke"] as const).map((name) => watched(gate.breakGlass, name, GrantEnding)),
    watched(gate.breakGlass, "list", GrantPage),
  ]
  const id = await waiting()
  const decision = await signed("bob", id)
  await post("bob", `/v1/approvals/${id}/reject`, { ...decision, statement: null, proof: null }, "key-1")
  await post("bob", `/v1/approvals/${id}/delegate`, await lending("bob", id, "carol"))
  for (const end of ["withdraw", "cancel", "supersede"]) await post("alice", `/v1/approvals/${id}/${end}`, {})
  await post("deployer", `/v1/approvals/${await approvedByTwo()}/consume`, call(), "key-2")
  await get("bob", "/v1/approvals?limit=1&status=pending")
  const { signed: itsSignature, ...wanted } = await request("bob", terms())
  const text = ({ statement, proof }: NonNullable<typeof itsSignature>) => ({
    statement: new TextDecoder().decode(statement),
    proof,
  })
  if (itsSignature === null) throw new Error("the fixture signs")
  await post("bob", "/v1/grants", { ...wanted, ...text(itsSignature) })
  const { signed: second, terms: digest } = await countersignature("carol", grant)
  if (second === null) throw new Error("the fixture signs")
  await post("carol", `/v1/grants/${grant}/countersign`, { terms: digest, ...text(second) })
  for (const end of ["deny", "revoke"]) await post("carol", `/v1/grants/${grant}/${end}`, {})
  await get("bob", "/v1/grants")
  for (const { name, handed } of doors) {
    const all = handed()
    expect([name, all.length > 0]).toEqual([name, true])
    for (const { given, read } of all) expect([name, read.data]).toEqual([name, given])
  }
})

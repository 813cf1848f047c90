import { describe, expect, it } from "vitest"
import type { ExplainedValue } from "../../../../adapters/library/index.ts"
import { acme, globex, opened as openedGate } from "../fixture.ts"
import { broughtIn, bytesOf, talkOf, talking } from "./door.ts"

const PAY = bytesOf({ recipient: "shop@example.com", subject: "milk" })

const world = async () => {
  const deployed = talking()
  const opened = await openedGate(deployed)
  return { ...opened, ...talkOf(opened.gate, deployed) }
}

describe("an explanation", () => {
  it("of a call has its arguments, and what its conversation and those before it had seen by then", async () => {
    const { taint, opened, said, as, gate } = await world()
    const parent = await opened({ mode: "value" })
    const seen = broughtIn(await said(parent, "hello"))
    const spawned = await taint.spawn(as("deployer"), { parent })
    const child = spawned.type === "accepted" ? spawned.id : "none"
    const unseen = broughtIn(await said(parent, "later", "mail"))
    const own = broughtIn(await said(child, "in the child"))
    const asked = { tool: "notes.write", payload: PAY, conversation: child }
    const { called } = await gate.decide(as("deployer"), asked)
    const why = await taint.explain(acme(), { conversation: child, call: called })
    const [call] = why?.calls ?? []
    expect(call?.context.values).toEqual([own.id, seen.id])
    expect(Object.keys(call?.arguments ?? {})).toEqual(["/recipient", "/subject"])
    const told = new Map<string, ExplainedValue>(why?.values.map((value) => [value.value, value]))
    expect([...told.keys()].sort()).toEqual([...Object.values(call?.arguments ?? {}), own.id, seen.id].sort())
    expect(told.get(seen.id)).toMatchObject({
      how: "ingest",
      source: "user",
      inputs: [],
      context: { values: [], more: 0 },
    })
    expect(told.get(call?.arguments["/subject"] ?? "")).toMatchObject({
      how: "derive",
      context: { values: [own.id, seen.id] },
    })
    expect(told.has(unseen.id)).toBe(false)
    expect(why?.cut).toEqual([])
  })

  it("names what it leaves out, and doesn't list without end what a conversation had seen", async () => {
    const { taint, opened, said, called } = await world()
    const id = await opened({ mode: "value" })
    for (let index = 0; index < 70; index += 1) await said(id, `word ${index}`)
    const { called: call } = await called(id, PAY)
    const why = await taint.explain(acme(), { conversation: id, call })
    expect(why?.calls[0]?.context).toMatchObject({ more: 6 })
    expect(why?.values).toHaveLength(66)
  })

  it("is the same after a restart", async () => {
    const deployed = talking((text) => text.replace("store: { memory: true }", "store: { sqlite: log.db }"))
    const before = await openedGate(deployed)
    const { opened, said, called } = talkOf(before.gate, deployed)
    const conversation = await opened({ mode: "value" })
    for (const word of ["milk", "bread"]) await said(conversation, word)
    const { called: call } = await called(conversation, PAY)
    const why = await before.gate.taint.explain(acme(), { conversation, call })
    expect(why?.calls[0]?.context.values).toHaveLength(2)
    await before.gate.close()
    const { gate } = await openedGate(deployed)
    expect(await gate.taint.explain(acme(), { conversation, call })).toEqual(why)
  })

  it("is of what is there, in the own tenant", async () => {
    const { taint, opened, said } = await world()
    const conversation = await opened()
    const { value } = broughtIn(await said(conversation, "hello"))
    expect((await taint.explain(acme(), { conversation, value }))?.values).toHaveLength(1)
    for (const asked of [{ value: "nothing" }, { call: value }])
      expect(await taint.explain(acme(), { conversation, ...asked })).toBeNull()
    expect(await taint.explain(globex(), { conversation, value })).toBeNull()
  })
})

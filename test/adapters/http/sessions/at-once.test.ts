import { describe, expect, it } from "vitest"
import { parseJson } from "../../../../kernel/canonical.ts"
import { transitionsIn } from "../../../../kernel/ledger/body.ts"
import { LogRecord } from "../../../../kernel/ledger/record.ts"
import { acme } from "../../library/fixture.ts"
import { DECISIONS, agents, deniedFor, note } from "./agents.ts"

type World = Awaited<ReturnType<typeof agents>>
type Send = () => Response | Promise<Response>

/** Ten calls of each: bob's deployer, whoever it hands on to, his helper, and carol's deployer; and one that the first keeps for later. */
const called = async () => {
  const world = await agents()
  const { opened, minted, handedOn, keys, present } = world
  const [deployers, helpers, carols] = [await opened(), await opened("bob", "helper"), await opened("carol")]
  const sent = (token: string, name: "deployer" | "helper" | "inspector-bot") => () =>
    present(token, DECISIONS, note(), { by: keys[name] })
  const calls: Send[] = []
  for (let each = 0; each < 10; each += 1) {
    const handed = await handedOn(await minted(deployers), "inspector-bot", ["write"])
    calls.push(
      sent(await minted(deployers), "deployer"),
      sent(await minted(helpers, { agent: "helper" }), "helper"),
      sent(handed, "inspector-bot"),
      sent(await minted(carols), "deployer"),
    )
  }
  return { ...world, calls, deployers, helpers, carols, late: await minted(deployers) }
}

/** How the calls of a session were decided, in the order of the log, before and after the record that ends something. */
const decided = async (
  { gate, sizeOf }: World,
  { calls, ending }: { readonly calls: readonly Send[]; readonly ending: Send },
) => {
  const from = await sizeOf()
  const half = calls.length >> 1
  const sent = [...calls.slice(0, half), ending, ...calls.slice(half)]
  const answers = await Promise.all(sent.map(async (send) => send()))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const records = (await gate.log.records(acme(), from, 1_000)).map(({ bytes }) => LogRecord.parse(parseJson(bytes)))
  const at = records.findIndex(({ body: { type } }) => type === "command")
  const told = (some: typeof records, session: string) =>
    some.flatMap(({ body }) => {
      const presents = transitionsIn(body).some(({ command }) => command.type === "present" && command.run === session)
      return body.type === "decision" && presents ? [[body.verdict, ...body.reasons].join(" ")] : []
    })
  return {
    before: (session: string) => told(records.slice(0, at), session),
    after: (session: string) => told(records.slice(at), session),
  }
}

const only = (told: readonly string[], what: string) => {
  expect(told).toEqual(told.map(() => what))
}

describe("calls of several agents, made at once with what ends them", () => {
  it("are all denied from the very record on in which their person is disabled, and nobody else's is", async () => {
    const world = await called()
    const { calls, post, deployers, helpers, carols, late, minted, ask } = world
    const { before, after } = await decided(world, {
      calls,
      ending: () => post("ci", "/v1/subjects/bob/disable", {}),
    })
    for (const [session, count] of [
      [deployers, 20],
      [helpers, 10],
    ] as const) {
      only(before(session), "allow")
      only(after(session), "deny subjectIsEnabled")
      expect(before(session).length + after(session).length).toBe(count)
    }
    only([...before(carols), ...after(carols)], "allow")
    expect(deniedFor(await ask(late))).toEqual(["deny", "subjectIsEnabled"])
    expect(deniedFor(await ask(await minted(carols)))).toEqual(["allow"])
  })

  it("are denied from the very record on in which their session ends, handed on or not, and in no other session", async () => {
    const world = await called()
    const { calls, post, deployers, helpers, carols, late, minted, ask, keys } = world
    const { before, after } = await decided(world, {
      calls,
      ending: () => post("bob", `/v1/sessions/${deployers}/end`, {}),
    })
    only(before(deployers), "allow")
    only(after(deployers), "deny sessionIsOpen")
    expect(before(deployers).length + after(deployers).length).toBe(20)
    for (const other of [helpers, carols]) only([...before(other), ...after(other)], "allow")
    expect(deniedFor(await ask(late))).toEqual(["deny", "sessionIsOpen"])
    const last = await minted(helpers, { agent: "helper" })
    expect(deniedFor(await ask(last, note(), { by: keys.helper }))).toEqual(["allow"])
  })
})

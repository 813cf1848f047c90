import { describe, expect, it } from "vitest"
import {
  type Event,
  type Told,
  START,
  ask,
  call,
  callOf,
  called,
  conversation,
  conversationOf,
  derive,
  digest,
  endorse,
  endorsement,
  endorsementOf,
  expire,
  ingest,
  label,
  open,
  read,
  resource,
  result,
  ruth,
  show,
  spawn,
  tools,
  value,
  valueOf,
  withdraw,
  write,
} from "../../fixtures/taint.ts"
import { deepFreeze } from "../../fixtures/deep-freeze.ts"
import { atPath, bad, begun, good, inAll, stored, tainted, vouched } from "./sites/case.ts"

/** What a command moves along of what stands beside, and what it only looks at. */

const after = (register: Told, event: Event) => {
  const answer = ask(register, event)
  if (!answer.accepted) throw new Error(`refused: ${JSON.stringify(answer)}`)
  return answer.after
}
const moved = (register: Told, event: Event) => after(register, event).map(({ id }) => id)
const keptAfter = (register: Told, event: Event, id: string) =>
  after(register, event).find((one) => one.id === id)?.kept

describe("a step moves", () => {
  it.each<[string, () => Told, Event, readonly string[]]>([
    ["a conversation that is opened, alone", () => begun(), [1, open(3)], [conversation(3)]],
    ["one that is spawned, and not its parent", () => begun(), [1, spawn(3)], [conversation(3)]],
    ["what comes in, alone", () => begun(), [1, ingest("x")], [value("x")]],
    ["what is made, and not of what", () => tainted(), [2, derive("x", ["good", "bad", "good"])], [value("x")]],
    ["a call, and none of its arguments", () => begun(), [1, call("k", good)], [called("k")]],
    [
      "an endorsement, and not what it is of",
      () => begun(),
      [1, endorse(1, { ...bad, slot: "control" })],
      [endorsement(1)],
    ],
    ["what is withdrawn", () => vouched(), [3, withdraw(1)], [endorsement(1)]],
    ["what expires", () => vouched(), [999, expire(1)], [endorsement(1)]],
    ["what is shown along with who is shown it", () => begun(), [1, show("bad")], [conversation(1), value("bad")]],
    ["nothing of what was shown before", () => tainted(), [9, show("bad")], [conversation(1)]],
    [
      "a call along with its result",
      () => begun([1, call("k", good)]),
      [2, result("x", "k")],
      [value("x"), called("k")],
    ],
    ["a resource that is new", () => begun(), [1, write("new", "bad")], [conversation(1), resource("new")]],
    ["a resource that was there", () => stored(), [2, write("dirty", "bad")], [conversation(1), resource("dirty")]],
    ["who reads, and not what is read", () => stored(), [2, read("x", "clean")], [value("x"), conversation(1)]],
    ["who reads what isn't there", () => stored(), [2, read("x", "nowhere")], [value("x"), conversation(1)]],
    ["what a call names", () => vouched(), [3, call("k", { ...bad, ...atPath })], [called("k"), endorsement(1)]],
  ])("%s", (_, told, event, ids) => {
    expect(moved(told(), event)).toEqual(ids)
  })

  it("each endorsement that a call names, in the order of its places, and no other", () => {
    const told = begun(
      [2, endorse(1, { plan: { "/path": "bad", "/depth": "bad" } })],
      [2, endorse(2, { plan: { "/path": "bad", "/depth": "bad" }, slot: "control", by: ruth() })],
      [2, endorse(3, { plan: { "/depth": "bad" }, slot: "/depth", by: ruth() })],
      [2, endorse(4, { plan: { "/path": "bad" } })],
    )
    const plan = { "/path": "bad", "/depth": "bad" }
    const event = [3, call("k", { plan, endorsed: { "/depth": 3, control: 2, "/path": 1 } })] as const
    expect(moved(told, event)).toEqual([called("k"), endorsement(3), endorsement(2), endorsement(1)])
    for (const [n, slot] of [
      [1, "/path"],
      [2, "control"],
      [3, "/depth"],
    ] as const)
      expect(keptAfter(told, event, endorsement(n))).toEqual({
        ...endorsementOf(told, n),
        uses: [{ call: called("k"), slot, at: START + 3 }],
      })
  })

  it("nothing at all where it is refused", () => {
    expect(ask(vouched([3, withdraw(1)]), [4, call("k", { ...bad, ...atPath })])).toEqual({
      accepted: false,
      refusal: "guards",
      facts: { trusted: ["staff", "disk"], flow: tools().wipe },
      guards: ["endorsementIsLive"],
    })
  })

  it("and nothing at all of what it is told", () => {
    const told = deepFreeze(stored([2, endorse(1, { ...good, slot: "control" })], [2, call("k", good)]))
    deepFreeze([...told.entities.values()])
    for (const event of [
      [3, show("good")],
      [3, spawn(3)],
      [3, derive("x", ["bad"])],
      [3, call("l", { ...good, ...inAll() })],
      [3, result("x", "k")],
      [3, write("clean", "fine")],
      [3, write("new", "bad")],
      [3, read("x", "dirty", { content: "bad" })],
      [3, endorse(2, bad)],
    ] as const satisfies readonly Event[])
      expect(ask(told, event).accepted).toBe(true)
  })
})

describe("at which place a value came", () => {
  it("is kept as it is shown first, and stays", () => {
    const told = begun([1, show("good")], [2, show("bad")], [3, show("good")], [4, show("own")])
    expect(["good", "bad", "own", "ours"].map((handle) => valueOf(told, handle).shownAt)).toEqual([1, 2, 3, 0])
    expect(["good", "bad", "own"].map((handle) => valueOf(told, handle).readAt)).toEqual([0, 0, 0])
    expect(conversationOf(told, 1).seen).toBe(3)
    expect(valueOf(told, "bad")).toEqual({ ...valueOf(begun(), "bad"), shownAt: 2 })
  })

  it("is that of the reading, and another one once it is shown", () => {
    const told = begun([1, show("good")], [2, read("x", "nowhere")], [3, show("bad")], [4, show("x")], [5, show("x")])
    expect(valueOf(told, "x")).toMatchObject({ readAt: 2, shownAt: 4 })
    expect(valueOf(told, "bad")).toMatchObject({ readAt: 0, shownAt: 3 })
    expect(conversationOf(told, 1).seen).toBe(4)
  })

  it("is counted in each conversation by itself", () => {
    const told = begun([1, show("good")], [2, spawn(3)], [2, ingest("x", { of: 3 })], [3, show("x", { of: 3 })])
    expect(valueOf(told, "x", 3).shownAt).toBe(1)
    expect(conversationOf(told, 3)).toMatchObject({ seen: 1, parent: { seen: 1 } })
    expect(conversationOf(told, 1).seen).toBe(1)
  })
})

describe("a call that has its result", () => {
  it("keeps by which handle, and nothing else has changed", () => {
    const told = begun([1, call("k", good)])
    const event = [2, result("x", "k")] as const
    expect(keptAfter(told, event, called("k"))).toEqual({ ...callOf(told, "k"), results: ["x"] })
    expect(after(told, event).find(({ id }) => id === called("k"))?.status).toBe("returned")
  })

  it("is the one of its own conversation: another one goes by the same handle there", () => {
    const told = begun([1, call("k", good)], [1, call("k", { of: 2 })], [2, result("x", "k", { of: 2 })])
    expect(callOf(told, "k").results).toEqual([])
    expect(callOf(told, "k", 2).results).toEqual(["x"])
  })
})

describe("a resource", () => {
  it("is one and the same for the whole tenant", () => {
    const told = stored([2, ingest("x", { of: 2, source: "web" })], [3, write("dirty", "x", { of: 2 })])
    expect(keptAfter(told, [4, write("dirty", "good")], resource("dirty"))).toMatchObject({
      digest: digest("good"),
      label: label(["staff"]),
      wrote: { conversation: conversation(1), value: "good" },
    })
  })

  it("has of what was read into it again what it had", () => {
    const round = stored([2, read("x", "dirty", { of: 2, content: "bad" })], [3, write("copy", "x", { of: 2 })])
    expect(keptAfter(round, [4, read("y", "copy", { content: "bad" })], value("y"))).toMatchObject({
      label: label(["web"]),
    })
  })
})

import { describe, expect, it } from "vitest"
import { canonicalize } from "../../../kernel/canonical.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { taint } from "../../../kernel/taint/index.ts"
import { statuses } from "../../../kernel/taint/taint.ts"
import { breakSite } from "../../../verification/explore/knock-out.ts"
import {
  type Event,
  type Told,
  ENDORSEMENT,
  START,
  ann,
  ask,
  bot,
  broken,
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
  keyOf,
  label,
  next,
  open,
  otherBot,
  principal,
  read,
  registerOf,
  resource,
  resourceOf,
  result,
  rita,
  root,
  ruth,
  settings,
  show,
  spawn,
  statusOf,
  sweeper,
  tell,
  value,
  valueOf,
  withdraw,
  write,
} from "../../fixtures/taint.ts"
import { atPath, bad, begun, good, inAll, lenient, stored, tainted, vouched } from "./sites/case.ts"

/** What follows: everything that is kept of what is addressed, and the status that follows from it. */

const at = (ms: number) => START + ms
const by = principal(bot())

describe("what a conversation keeps", () => {
  it("is sealed as it is opened; it has seen nothing", () => {
    const told = tell(settings(), [7, open(1, { audience: ["bob", "x@else.example"], mode: "value", by: otherBot() })])
    expect(conversationOf(told, 1)).toEqual({
      entity: "conversation",
      initiator: principal(ann()),
      audience: ["bob", "x@else.example"],
      mode: "value",
      parent: null,
      at: at(7),
      label: label(),
      seen: 0,
    })
    expect(statusOf(told, conversation(1))).toBe("open")
  })

  it("is its parent's where it is spawned, with all that the parent had seen by then", () => {
    const parent = [
      [0, open(1, { audience: ["ann", "rita"], mode: "value" })],
      [0, ingest("bad", { source: "web", readers: ["rita", "ann", "bob"] })],
      [1, show("bad")],
      [2, read("found", "nowhere")],
    ] as const
    const told = tell(settings(), ...parent, [7, spawn(2, 1, otherBot())])
    expect(conversationOf(told, 2)).toEqual({
      entity: "conversation",
      initiator: principal(ann()),
      audience: ["ann", "rita"],
      mode: "value",
      parent: { conversation: conversation(1), seen: 2 },
      at: at(7),
      label: label(["unknown", "web"], ["ann", "bob", "rita"]),
      seen: 0,
    })
    // From then on each of them sees by itself.
    const grown = next(next(told, [8, ingest("more", { source: "disk" })]), [9, show("more")])
    expect(conversationOf(grown, 2)).toEqual(conversationOf(told, 2))
    expect(conversationOf(grown, 1)).toMatchObject({
      label: label(["disk", "unknown", "web"], ["ann", "bob", "rita"]),
      seen: 3,
    })
  })

  it("joins what is shown, and counts it once", () => {
    const told = begun([1, show("bad")])
    expect(conversationOf(told, 1)).toEqual({ ...conversationOf(begun(), 1), label: label(["web"]), seen: 1 })
    const more = next(told, [2, show("own")])
    expect(conversationOf(more, 1)).toMatchObject({ label: label(["staff", "web"], ["ann", "rita"]), seen: 2 })
    for (const handle of ["bad", "own"])
      expect(conversationOf(next(more, [3, show(handle)]), 1)).toEqual(conversationOf(more, 1))
  })

  it("joins of what is read the sources alone, until it is shown", () => {
    const told = stored([1, write("mine", "ours")], [2, read("again", "mine", { content: "ours" })])
    expect(conversationOf(told, 1)).toMatchObject({ label: label(["staff"]), seen: 1 })
    expect(conversationOf(next(told, [3, show("again")]), 1)).toMatchObject({
      label: label(["staff"], ["ann"]),
      seen: 2,
    })
  })

  it("is the same after a writing, whatever was written", () => {
    expect(conversationOf(stored(), 1)).toEqual(conversationOf(begun(), 1))
  })
})

describe("what a value keeps", () => {
  const common = { entity: "value", by, readAt: 0, shownAt: 0 } as const

  it("says where it came in from", () => {
    const told = begun([7, ingest("new", { source: "web", readers: ["bob", "ann"], content: "words", by: otherBot() })])
    expect(valueOf(told, "new")).toEqual({
      ...common,
      digest: digest("words"),
      label: label(["web"], ["bob", "ann"]),
      origin: { how: "ingest", source: "web", readers: ["bob", "ann"] },
      by: principal(otherBot()),
      at: at(7),
    })
    expect(statusOf(told, value("new"))).toBe("written")
  })

  it("says of what it was made, and has of all of it, and of all that was seen", () => {
    const told = tainted([2, show("own")], [7, derive("new", ["ours", "fine", "ours"], { content: "words" })])
    expect(valueOf(told, "new")).toEqual({
      ...common,
      digest: digest("words"),
      label: label(["disk", "staff", "web"], ["ann"]),
      origin: { how: "derive", inputs: ["ours", "fine", "ours"], seen: 2 },
      at: at(7),
    })
  })

  it("that was made of nothing is somebody's own words, by all that they had seen", () => {
    expect(valueOf(begun([7, derive("word")]), "word")).toMatchObject({
      label: label(),
      origin: { inputs: [], seen: 0 },
    })
    expect(valueOf(tainted([7, derive("word")]), "word")).toMatchObject({ label: label(["web"]), origin: { seen: 1 } })
  })

  it("says of which call it is the result, and has of the arguments and of the tool, and nothing of what was seen", () => {
    const plan = { "/path": "good", "/why": "own" }
    const told = lenient([1, show("bad")], [2, call("k", { plan })], [7, result("out", "k", { content: "words" })])
    expect(valueOf(told, "out")).toEqual({
      ...common,
      digest: digest("words"),
      label: label(["disk", "staff"], ["ann", "rita"]),
      origin: { how: "result", call: "k" },
      at: at(7),
    })
  })

  it("has of a tool what it adds, and of one that nobody declared that nobody knows", () => {
    const out = (tool: string, plan = {}) =>
      valueOf(begun([1, call("k", { tool, plan })], [2, result("out", "k")]), "out")
    expect(out("note", { "/title": "own" }).label).toEqual(label(["staff"], ["ann", "rita"]))
    expect(out("search").label).toEqual(label(["web"]))
    expect(out("unheard").label).toEqual(label(["unknown"], ["ann"]))
    expect(out("constructor", { "/x": "good" }).label).toEqual(label(["staff", "unknown"], ["ann"]))
  })

  it("says which writing was read, with the label of then", () => {
    const told = stored([2, show("bad")], [3, write("mine", "own")], [7, read("again", "mine", { content: "own" })])
    expect(valueOf(told, "again")).toEqual({
      ...common,
      digest: digest("own"),
      label: label(["staff", "web"], ["ann", "rita"]),
      origin: {
        how: "read",
        resource: resource("mine"),
        wrote: { conversation: conversation(1), value: "own", seen: 1 },
      },
      at: at(7),
      readAt: 2,
    })
  })

  it("comes from nobody knows where if there is no writing, or another content than it wrote", () => {
    const unknown = { label: label(["unknown"], ["ann"]), readAt: 1 }
    const origin = (name: string) => ({ how: "read", resource: resource(name), wrote: null })
    expect(valueOf(stored([2, read("new", "nowhere")]), "new")).toMatchObject({ ...unknown, origin: origin("nowhere") })
    const changed = stored([2, read("new", "clean", { content: "something else" })])
    expect(valueOf(changed, "new")).toMatchObject({
      ...unknown,
      origin: origin("clean"),
      digest: digest("something else"),
    })
  })

  it("is for whoever the conversation is for that reads it, where nobody knows", () => {
    const told = tell(settings(), [0, open(1, { initiator: rita() })], [1, read("new", "nowhere")])
    expect(valueOf(told, "new").label).toEqual(label(["unknown"], ["rita"]))
  })

  it("is found in any conversation that reads it", () => {
    const told = stored([3, read("again", "dirty", { of: 2, content: "bad" })])
    expect(valueOf(told, "again", 2)).toMatchObject({
      label: label(["web"]),
      origin: { wrote: { conversation: conversation(1), value: "bad", seen: 0 } },
      readAt: 1,
    })
    expect(conversationOf(told, 2)).toMatchObject({ label: label(["web"]), seen: 1 })
  })

  it("is of one conversation: another has its own by the same handle", () => {
    const told = begun([1, ingest("bad", { of: 2, source: "disk", content: "no harm" })])
    expect(valueOf(told, "bad", 2)).toMatchObject({ digest: digest("no harm"), label: label(["disk"]) })
    expect(valueOf(told, "bad")).toEqual(valueOf(begun(), "bad"))
  })
})

describe("what a call keeps", () => {
  it("is its plan with what stood there, whom it told, what vouched for it, and all that the arguments have", () => {
    const plan = { "/path": "bad", "/depth": "good", "/why": "own" }
    const told = begun(
      [1, show("good")],
      [2, endorse(1, { plan })],
      [7, call("k", { plan, recipients: ["rita", "ann"], endorsed: { "/path": 1 }, by: otherBot() })],
    )
    expect(callOf(told, "k")).toEqual({
      entity: "call",
      tool: "wipe",
      plan: {
        "/path": { value: "bad", digest: digest("bad") },
        "/depth": { value: "good", digest: digest("good") },
        "/why": { value: "own", digest: digest("own") },
      },
      recipients: ["rita", "ann"],
      endorsements: { "/path": endorsement(1) },
      label: label(["staff", "web"], ["ann", "rita"]),
      by: principal(otherBot()),
      at: at(7),
      seen: 1,
      results: [],
    })
    expect(statusOf(told, called("k"))).toBe("called")
  })

  it("has one value at two arguments at both", () => {
    const told = begun([1, call("k", { plan: { "/path": "good", "/depth": "good" } })])
    const there = { value: "good", digest: digest("good") }
    expect(callOf(told, "k")).toMatchObject({ plan: { "/path": there, "/depth": there }, label: label(["staff"]) })
  })

  it("may have no argument, and then nothing of anything", () => {
    expect(callOf(begun([1, call("k")]), "k")).toMatchObject({ plan: {}, label: label() })
  })

  it("has arguments by whatever name objects have anyway", () => {
    const plan = { "/__proto__": "good", "/constructor": "own", "/": "fine" }
    const told = begun([1, call("k", { tool: "unheard", plan, recipients: ["ann"] })])
    expect(Object.keys(callOf(told, "k").plan)).toEqual(Object.keys(plan))
    expect(callOf(told, "k").label).toEqual(label(["disk", "staff"], ["ann", "rita"]))
  })
})

describe("what a resource keeps", () => {
  it("is what was written last, by whom, and what had been seen; the label is of both", () => {
    const told = tainted([7, write("it", "own", { by: otherBot() })])
    expect(resourceOf(told, "it")).toEqual({
      entity: "resource",
      digest: digest("own"),
      label: label(["staff", "web"], ["ann", "rita"]),
      wrote: { conversation: conversation(1), value: "own", seen: 1 },
      by: principal(otherBot()),
      at: at(7),
    })
    expect(statusOf(told, resource("it"))).toBe("labelled")
  })

  it("is replaced by the next writing, with nothing left of what was there", () => {
    const told = stored([2, write("dirty", "good", { of: 1 })])
    expect(resourceOf(told, "dirty")).toMatchObject({ digest: digest("good"), label: label(["staff"]), at: at(2) })
  })

  it("is no other than it was after a reading", () => {
    const told = stored([2, read("again", "clean", { content: "good" })])
    expect(resourceOf(told, "clean")).toEqual(resourceOf(stored(), "clean"))
  })
})

describe("what an endorsement keeps", () => {
  const common = {
    entity: "endorsement",
    conversation: conversation(1),
    tool: "wipe",
    by: principal(rita()),
    at: at(2),
    expiresAt: at(2 + ENDORSEMENT),
    uses: [],
    ended: null,
  } as const

  /** Whose it is, and of which statement, by its digest. */
  const signatureFor = (of: { readonly slot: string; readonly digests: Readonly<Record<string, string>> }) => ({
    signer: principal(rita()),
    key: keyOf(rita()),
    statement: digestOf(
      canonicalize({
        type: "interlock/endorsement/v1",
        tenant: "acme",
        endorsement: endorsement(1),
        conversation: conversation(1),
        tool: "wipe",
        ...of,
        endorser: principal(rita()),
      }),
    ),
  })

  it("is what somebody vouched for: one argument, or all of them; with who signed that, and by which key", () => {
    expect(endorsementOf(vouched(), 1)).toEqual({
      ...common,
      signature: signatureFor({ slot: "/path", digests: { "/path": digest("bad") } }),
      slot: "/path",
      sealed: { "/path": { value: "bad", digest: digest("bad") } },
    })
    const all = { "/path": digest("bad"), "/depth": digest("good") }
    expect(endorsementOf(begun([2, endorse(1, { ...bad, slot: "control" })]), 1)).toEqual({
      ...common,
      signature: signatureFor({ slot: "control", digests: all }),
      slot: "control",
      sealed: { "/path": { value: "bad", digest: digest("bad") }, "/depth": { value: "good", digest: digest("good") } },
    })
    expect(statusOf(vouched(), endorsement(1))).toBe("granted")
  })

  it("says where it was used, once for each place that names it, and how it ended", () => {
    const used = vouched([7, call("k", { ...bad, ...atPath })])
    expect(endorsementOf(used, 1)).toEqual({
      ...endorsementOf(vouched(), 1),
      uses: [{ call: called("k"), slot: "/path", at: at(7) }],
    })
    expect(statusOf(used, endorsement(1))).toBe("used")
    const ended = (how: string, event: Event) => {
      const told = next(vouched(), event)
      return [statusOf(told, endorsement(1)) === how, endorsementOf(told, 1)]
    }
    const sealed = endorsementOf(vouched(), 1)
    const end = (how: string, who: ReturnType<typeof rita>, ms: number) => ({ how, by: principal(who), at: at(ms) })
    expect(ended("withdrawn", [5, withdraw(1)])).toEqual([true, { ...sealed, ended: end("withdrawn", rita(), 5) }])
    expect(ended("withdrawn", [6, withdraw(1, root())])).toEqual([
      true,
      { ...sealed, ended: end("withdrawn", root(), 6) },
    ])
    const late = 2 + ENDORSEMENT
    expect(ended("expired", [late, expire(1)])).toEqual([true, { ...sealed, ended: end("expired", sweeper(), late) }])
  })

  it("has no signature where nothing was signed, and more than one use, which a broken machine alone lets happen", () => {
    const loose = breakSite(taint, broken, "endorsementIsSigned@endorse")
    const unsigned = next(begun(), [2, endorse(1, { ...bad, signed: () => null })], loose)
    expect(endorsementOf(unsigned, 1)).toMatchObject({ signature: null, sealed: { "/path": { value: "bad" } } })
    const twice = ["endorsementNamesTheArgument", "endorsementIsUnused"].reduce(
      (kernel, guard) => breakSite(kernel, broken, `${guard}@call`),
      taint,
    )
    const plan = { "/path": "bad", "/depth": "bad" }
    const told = next(vouched(), [3, call("k", { plan, endorsed: { "/path": 1, "/depth": 1 } })], twice)
    const use = { call: called("k"), at: at(3) }
    expect(endorsementOf(told, 1).uses).toEqual([
      { ...use, slot: "/path" },
      { ...use, slot: "/depth" },
    ])
    const again = breakSite(taint, broken, "endorsementIsOpen@withdraw")
    expect(statusOf(next(told, [4, withdraw(1)], again), endorsement(1))).toBe("withdrawn")
  })
})

describe("who isn't there", () => {
  const unknown = { accepted: false, refusal: "unknown" } as const
  it.each<[string, Event]>([
    ["spawns nothing", [1, spawn(9, 8)]],
    ["spawns nothing by itself", [1, spawn(9, 9)]],
    ["lets nothing in", [1, ingest("x", { of: 9 })]],
    ["shows nothing", [1, show("good", { of: 9 })]],
    ["isn't shown", [1, show("x")]],
    ["isn't shown in another conversation", [1, show("good", { of: 2 })]],
    ["makes nothing", [1, derive("x", [], { of: 9 })]],
    ["is made of nothing that isn't there", [1, derive("x", ["good", "y"])]],
    ["calls nothing", [1, call("k", { of: 9 })]],
    ["is no argument", [1, call("k", { plan: { "/path": "good", "/depth": "y" } })]],
    ["vouches for no argument", [1, call("k", { plan: {}, endorsed: { control: 9 } })]],
    ["results from no call", [1, result("x", "k")]],
    ["is not written", [1, write("clean", "x")]],
    ["writes nothing", [1, write("clean", "good", { of: 9 })]],
    ["reads nothing", [1, read("x", "clean", { of: 9 })]],
    ["is vouched for by nobody", [1, endorse(1, { plan: { "/path": "x" } })]],
    ["is vouched for in no other conversation", [1, endorse(1, { ...bad, of: 2 })]],
    ["is not withdrawn", [1, withdraw(9)]],
    ["does not expire", [999, expire(9)]],
  ])("%s", (_, event) => {
    expect(ask(begun(), event)).toEqual(unknown)
  })

  it("is asked only of what is vouched for: of an argument that one", () => {
    const plan = { "/path": "bad", "/depth": "nothing" }
    expect(ask(begun(), [1, endorse(1, { plan })]).accepted).toBe(true)
    expect(ask(begun(), [1, endorse(1, { plan, slot: "control" })])).toEqual(unknown)
  })

  it.each<[string, Event]>([
    ["a conversation", [9, open(1)]],
    ["one that was spawned", [9, spawn(2)]],
    ["a value that comes in", [9, ingest("good")]],
    ["a value that is made", [9, derive("good")]],
    ["a value that results", [9, result("good", "k")]],
    ["a value that is read", [9, read("good", "clean")]],
    ["a call", [9, call("k", good)]],
    ["an endorsement", [9, endorse(1, bad)]],
  ])("and who is there already: %s", (_, event) => {
    expect(ask(vouched([1 + 2, call("k", good)]), event)).toEqual({ accepted: false, refusal: "taken" })
  })

  it("is unknown where what it is in is gone", () => {
    const told = begun([1, call("k", good)])
    const entities = new Map(
      [...(told.entities as ReadonlyMap<string, never>)].filter(([id]) => id !== conversation(1)),
    )
    const without = registerOf(told.settings, entities)
    for (const move of [ingest("x"), derive("x"), call("l"), result("x", "k"), read("x", "clean"), endorse(1, bad)])
      expect(ask(without, [2, move])).toEqual(unknown)
  })
})

describe("a rule in its broken form", () => {
  const loose = (rule: keyof typeof broken) => breakSite(taint, broken, `${rule}@rule`)
  const clean = label()

  it.each<[keyof typeof broken, () => Told, Event, (told: Told) => unknown, unknown]>([
    [
      "ingestNamesTheSource",
      () => begun(),
      [1, ingest("x", { source: "web" })],
      (told) => valueOf(told, "x").label,
      clean,
    ],
    ["contextJoinsWhatIsShown", () => begun(), [1, show("bad")], (told) => conversationOf(told, 1).label, clean],
    [
      "contextJoinsWhatIsRead",
      () => begun(),
      [1, read("x", "nowhere")],
      (told) => conversationOf(told, 1).label,
      clean,
    ],
    ["outputJoinsInputs", () => begun(), [1, derive("x", ["bad"])], (told) => valueOf(told, "x").label, clean],
    [
      "outputJoinsContext",
      () => tainted(),
      [2, derive("x", ["good"])],
      (told) => valueOf(told, "x").label,
      label(["staff"]),
    ],
    ["childStartsWithParent", () => tainted(), [2, spawn(3)], (told) => conversationOf(told, 3).label, clean],
    ["writeJoinsValue", () => begun(), [1, write("x", "bad")], (told) => resourceOf(told, "x").label, clean],
    [
      "writeJoinsContext",
      () => tainted(),
      [2, write("x", "good")],
      (told) => resourceOf(told, "x").label,
      label(["staff"]),
    ],
    [
      "storedTaintReturns",
      () => stored(),
      [2, read("x", "dirty", { content: "bad" })],
      (told) => valueOf(told, "x").label,
      clean,
    ],
    ["unknownIsUntrusted", () => begun(), [1, read("x", "nowhere")], (told) => valueOf(told, "x").label, clean],
    [
      "resultJoinsArguments",
      () => begun([1, call("k", { tool: "search", plan: { "/query": "own" } })]),
      [2, result("x", "k")],
      (told) => valueOf(told, "x").label,
      label(["web"]),
    ],
    [
      "resultAddsTheTool",
      () => begun([1, call("k", { tool: "search", plan: { "/query": "own" } })]),
      [2, result("x", "k")],
      (told) => valueOf(told, "x").label,
      label(["staff"], ["ann", "rita"]),
    ],
  ])("%s: nothing follows of it", (rule, told, event, read, expected) => {
    expect(read(next(told(), event, loose(rule)))).toEqual(expected)
    expect(read(next(told(), event))).not.toEqual(expected)
  })

  it("sourcesUnite and readersIntersect: in every join", () => {
    const made = [1, derive("x", ["bad", "own"])] as const
    expect(valueOf(next(begun(), made, loose("sourcesUnite")), "x").label).toEqual(label([], ["ann", "rita"]))
    expect(valueOf(next(begun(), made, loose("readersIntersect")), "x").label).toEqual(label(["staff", "web"]))
  })
})

it("reaches every status", () => {
  const told = [
    begun([1, call("k", good)], [2, result("out", "k")], [2, call("l", good)]),
    stored(),
    vouched([3, call("k", { ...bad, ...atPath })]),
    vouched([3, withdraw(1)]),
    vouched([2 + ENDORSEMENT, expire(1)]),
    begun([2, endorse(1, { ...good, slot: "control", by: ruth() })], [3, call("k", { ...good, ...inAll() })]),
    vouched(),
  ]
  const reached = told.flatMap(({ entities }) => [...entities.values()].map(({ status }) => status))
  expect(new Set(reached)).toEqual(new Set(statuses))
})

import { describe, expect, it } from "vitest"
import { canonicalize } from "../../../kernel/canonical.ts"
import { taint } from "../../../kernel/taint/index.ts"
import { Label, Reader, Readers, Source, Sources } from "../../../kernel/taint/label.ts"
import {
  CallId,
  Command,
  ConversationId,
  Endorsed,
  EndorsementId,
  EndorsementSigned,
  EntityId,
  Handle,
  Kept,
  ResourceId,
  Settings,
  Slot,
  ToolFlow,
  ValueId,
  ValuePlan,
  callIn,
  commands,
  conversationOf,
  handleOf,
  valueIn,
} from "../../../kernel/taint/taint.ts"
import {
  type Event,
  ENDORSEMENT,
  actor,
  after,
  ann,
  ask,
  call,
  derive,
  digest,
  endorse,
  expire,
  ingest,
  label,
  open,
  read,
  registerOf,
  result,
  settings,
  show,
  spawn,
  tools,
  withdraw,
  write,
} from "../../fixtures/taint.ts"
import { expectStrict } from "../../fixtures/strict.ts"
import { atPath, bad, begun, good, stored, tainted, vouched } from "./sites/case.ts"

interface Parser {
  readonly safeParse: (value: unknown) => { success: boolean }
}
const taken = (schema: Parser, value: unknown) => schema.safeParse(value).success
const names = (count: number, prefix = "n") => Array.from({ length: count }, (_, n) => `${prefix}${n}`)

describe("an id", () => {
  const longest = "x".repeat(64)
  const ids = {
    conversation: ["conversation_1", "conversation_aZ9", `conversation_${longest}`],
    value: ["value_1_a", "value_aZ9_aZ9", `value_${longest}_${longest}`],
    call: ["call_1_a", "call_aZ9_aZ9", `call_${longest}_${longest}`],
    resource: ["resource_1", `resource_${digest("a file")}`, `resource_${longest}`],
    endorsement: ["endorsement_1", "endorsement_aZ9", `endorsement_${longest}`],
  }
  const schemas = {
    conversation: ConversationId,
    value: ValueId,
    call: CallId,
    resource: ResourceId,
    endorsement: EndorsementId,
  }

  it.each(Object.keys(ids) as (keyof typeof ids)[])("of a %s is none of another kind", (kind) => {
    for (const [other, schema] of Object.entries(schemas))
      expect(ids[kind].map((id) => taken(schema, id))).toEqual(ids[kind].map(() => other === kind))
    for (const id of ids[kind]) expect(taken(EntityId, id)).toBe(true)
  })

  it("has nothing before or after it, and no more parts than it has", () => {
    const none = [
      ...["", "conversation_", "value_1", "value_1_", "value__a", "value_1_a_b", "call_1_a_b", "conversation_1_2"],
      ...["value_1_a\n", " value_1_a", "xvalue_1_a", "value_1_a-b", "value_1_é", "Value_1_a", "endorsement_1 "],
      ...[`conversation_${longest}x`, `value_${longest}x_a`, `value_a_${longest}x`, "resource_a/b", 7, null],
    ]
    expect(none.filter((id) => taken(EntityId, id))).toEqual([])
  })

  it("of a value, and of a call, is of one conversation by one handle: no two of them are one", () => {
    const conversations = ["1", "11", "value", "x"].map((name) => ConversationId.parse(`conversation_${name}`))
    const handles = ["1", "11", "call", "x"].map((name) => Handle.parse(name))
    const pairs = conversations.flatMap((conversation) => handles.map((handle) => [conversation, handle] as const))
    for (const [conversation, handle] of pairs)
      for (const id of [valueIn(conversation, handle), callIn(conversation, handle)])
        expect([conversationOf(id), handleOf(id)]).toEqual([conversation, handle])
    const all = pairs.flatMap(([conversation, handle]) => [valueIn(conversation, handle), callIn(conversation, handle)])
    expect(new Set<string>(all).size).toBe(2 * pairs.length)
  })

  it.each(["1_2", "a b", "", "x".repeat(65), "a/b", "_", "__proto__", "é"])(
    "is made of no handle %j, which would lead elsewhere",
    (handle) => {
      expect(taken(Handle, handle)).toBe(false)
    },
  )

  it.each(["constructor", "toString", "length", "0"])("may be made of a handle %s", (handle) => {
    expect(valueIn(ConversationId.parse("conversation_1"), Handle.parse(handle))).toBe(`value_1_${handle}`)
  })
})

describe("a slot", () => {
  it("is a JSON pointer to something inside the arguments", () => {
    const good = [
      "/",
      "/a",
      "/a/b",
      "/a/0",
      "/a b",
      "//",
      "/a~0b",
      "/a~1b",
      "/~01",
      "/__proto__",
      "/constructor",
      "/control",
    ]
    expect(good.filter((slot) => !taken(Slot, slot))).toEqual([])
  })

  it("is nothing else: the decision to call, what has no beginning, a tilde that says nothing", () => {
    const bad = ["", "a", "control", "a/b", "#/a", "/a~", "/~", "/a~2b", "/~/", "/~~0", "__proto__", " /a", 7, null]
    expect(bad.filter((slot) => taken(Slot, slot))).toEqual([])
  })

  it("is printable ASCII that JSON writes as it is, 128 characters at most", () => {
    const bad = ["/é", "/a\n", "/\t", "/a\u007f", "/\u0000", '/"', "/\\", "/\u2028"]
    expect(bad.filter((slot) => taken(Slot, slot))).toEqual([])
    expect([127, 128, 129].map((length) => taken(Slot, "/".padEnd(length, "x")))).toEqual([true, true, false])
  })
})

describe("a source", () => {
  it("is a name of 64 characters at most, and no pattern", () => {
    const good = ["web", "a", "crm:eu/1", "a.b-c_d", "unknown", "all", "x".repeat(64), "constructor"]
    expect(good.filter((source) => !taken(Source, source))).toEqual([])
    const bad = ["", "*", "web*", ".web", "/web", "a b", "é", "a\n", "x".repeat(65), "__proto__", 7, null]
    expect(bad.filter((source) => taken(Source, source))).toEqual([])
  })

  it("is one of 32 at most, each once; where there are more, all that there are", () => {
    expect([0, 32, 33].map((count) => taken(Sources, names(count)))).toEqual([true, true, false])
    expect([["a", "b"], ["a", "a"], "all", "anyone", null].map((sources) => taken(Sources, sources))).toEqual([
      ...[true, false, true, false, false],
    ])
    expect(JSON.stringify(Sources.safeParse(["a", "a"]).error?.issues)).toContain("a source is named once")
  })
})

describe("a reader", () => {
  it("is whoever an actor may be, or an address: printable ASCII without spaces that JSON writes as it is", () => {
    const good = [
      "ann",
      "x".repeat(128),
      "ann@else.example",
      "+44(0)20",
      "https://a.example/?b=c#d",
      "anyone",
      "{}[]'`",
      "~",
    ]
    expect(good.filter((reader) => !taken(Reader, reader))).toEqual([])
    const bad = ["", "a b", "a\n", "é", '"a"@b.example', "a\\b", "\u007f", "x".repeat(129), 7, null]
    expect(bad.filter((reader) => taken(Reader, reader))).toEqual([])
    for (const id of ["a", "A.b_c@d:e-f", "x".repeat(128)]) expect(taken(Reader, actor(id).id)).toBe(true)
  })

  it("is one of 32 at most, each once, or anyone", () => {
    expect([0, 32, 33].map((count) => taken(Readers, names(count)))).toEqual([true, true, false])
    expect([["a", "a"], "anyone", "all", "ann", null].map((readers) => taken(Readers, readers))).toEqual([
      ...[false, true, false, false, false],
    ])
    expect(JSON.stringify(Readers.safeParse(["a", "a"]).error?.issues)).toContain("a reader is named once")
  })

  it("stands in a label beside where it comes from, and nothing else does", () => {
    expectStrict(Label, label(["web"], ["ann"]))
    for (const one of [label("all"), label(), label([], [])]) expect(taken(Label, one)).toBe(true)
  })
})

/** One of each command, as somebody says it. */
const said = (): readonly Command[] =>
  [
    open(3),
    spawn(3),
    ingest("x", { readers: ["ann"] }),
    ingest("y"),
    show("good"),
    derive("x", ["good", "bad"]),
    call("k", { ...bad, recipients: ["ann"], ...atPath }),
    result("x", "k"),
    write("it", "good"),
    read("x", "it"),
    endorse(1, bad),
    endorse(1, { ...bad, signed: () => null }),
    endorse(1, { ...bad, slot: "control" }),
    withdraw(1),
    expire(1),
  ].map((move) => move(begun()))
const changed = (type: Command["type"], change: object) => ({
  ...said().find((command) => command.type === type),
  ...change,
})
/** Tables under names of the call's own choice. */
const OPEN = [".plan", ".endorsements", ".signature.statement.digests"]

describe("the commands", () => {
  it("come back from JSON as they went", () => {
    for (const command of said()) expect(Command.parse(JSON.parse(JSON.stringify(command)))).toEqual(command)
    expect([...new Set(said().map(({ type }) => type))]).toEqual(Object.keys(commands))
    expect(Object.keys(commands)).toEqual(Object.keys(taint.definition.guards))
  })

  it("say every field, however deep, and nothing more", () => {
    for (const command of said()) expectStrict(Command, command, OPEN)
  })

  it("are of one type each", () => {
    for (const command of said())
      for (const [type, schema] of Object.entries(commands)) expect(taken(schema, command)).toBe(type === command.type)
  })

  it("address entities of their own kind alone", () => {
    const ids = ["conversation_7", "value_7_a", "call_7_a", "resource_7", "endorsement_7"]
    const only = (kind: number) => ids.map((_, n) => n === kind)
    const [CONVERSATION, VALUE, CALL, RESOURCE, ENDORSED] = [0, 1, 2, 3, 4] as const
    const of = {
      ...{ open: CONVERSATION, spawn: CONVERSATION, show: CONVERSATION, write: CONVERSATION },
      ...{ ingest: VALUE, derive: VALUE, result: VALUE, read: VALUE, call: CALL },
      ...{ endorse: ENDORSED, withdraw: ENDORSED, expire: ENDORSED },
    } as const satisfies Record<Command["type"], number>
    for (const [type, kind] of Object.entries(of) as [Command["type"], number][])
      expect([type, ids.map((id) => taken(Command, changed(type, { id })))]).toEqual([type, only(kind)])
    expect(ids.map((parent) => taken(Command, changed("spawn", { parent })))).toEqual(only(CONVERSATION))
    for (const type of ["write", "read"] as const)
      expect(ids.map((resource) => taken(Command, changed(type, { resource })))).toEqual(only(RESOURCE))
    expect(ids.map((id) => taken(Command, changed("call", { endorsements: { "/path": id } })))).toEqual(only(ENDORSED))
    const { statement } = (changed("endorse", {}) as { signature: { statement: object } }).signature
    const saying = (more: object) => taken(EndorsementSigned, { ...statement, ...more })
    expect(ids.map((endorsement) => saying({ endorsement }))).toEqual(only(ENDORSED))
    expect(ids.map((conversation) => saying({ conversation }))).toEqual(only(CONVERSATION))
  })

  it("name values and calls by handles alone: none of another conversation can be said", () => {
    const foreign = ["value_2_good", "2_good", "call_2_k", "../good", "conversation_2"]
    for (const handle of foreign) {
      for (const type of ["show", "write"] as const)
        expect(taken(Command, changed(type, { value: handle }))).toBe(false)
      expect(taken(Command, changed("derive", { inputs: [handle] }))).toBe(false)
      expect(taken(Command, changed("result", { call: handle }))).toBe(false)
      for (const type of ["call", "endorse"] as const)
        expect(taken(Command, changed(type, { plan: { "/path": handle } }))).toBe(false)
    }
  })

  it("claim no label, no time and nothing of what the deployment says", () => {
    for (const { type } of said())
      for (const more of [
        { label: label() },
        { trusted: ["web"] },
        { tenant: "acme" },
        { expiresAt: 1 },
        { effect: "read" },
        { adds: label() },
        { seen: 0 },
        { at: 1 },
      ])
        expect(taken(Command, changed(type, more))).toBe(false)
    for (const more of [{ mode: "strict" }, { initiator: ann() }, { audience: [] }])
      expect(taken(Command, changed("spawn", more))).toBe(false)
  })

  it("open for somebody, in one of two modes, seen by so many", () => {
    expect(["strict", "value", "off", "", null].map((mode) => taken(Command, changed("open", { mode })))).toEqual([
      ...[true, true, false, false, false],
    ])
    // Whoever sees it is named: a conversation that anyone sees can't be said.
    expect(taken(Command, changed("open", { audience: "anyone" }))).toBe(false)
    expect([0, 32, 33].map((count) => taken(Command, changed("open", { audience: names(count) })))).toEqual([
      ...[true, true, false],
    ])
    expect(taken(Command, changed("open", { initiator: ann() }))).toBe(false)
  })

  it("have so many inputs, arguments, recipients and endorsements", () => {
    expect([0, 32, 33].map((count) => taken(Command, changed("derive", { inputs: names(count) })))).toEqual([
      ...[true, true, false],
    ])
    const plan = (count: number) => Object.fromEntries(names(count, "/").map((slot) => [slot, "good"]))
    expect([0, 11, 12].map((count) => taken(Command, changed("call", { plan: plan(count) })))).toEqual([
      true,
      true,
      false,
    ])
    expect(ValuePlan.safeParse(plan(12)).error?.issues).toMatchObject([{ message: "a call has 11 arguments at most" }])
    expect([0, 16, 17].map((count) => taken(Command, changed("call", { recipients: names(count) })))).toEqual([
      ...[true, true, false],
    ])
    expect(taken(Command, changed("call", { recipients: "anyone" }))).toBe(false)
    expect(taken(Command, changed("call", { recipients: ["ann", "ann"] }))).toBe(false)
    const endorsements = (count: number, more: object = {}) => ({
      ...Object.fromEntries(names(count, "/").map((slot) => [slot, "endorsement_1"])),
      ...more,
    })
    const control = { control: "endorsement_1" }
    expect(
      [endorsements(0), endorsements(11, control), endorsements(12), endorsements(12, control)].map((endorsements) =>
        taken(Command, changed("call", { endorsements })),
      ),
    ).toEqual([true, true, true, false])
    expect(Endorsed.safeParse(endorsements(12, control)).error?.issues).toMatchObject([
      { message: "an endorsement is named for an argument, or for control" },
    ])
  })

  it("have arguments and endorsements at slots alone", () => {
    for (const at of ["path", "", "~", "/a~", "Control", "*"]) {
      for (const type of ["call", "endorse"] as const)
        expect(taken(Command, changed(type, { plan: { ...bad.plan, [at]: "good" } }))).toBe(false)
      expect(taken(Command, changed("call", { endorsements: { [at]: "endorsement_1" } }))).toBe(false)
    }
    for (const plan of [{ control: "good" }, ["good"], null])
      expect(taken(Command, changed("call", { plan }))).toBe(false)
  })

  it("have none of a name that every table has: it is left out, so that nothing stands there", () => {
    const plan: unknown = JSON.parse('{"/path":"good","__proto__":"bad"}')
    expect(Object.keys(ValuePlan.parse(plan))).toEqual(["/path"])
  })

  it("vouch for what stands in the plan, or for all of it", () => {
    const vouching = (slot: string, plan: object = bad.plan) => taken(Command, changed("endorse", { slot, plan }))
    expect([vouching("/path"), vouching("/depth"), vouching("control"), vouching("control", {})]).toEqual(
      Array(4).fill(true),
    )
    expect([vouching("/why"), vouching("path"), vouching("/path", {}), vouching("/constructor"), vouching("")]).toEqual(
      Array(5).fill(false),
    )
    expect(Command.safeParse(changed("endorse", { slot: "/why" })).error?.issues).toMatchObject([
      { message: "what is endorsed stands in the plan" },
    ])
  })
})

/** Every state in which each kind of entity is. */
const kept = (): readonly Kept[] =>
  [
    tainted(
      [2, spawn(3)],
      [2, derive("word", ["good"])],
      [2, write("it", "word")],
      [3, read("again", "it", { content: "word" })],
    ),
    stored([2, read("x", "nowhere")]),
    vouched([3, call("k", { ...bad, ...atPath, recipients: ["ann"] })], [4, result("out", "k")]),
    vouched([3, withdraw(1)]),
    vouched([2 + ENDORSEMENT, expire(1)]),
    begun([2, endorse(1, { ...good, slot: "control" })]),
  ].flatMap(({ entities }) => [...entities.values()].map((entity) => entity.kept))

describe("what is kept", () => {
  it("comes back from JSON as it went", () => {
    expect(kept().map((one) => Kept.parse(JSON.parse(JSON.stringify(one))))).toEqual(kept())
  })

  it("has every field, however deep, and nothing more", () => {
    for (const one of kept()) expectStrict(Kept, one, [".plan", ".endorsements", ".sealed"])
  })

  it("is of one kind each", () => {
    for (const one of kept())
      for (const entity of ["conversation", "value", "call", "resource", "endorsement"] as const)
        expect(taken(Kept, { ...one, entity })).toBe(one.entity === entity)
  })

  it("counts nothing below none, and names ways that there are", () => {
    const one = (entity: Kept["entity"]) => kept().find((each) => each.entity === entity)
    for (const seen of [-1, 0.5, "0"]) {
      for (const entity of ["conversation", "call"] as const) expect(taken(Kept, { ...one(entity), seen })).toBe(false)
      for (const place of ["readAt", "shownAt"]) expect(taken(Kept, { ...one("value"), [place]: seen })).toBe(false)
    }
    expect(taken(Kept, { ...one("value"), origin: { how: "found" } })).toBe(false)
    expect(taken(Kept, { ...one("endorsement"), ended: { how: "used", by: ann(), at: 1 } })).toBe(false)
    expect(taken(Kept, { ...one("endorsement"), slot: "path" })).toBe(false)
  })

  it("is handed out as lists and tables that nobody writes to", () => {
    for (const one of kept()) {
      const parsed = Kept.parse(one)
      const tables = Object.values(parsed).filter((part) => Array.isArray(part))
      for (const table of tables) expect(table).toSatisfy(Object.isFrozen)
      if (parsed.entity === "call")
        for (const table of [parsed.plan, parsed.endorsements]) expect(table).toSatisfy(Object.isFrozen)
    }
  })
})

describe("the settings", () => {
  const said = (changed: object) => taken(Settings, { ...settings(), ...changed })

  it("say everything, and nothing more", () => {
    const arguments_ = Object.keys(tools()).map((tool) => `.tools.${tool}.arguments`)
    expectStrict(Settings, settings(), [".tools", ...arguments_])
  })

  it("trust so many sources, and none that nobody knows", () => {
    expect([0, 32, 33].map((count) => said({ trusted: names(count) }))).toEqual([true, true, false])
    expect([["unknown"], ["web", "unknown"], ["Unknown"], "all", ["*"]].map((trusted) => said({ trusted }))).toEqual([
      ...[false, false, true, false, false],
    ])
    expect(Settings.safeParse({ ...settings(), trusted: ["unknown"] }).error?.issues).toMatchObject([
      { message: "unknown is trusted by nobody" },
    ])
  })

  it("have no endorsement for no time, and so many roles", () => {
    expect([0, 0.5, 1].map((endorsementMs) => said({ endorsementMs }))).toEqual([false, false, true])
    expect([0, 32, 33].map((count) => said({ endorsers: names(count) }))).toEqual([true, true, false])
  })

  it("name tools as they are called", () => {
    const { search } = tools()
    expect(
      [{}, { search }, { constructor: search }, { "not one": search }, { search: {} }].map((tools) => said({ tools })),
    ).toEqual([true, true, true, false, false])
  })
})

describe("what the deployment says of a tool", () => {
  const flow = (changed: object) => ({
    effect: "read",
    arguments: { "/a": "any" },
    recipients: ["/a"],
    adds: label(),
    ...changed,
  })

  it("is its effect, which arguments have to be trusted, and what its output has", () => {
    expectStrict(ToolFlow, flow({}), [".arguments"])
    expect(["read", "write", "", "none", null].map((effect) => taken(ToolFlow, flow({ effect })))).toEqual([
      ...[true, true, false, false, false],
    ])
    expect(
      ["any", "trusted", "public", true].map((how) => taken(ToolFlow, flow({ arguments: { "/a": how } }))),
    ).toEqual([...[true, true, false, false]])
    expect(taken(ToolFlow, flow({ arguments: { a: "any" } }))).toBe(false)
    expect(taken(ToolFlow, flow({ adds: label("all", []) }))).toBe(true)
  })

  it.each(["destructive", "egress"])("has an argument that has to be trusted where it is %s", (effect) => {
    const declares = (declared: object) => taken(ToolFlow, flow({ effect, arguments: declared }))
    expect([declares({}), declares({ "/a": "any" }), declares({ "/a": "any", "/b": "trusted" })]).toEqual([
      ...[false, false, true],
    ])
    expect(ToolFlow.safeParse(flow({ effect })).error?.issues).toMatchObject([
      { message: "a tool that destroys or sends declares an argument that has to be trusted" },
    ])
  })

  it("names a recipient where it is egress, and so many at most", () => {
    const sends = (recipients: readonly string[]) =>
      taken(ToolFlow, flow({ effect: "egress", arguments: { "/a": "trusted" }, recipients }))
    expect([[], ["/a"], names(16, "/"), names(17, "/"), ["a"]].map(sends)).toEqual([false, true, true, false, false])
    const silent = flow({ effect: "egress", arguments: { "/a": "trusted" }, recipients: [] })
    expect(ToolFlow.safeParse(silent).error?.issues).toMatchObject([
      { message: "a tool that sends declares an argument that names a recipient" },
    ])
  })

  it("has so many arguments", () => {
    const declared = (count: number) => Object.fromEntries(names(count, "/").map((slot) => [slot, "trusted"]))
    expect([11, 12].map((count) => taken(ToolFlow, flow({ arguments: declared(count) })))).toEqual([true, false])
    expect(ToolFlow.safeParse(flow({ arguments: declared(12) })).error?.issues).toMatchObject([
      { message: "a tool has 11 arguments at most" },
    ])
  })
})

describe("a record of a step", () => {
  /** The ledger's bound, less what else a record says of a command. */
  const BOUND = 65_535 - 4_096
  const [NAMES, HANDLES, SLOTS, READERS, RECIPIENTS] = [128, 64, 11, 32, 16] as const
  const long = (name: string, most: number = NAMES) => name.padEnd(most, "x")
  const handle = (name: string) => long(name, HANDLES)
  const roles = (role: string) => [role, ...names(31, "r").map((name) => long(name))]
  const inTenant = (name: string, kind: "human" | "agent", role: string) =>
    actor(long(name), { kind, tenant: long("t"), roles: roles(role) })
  const agent = () => inTenant("a", "agent", "agent")
  const reviewer = () => inTenant("p", "human", "reviewer")
  const readers = () => [...names(READERS - 1, "~").map((name) => long(name)), reviewer().id]
  const slots = () => names(SLOTS, "/").map((name) => long(name))
  const tool = long("tool")
  const plan = () => Object.fromEntries(slots().map((slot, n) => [slot, handle(`h${n}`)]))
  const inForce = () =>
    settings({
      tenant: long("t"),
      trusted: names(32, "trusted").map((name) => long(name, HANDLES)),
      endorsers: roles("reviewer"),
      tools: {
        [tool]: {
          effect: "egress",
          arguments: Object.fromEntries(slots().map((slot) => [slot, "trusted"])),
          recipients: slots().slice(0, 1),
          adds: { sources: names(32, "s").map((name) => long(name, HANDLES)), readers: readers() },
        },
      },
    })

  /** Every name of a story at its longest, in the command and in what it is signed with. */
  const stretched = (value: unknown): unknown => {
    if (typeof value === "string") {
      const [kind = "", ...parts] = value.split("_")
      const isId = ["conversation", "value", "call", "resource", "endorsement"].includes(kind) && parts.length > 0
      return isId ? [kind, ...parts.map((part) => handle(part))].join("_") : value === "acme" ? long("t") : value
    }
    if (typeof value !== "object" || value === null) return value
    if (Array.isArray(value)) return value.map(stretched)
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, stretched(held)]))
  }

  it("holds whatever is let in, at its longest", () => {
    const by = agent()
    const recipients = readers().slice(0, RECIPIENTS)
    const endorsed = Object.fromEntries([...slots(), "control"].map((slot, n) => [slot, n]))
    const events: readonly Event[] = [
      [0, open(1, { by, initiator: inTenant("i", "human", "any"), audience: readers() })],
      ...names(32, "h").map((name, n): Event => [
        0,
        ingest(handle(name), { by, source: long(`s${n}`, HANDLES), readers: readers() }),
      ]),
      ...names(32, "h").map((name): Event => [0, show(handle(name), { by })]),
      [0, derive(handle("d"), names(32, "h").map(handle), { by })],
      ...Object.entries(endorsed).map(([slot, n]): Event => [
        1,
        endorse(n, { by: reviewer(), tool, plan: plan(), slot }),
      ]),
      [1, endorse(99, { by: reviewer(), tool, plan: plan(), slot: "control" })],
      [1, withdraw(99, reviewer())],
      [2, call(handle("k"), { by, tool, plan: plan(), recipients, endorsed })],
      [3, result(handle("o"), handle("k"), { by })],
      [3, write("r", handle("d"), { by })],
      [3, read(handle("q"), "r", { by, content: handle("d") })],
      [3, write("r", handle("q"), { by })],
      [3, spawn(2, 1, by)],
    ]
    let register = registerOf(inForce())
    const sizes = new Map<string, number>()
    for (const [at, move] of events) {
      const command = Command.parse(stretched(move(seeing(register))))
      const event: Event = [at, () => command]
      const answer = ask(register, event)
      expect([command.type, answer]).toMatchObject([command.type, { accepted: true }])
      sizes.set(command.type, Math.max(sizes.get(command.type) ?? 0, canonicalize({ command, answer }).length))
      register = after(register, answer)
    }
    expect([...sizes].filter(([, size]) => size >= BOUND)).toEqual([])
    // The largest of them is one: nothing that is let in is far from it.
    expect(sizes.get("call")).toBeGreaterThan(BOUND * 0.9)
  })

  /** A register that is asked by the short names of a story. */
  const seeing = (register: ReturnType<typeof registerOf>): ReturnType<typeof registerOf> => ({
    ...register,
    entities: {
      get: (id: string) => register.entities.get(stretched(id) as string),
      values: () => register.entities.values(),
    },
  })
})

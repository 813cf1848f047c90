import { describe, expect, it } from "vitest"
import {
  Amount,
  Amounts,
  BudgetId,
  BudgetKept,
  Caps,
  Command,
  EntityId,
  Kept,
  Left,
  Meter,
  NO_CAPS,
  ReservationId,
  Settings,
  Statement,
  ThawTerms,
  WideningTerms,
  commands,
} from "../../../kernel/budgets/budgets.ts"
import { budgets } from "../../../kernel/budgets/index.ts"
import {
  LEASE,
  actor,
  ann,
  ask,
  bot,
  budgetIn,
  caps,
  digest,
  foreign,
  keptOf,
  lapse,
  narrow,
  open,
  principal,
  release,
  reservationIn,
  reserve,
  root,
  settings,
  settle,
  tell,
  unfreeze,
  unreserve,
  widen,
} from "../../fixtures/budgets.ts"
import { expectStrict } from "../../fixtures/strict.ts"
import { every, lapsed, overrun, released, reserved, settled, takenBack, told } from "./sites/case.ts"

const taken = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

/** What is no amount, by what is wrong with it. */
const noAmounts: readonly (readonly [string, unknown])[] = [
  ["negative", -1],
  ["fractional", 0.5],
  ["not a number", Number.NaN],
  ["endless", Number.POSITIVE_INFINITY],
  ["beyond what is exact", Number.MAX_SAFE_INTEGER + 1],
  ["a text", "7"],
  ["a big integer", 7n],
  ["null", null],
  ["missing", undefined],
]

describe("an amount", () => {
  it("is a safe integer from 0 on", () => {
    for (const good of [0, 1, Number.MAX_SAFE_INTEGER]) expect(taken(Amount, good)).toBe(true)
    expect(taken(Amounts, { spend: 0, affected: Number.MAX_SAFE_INTEGER })).toBe(true)
  })

  it.each(noAmounts)("is nothing %s: in no command, no cap and no meter", (_, bad) => {
    expect(taken(Amount, bad)).toBe(false)
    for (const name of ["spend", "affected"]) {
      const amounts = { spend: 0, affected: 0, [name]: bad }
      expect(taken(Amounts, amounts)).toBe(false)
      expect(taken(Command, { ...reserve("reservation_1")(told()), asked: amounts })).toBe(false)
      expect(taken(Command, { ...settle("reservation_1")(told()), amounts })).toBe(false)
      expect(taken(Meter, { day: 0, ...amounts })).toBe(false)
    }
    expect(taken(Command, { ...reserve("reservation_1")(told()), depth: bad })).toBe(false)
    for (const name of Object.keys(caps()).filter((cap) => cap !== "tools"))
      expect([name, taken(Caps, { ...caps(), [name]: bad })]).toEqual([name, false])
  })

  it("is of no further kind: no currency comes with it", () => {
    expect(taken(Amounts, { spend: 0, affected: 0, currency: "EUR" })).toBe(false)
    expect(taken(Amounts, 7)).toBe(false)
  })
})

describe("caps", () => {
  it.each([
    ["rate", 48],
    ["open", 16],
    ["unknown", 16],
    ["depth", 32],
  ] as const)("on %s go up to %s", (name, most) => {
    expect([0, most, most + 1].map((cap) => taken(Caps, { ...caps(), [name]: cap }))).toEqual([true, true, false])
    expect(taken(Command, { ...narrow("bot", {})(told()), caps: { ...caps(), [name]: most + 1 } })).toBe(false)
    expect(taken(Settings, { ...settings(), newCaps: { ...caps(), [name]: most + 1 } })).toBe(false)
  })

  it.each([
    ["spend", Number.MAX_SAFE_INTEGER - 1],
    ["affected", Number.MAX_SAFE_INTEGER - 1],
    ["blast", Number.MAX_SAFE_INTEGER],
  ] as const)("on %s go up to %s: a sum that is more than is exact is within none", (name, most) => {
    expect([most, most + 1].map((cap) => taken(Caps, { ...caps(), [name]: cap }))).toEqual([true, false])
  })

  it("name tools one by one, each once, and 16 at most", () => {
    const naming = (...tools: readonly unknown[]) => taken(Caps, { ...caps(), tools })
    expect([0, 16, 17].map((count) => naming(...every(count).map((n) => `tool-${n}`)))).toEqual([true, true, false])
    expect(naming("mail", "mail")).toBe(false)
    expect(naming("mail", "shell", "mail")).toBe(false)
    expect(Caps.safeParse({ ...caps(), tools: ["mail", "mail"] }).error?.issues).toMatchObject([
      { message: "a tool is named once" },
    ])
    for (const good of ["m", "mail.send", "a/b:c_d-e", "x".repeat(128)]) expect(naming(good)).toBe(true)
    for (const bad of ["", "*", "mail*", "ma?l", "mail ", "^mail", "m|s", ".mail", "x".repeat(129), 7, null])
      expect([bad, naming(bad)]).toEqual([bad, false])
  })

  it("are all said, and nothing beside", () => {
    expectStrict(Caps, caps())
  })

  it("of a deployment that has none for new budgets allow nothing", () => {
    expect(Caps.parse(NO_CAPS)).toEqual(NO_CAPS)
    const { tools, ...numbers } = NO_CAPS
    expect([...Object.values(numbers), tools.length]).toEqual(every(8).map(() => 0))
    const none = tell(settings({ newCaps: { ...NO_CAPS, tools: [] } }), [0, open("bot")])
    expect(ask(none, [0, reserve("reservation_1", { depth: 0 })])).toMatchObject({
      guards: ["toolIsAllowlisted", "rateIsWithinLimit", "openReservationsAreBelowCap", "unknownOutcomesAreBelowCap"],
    })
  })
})

describe("the id of a budget", () => {
  it("is its agent's", () => {
    for (const good of [
      "bot",
      "bot-2",
      "reservation",
      "Reservation_1",
      "a.reservation_1",
      "reservationx",
      "caller@acme:1",
      "x".repeat(128),
    ])
      expect([good, taken(BudgetId, good)]).toEqual([good, true])
    for (const bad of ["", "-bot", "a bot", "bot\n", "böt", "x".repeat(129), 7, null])
      expect([bad, taken(BudgetId, bad)]).toEqual([bad, false])
  })

  it("is taken for that of no reservation", () => {
    for (const bad of [
      "reservation_",
      "reservation_1",
      "reservation_x",
      "reservation_-",
      "reservation_a.b",
      "reservation__",
    ]) {
      expect([bad, taken(BudgetId, bad)]).toEqual([bad, false])
      expect(taken(Command, { ...open("bot")(told()), id: bad })).toBe(false)
      expect(taken(Command, { ...reserve("reservation_1")(told()), budget: bad })).toBe(false)
    }
    expect(BudgetId.safeParse("reservation_1").error?.issues).toMatchObject([
      { message: "an agent whose id begins with reservation_ can't have a budget" },
    ])
  })
})

describe("the id of a reservation", () => {
  it("begins with reservation_, and is a short word", () => {
    for (const good of ["reservation_1", "reservation_x", "reservation_0Az9", `reservation_${"x".repeat(24)}`])
      expect([good, taken(ReservationId, good)]).toEqual([good, true])
    for (const bad of [
      "reservation_",
      "reservation",
      "reservation-1",
      "reservation_a-b",
      "reservation_a_b",
      "reservation_1\n",
      " reservation_1",
      "Reservation_1",
      "bot",
      7,
      null,
    ])
      expect([bad, taken(ReservationId, bad)]).toEqual([bad, false])
    expect(taken(ReservationId, `reservation_${"x".repeat(25)}`)).toBe(false)
  })

  it("is never that of a budget: every id is one of the two", () => {
    for (const id of [
      "bot",
      "reservation_1",
      "reservation",
      "reservationx",
      "reservation_-",
      "reservation_a.b",
      `reservation_${"x".repeat(25)}`,
    ])
      expect([taken(BudgetId, id), taken(ReservationId, id)]).not.toEqual([true, true])
    for (const id of ["bot", "reservation_1"]) expect(taken(EntityId, id)).toBe(true)
    for (const id of ["reservation_", "reservation_-", ""]) expect(taken(EntityId, id)).toBe(false)
  })
})

describe("an owner", () => {
  it("is named by an id alone: a person of the tenant, whatever else goes by that name", () => {
    const owned = (owner: unknown) => taken(Command, { ...open("bot")(told()), owner })
    expect(["ann", "bot", ""].map(owned)).toEqual([true, true, false])
    expect([principal(ann()), principal(foreign(ann())), principal(bot()), null].map(owned)).toEqual(
      every(4).map(() => false),
    )
    // Who names the agent itself names a person of that name, who may not be there.
    const own = tell(settings(), [0, open("bot", root(), "bot")])
    expect(budgetIn(own).owner).toEqual({ id: "bot", tenant: "acme", kind: "human" })
  })

  it("is kept as a person", () => {
    const owned = (owner: unknown) => taken(BudgetKept, { ...budgetIn(told()), owner })
    expect([principal(ann()), principal(bot()), principal(actor("s", { kind: "service" })), ann()].map(owned)).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(BudgetKept.safeParse({ ...budgetIn(told()), owner: principal(bot()) }).error?.issues).toMatchObject([
      { message: "an owner is a person" },
    ])
  })
})

describe("the commands", () => {
  const unsigned = { signed: () => null, countersigned: () => null }
  const said = (): readonly Command[] => [
    open("bot")(told()),
    reserve("reservation_1")(told()),
    release("reservation_1")(reserved()),
    settle("reservation_1")(reserved()),
    unreserve("reservation_1")(reserved()),
    lapse("reservation_1")(reserved()),
    widen("bot", 5, {})(told()),
    widen("bot", 5, {}, unsigned)(told()),
    narrow("bot", {})(told()),
    unfreeze("bot")(overrun()),
    unfreeze("bot", unsigned)(overrun()),
  ]

  it("come back from JSON as they went", () => {
    for (const command of said()) expect(Command.parse(JSON.parse(JSON.stringify(command)))).toEqual(command)
    expect(new Set(said().map(({ type }) => type))).toEqual(new Set(Object.keys(budgets.definition.guards)))
    expect(Object.keys(commands)).toEqual(Object.keys(budgets.definition.guards))
  })

  it("say every field, however deep, and nothing more", () => {
    for (const command of said()) {
      expectStrict(Command, command)
      for (const name of Object.keys(command))
        expect(taken(commands[command.type], { ...command, [name]: undefined })).toBe(false)
    }
  })

  it("are of one type each", () => {
    for (const command of said()) {
      for (const [type, schema] of Object.entries(commands)) expect(taken(schema, command)).toBe(type === command.type)
      expect(taken(Command, { ...command, type: "reset" })).toBe(false)
      expect(taken(Command, { ...command, type: "constructor" })).toBe(false)
    }
  })

  it("address a budget or a reservation, as their type says", () => {
    for (const command of said()) {
      const other = command.id === "bot" ? "reservation_1" : "bot"
      expect(taken(Command, { ...command, id: other })).toBe(false)
    }
  })

  it.each(["tenant", "currency", "leaseMs", "until", "windowMs", "newCaps", "at", "now"])(
    "never name what is the deployment's: %s",
    (name) => {
      for (const command of said()) expect(taken(Command, { ...command, [name]: settings().leaseMs })).toBe(false)
      expect(taken(Command, { ...open("bot")(told()), caps: caps() })).toBe(false)
    },
  )

  it("carry whole numbers of changes, and instants", () => {
    const widening = widen("bot", 5, {})(told())
    for (const [name, good] of [
      ["serial", 0],
      ["from", 0],
    ] as const) {
      expect(taken(Command, { ...widening, [name]: good })).toBe(true)
      for (const bad of [-1, 0.5, "1", Number.MAX_SAFE_INTEGER + 1])
        expect([name, bad, taken(Command, { ...widening, [name]: bad })]).toEqual([name, bad, false])
    }
  })

  it("never carry a statement of another kind", () => {
    for (const command of [widen("bot", 5, {})(told()), unfreeze("bot")(overrun())]) {
      if (command.type !== "widen" && command.type !== "unfreeze") throw new Error("a change is signed for")
      const { signature } = command
      if (signature === null) throw new Error("root signed")
      expectStrict(Statement, signature.statement)
      for (const changed of [
        { type: "interlock/approval/v1" },
        { type: "interlock/countersignature/v1" },
        { type: "interlock/budget-widening/v1" },
        { type: "interlock/budget-change/v2" },
        { what: "narrowing" },
        { terms: "" },
        { budget: "reservation_1" },
        { signer: root() },
      ]) {
        const statement = { ...signature.statement, ...changed }
        expect([changed, taken(Statement, statement)]).toEqual([changed, false])
        for (const part of ["signature", "countersignature"])
          expect(taken(Command, { ...command, [part]: { ...signature, statement } })).toBe(false)
      }
      for (const changed of [{ key: "" }, { signer: root() }, { statement: null }])
        expect(taken(Command, { ...command, signature: { ...signature, ...changed } })).toBe(false)
    }
  })
})

describe("the terms", () => {
  const widening = {
    type: "interlock/budget-widening/v1",
    tenant: "acme",
    budget: "bot",
    caps: caps(),
    from: 0,
    serial: 1,
  }
  const thaw = { type: "interlock/budget-thaw/v1", tenant: "acme", budget: "bot", serial: 1 }
  it("are all said, and are of one kind", () => {
    expectStrict(WideningTerms, widening)
    expectStrict(ThawTerms, thaw)
    expect(taken(WideningTerms, thaw) || taken(ThawTerms, widening)).toBe(false)
    expect(taken(WideningTerms, { ...widening, type: thaw.type })).toBe(false)
  })
})

describe("what is kept", () => {
  const all = (): readonly (readonly [string, ReturnType<typeof told>])[] => [
    ["bot", told()],
    ["bot", reserved({ spend: 1 })],
    ["bot", overrun()],
    ["bot", overrun([3, unfreeze("bot")])],
    ["bot", told([1, widen("bot", 9, {})])],
    ["bot", told([1, widen("bot", 9, {})], [2, narrow("bot", { spend: 1 })])],
    ...[reserved(), released(), settled(), takenBack(), lapsed()].map(
      (register) => ["reservation_1", register] as const,
    ),
    ["reservation_1", released({}, [LEASE, lapse("reservation_1")], [LEASE, settle("reservation_1", { spend: 1 })])],
  ]

  it("comes back from JSON as it went", () => {
    for (const [id, register] of all()) {
      const kept = keptOf(register, id)
      expect(Kept.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
    }
  })

  it("has every field, however deep, and nothing more", () => {
    for (const [id, register] of all()) expectStrict(Kept, keptOf(register, id))
  })

  it("names nobody's roles: they are in the command", () => {
    const widened = budgetIn(told([1, widen("bot", 9, {})]))
    const narrowed = budgetIn(told([1, narrow("bot", { spend: 1 })]))
    const thawed = budgetIn(overrun([3, unfreeze("bot")]))
    const reservation = reservationIn(released({}, [2, settle("reservation_1")]), "reservation_1")
    const [release] = reservation.releases
    const [end] = reservation.ends
    const named = (who: object) => [
      { ...widened, opener: who },
      { ...widened, widening: { ...widened.widening, by: who } },
      { ...widened, widening: { ...widened.widening, countersigner: who } },
      { ...narrowed, narrowed: { ...narrowed.narrowed, by: who } },
      { ...thawed, thawed: { ...thawed.thawed, by: who } },
      { ...thawed, thawed: { ...thawed.thawed, countersigner: who } },
      { ...reservation, by: who },
      { ...reservation, releases: [{ ...release, by: who }] },
      { ...reservation, ends: [{ ...end, by: who }] },
    ]
    for (const value of named(principal(root()))) expect([value, taken(Kept, value)]).toEqual([value, true])
    for (const value of named(root())) expect([value, taken(Kept, value)]).toEqual([value, false])
  })

  it("is of one kind: what a budget keeps, no reservation does", () => {
    const [budget, reservation] = [budgetIn(reserved()), reservationIn(reserved(), "reservation_1")]
    expect(taken(Kept, { ...budget, entity: "reservation" })).toBe(false)
    expect(taken(Kept, { ...reservation, entity: "budget" })).toBe(false)
    expect(taken(Kept, { ...budget, entity: "agent" })).toBe(false)
  })

  it("is strict in its meter, its calls, its leases, its ends", () => {
    const budget = budgetIn(released({ spend: 1 }))
    const [call] = budget.calls
    const [running] = budget.running
    const reservation = reservationIn(settled(), "reservation_1")
    const [end] = reservation.ends
    const wrong = [
      { ...budget, meter: { ...budget.meter, day: -1 } },
      { ...budget, meter: { ...budget.meter, day: 0.5 } },
      { ...budget, calls: [{ ...call, call: "" }] },
      { ...budget, calls: [{ ...call, at: -1 }] },
      { ...budget, running: [{ ...running, id: "bot" }] },
      { ...budget, running: [{ ...running, open: "yes" }] },
      { ...budget, running: [{ ...running, released: "yes" }] },
      { ...budget, running: [{ ...running, until: null }] },
      { ...budget, serial: -1 },
      { ...budget, frozen: 1 },
      { ...reservation, ends: [{ ...end, how: "released" }] },
      { ...reservation, ends: [{ ...end, amounts: { spend: -1, affected: 0 } }] },
      { ...reservation, budget: "reservation_1" },
      { ...reservation, digest: digest("x").toUpperCase() },
    ]
    for (const value of wrong) expect([value, taken(Kept, value)]).toEqual([value, false])
  })
})

describe("what is left", () => {
  it("has every field, however deep, and nothing more; what is counted is a whole number from 0 on", () => {
    const again = { args: "again" }
    const register = released({ ...again, spend: 5 }, [LEASE, reserve("reservation_2", again)])
    const answer = ask(register, [LEASE, reserve("reservation_3", again)])
    const left = "facts" in answer ? answer.facts : null
    expect(left).toMatchObject({ recent: 2, repeats: 2, open: 1, unknown: 1 })
    expectStrict(Left, left)
    for (const name of ["recent", "repeats", "open", "unknown"]) {
      expect([0, 7].map((count) => taken(Left, { ...left, [name]: count }))).toEqual([true, true])
      for (const bad of [-1, 0.5, "1", null])
        expect([name, bad, taken(Left, { ...left, [name]: bad })]).toEqual([name, bad, false])
    }
  })
})

it("hands out lists that nobody writes to", () => {
  const { calls, running } = BudgetKept.parse(budgetIn(released()))
  const { releases, ends } = reservationIn(settled(), "reservation_1")
  const { reporters, newCaps } = settings()
  for (const list of [calls, running, releases, ends, reporters, newCaps.tools]) expect(list).toSatisfy(Object.isFrozen)
})

describe("the settings", () => {
  const said = (changed: object) => taken(Settings, { ...settings(), ...changed })

  it.each(["windowMs", "leaseMs"])("have %s of at least a millisecond", (name) => {
    const good = [1, Number.MAX_SAFE_INTEGER]
    for (const value of good) expect(said({ [name]: value })).toBe(true)
    for (const value of [0, -1, 1.5, null, "1"]) expect([value, said({ [name]: value })]).toEqual([value, false])
  })

  it("name at most 32 roles of those who report", () => {
    const roles = (count: number) => said({ reporters: every(count).map((n) => `role-${n}`) })
    expect([0, 32, 33].map(roles)).toEqual([true, true, false])
    expect(said({ reporters: ["*"] })).toBe(false)
    expect(said({ required: "no" })).toBe(false)
  })

  it("say every field, however deep", () => {
    expectStrict(Settings, settings())
  })
})

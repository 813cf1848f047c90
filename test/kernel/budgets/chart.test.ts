import { describe, expect, it } from "vitest"
import { Command, statuses } from "../../../kernel/budgets/budgets.ts"
import { statementOf, thawDigest, wideningDigest } from "../../../kernel/budgets/guards.ts"
import { budgets } from "../../../kernel/budgets/index.ts"
import { broken } from "../../../verification/domains/budgets/broken.ts"
import { breakSite } from "../../../verification/explore/knock-out.ts"
import {
  type Event,
  LEASE,
  MIDNIGHT,
  START,
  actor,
  ask,
  bot,
  budgetIn,
  callOf,
  caps,
  digest,
  executor,
  foreign,
  gate,
  ida,
  instant,
  keyOf,
  lapse,
  narrow,
  next,
  open,
  otherBot,
  otto,
  principal,
  refusals,
  registerOf,
  release,
  reservationIn,
  reserve,
  root,
  settings,
  settle,
  statement,
  statusOf,
  sweeper,
  tell,
  termsOf,
  unfreeze,
  unreserve,
  widen,
} from "../../fixtures/budgets.ts"
import { deepFreeze } from "../../fixtures/deep-freeze.ts"
import { lapsed, overrun, released, reserved, settled, takenBack, told } from "./sites/case.ts"

/** What follows: everything that a budget and a reservation keep, and the status that follows from it. */

/** The calls of which a budget still knows, and whether each was released; in which order says nothing. */
const runs = (register: ReturnType<typeof told>) =>
  Object.fromEntries(budgetIn(register).running.map(({ id, released }) => [id, released]))

const TODAY = Math.floor(START / 86_400_000)

describe("what a budget keeps", () => {
  it("is born with the caps that the deployment has for new ones, and with nothing charged", () => {
    const register = tell(settings({ newCaps: caps({ spend: 7 }) }), [3, open("bot", ida(), "otto")])
    expect(budgetIn(register)).toEqual({
      entity: "budget",
      tenant: "acme",
      owner: { id: "otto", tenant: "acme", kind: "human" },
      opener: principal(ida()),
      openedAt: START + 3,
      caps: caps({ spend: 7 }),
      widening: null,
      narrowed: null,
      thawed: null,
      serial: 0,
      frozen: false,
      meter: { day: TODAY, spend: 0, affected: 0 },
      calls: [],
      running: [],
    })
    expect(statusOf(register, "bot")).toBe("active")
  })

  it("keeps the caps that it has, whatever the deployment gives new ones since", () => {
    const changed = { ...told(), settings: settings({ newCaps: caps({ spend: 1 }) }) }
    expect(budgetIn(next(changed, [1, reserve("reservation_1", { spend: 2 })])).caps).toEqual(caps())
  })

  it("takes a call in: what it is charged with, when it was, and until when its lease runs", () => {
    const before = budgetIn(told())
    const register = reserved({ spend: 5, affected: 2 }, [
      7,
      reserve("reservation_2", { spend: 6, affected: 1, args: "other", tool: "shell" }),
    ])
    expect(budgetIn(register)).toEqual({
      ...before,
      meter: { day: TODAY, spend: 11, affected: 3 },
      calls: [
        { at: START, call: callOf("reservation_1") },
        { at: START + 7, call: callOf("other", "shell") },
      ],
      running: budgetIn(register).running,
    })
    expect(budgetIn(register).running).toEqual([
      { id: "reservation_1", until: START + LEASE, open: true, released: false },
      { id: "reservation_2", until: START + 7 + LEASE, open: true, released: false },
    ])
  })

  it("knows which calls were released, and nothing else changes by it", () => {
    const before = reserved({ spend: 5 }, [0, reserve("reservation_2")])
    const register = next(before, [1, release("reservation_2")])
    expect(budgetIn(register)).toEqual({ ...budgetIn(before), running: budgetIn(register).running })
    expect(runs(register)).toEqual({ reservation_1: false, reservation_2: true })
    for (const one of budgetIn(register).running) expect(one).toMatchObject({ until: START + LEASE, open: true })
  })

  it.each([
    ["settled with less", [2, settle("reservation_1", { spend: 3, affected: 1 })], { spend: 9, affected: 1 }],
    ["settled as asked", [2, settle("reservation_1", { spend: 5, affected: 2 })], { spend: 11, affected: 2 }],
    ["taken back", [2, unreserve("reservation_1")], { spend: 6, affected: 0 }],
    ["lapsed", [LEASE, lapse("reservation_1")], { spend: 11, affected: 2 }],
  ] as const)("corrects the charge of a call that is %s, and lets go of it", (_, event, charged) => {
    const before = reserved({ spend: 5, affected: 2 }, [1, reserve("reservation_2", { spend: 6 })])
    const register = next(before, event)
    expect(budgetIn(register)).toEqual({
      ...budgetIn(before),
      meter: { day: TODAY, ...charged },
      running: budgetIn(register).running,
    })
    // Of a lapse the clock alone tells, until another call comes.
    expect(runs(next(register, [LEASE, reserve("reservation_3")]))).toEqual({
      reservation_2: false,
      reservation_3: false,
    })
  })

  it("does not let go of a call that was released, until it is reported", () => {
    const swept = released({ spend: 5 }, [LEASE, lapse("reservation_1")])
    expect(budgetIn(swept)).toMatchObject({ meter: { spend: 5 } })
    expect(budgetIn(swept).running).toEqual([
      { id: "reservation_1", until: START + LEASE, open: false, released: true },
    ])
    // Not by further calls either.
    expect(runs(next(swept, [MIDNIGHT, reserve("reservation_2")]))).toEqual({
      reservation_1: true,
      reservation_2: false,
    })
    expect(runs(next(swept, [MIDNIGHT, settle("reservation_1", { spend: 5 })]))).toEqual({})
  })

  it("lets go of what never started and whose lease is over with the next call, and of what has left the window", () => {
    const both = reserved({}, [1, reserve("reservation_2")])
    const again = next(both, [LEASE, reserve("reservation_3")])
    expect(runs(again)).toEqual({ reservation_2: false, reservation_3: false })
    expect(budgetIn(again).calls).toHaveLength(3)
    const later = next(both, [1_000, reserve("reservation_3")])
    expect(budgetIn(later).calls).toMatchObject([{ at: START + 1 }, { at: START + 1_000 }])
  })

  it("knows of a call that starts, whatever it has let go of", () => {
    const register = reserved({}, [1, reserve("reservation_2")])
    const kept = { ...budgetIn(register), running: [] }
    const forgetful = {
      ...register,
      entities: new Map([
        ["bot", { status: "active" as const, kept }],
        ["reservation_1", { status: "open" as const, kept: reservationIn(register, "reservation_1") }],
      ]),
    }
    expect(runs(next(forgetful, [1, release("reservation_1")]))).toEqual({ reservation_1: true })
  })

  it("begins a day with nothing charged, and what another day's calls cost is not this day's", () => {
    const late = told([MIDNIGHT - 1, reserve("reservation_1", { spend: 600 })])
    // Nobody has made a call yet today: the meter still shows the last day that had one.
    const corrected = next(late, [MIDNIGHT, settle("reservation_1", { spend: 400 })])
    expect(budgetIn(corrected).meter).toEqual({ day: TODAY, spend: 400, affected: 0 })
    const today = next(late, [MIDNIGHT, reserve("reservation_2", { spend: 9 })])
    const meter = { day: TODAY + 1, spend: 9, affected: 0 }
    expect(budgetIn(today).meter).toEqual(meter)
    for (const end of [
      settle("reservation_1", { spend: 400 }),
      settle("reservation_1", { spend: 900 }),
      unreserve("reservation_1"),
    ])
      expect(budgetIn(next(today, [MIDNIGHT + 1, end])).meter).toEqual(meter)
    expect(budgetIn(next(today, [MIDNIGHT + LEASE, lapse("reservation_1")])).meter).toEqual(meter)
  })

  it("shows a sum that is more than is exact as the most that can be said, until the day is over", () => {
    const most = Number.MAX_SAFE_INTEGER
    const told = overrun([3, settle("reservation_2", { spend: most })], [4, unfreeze("bot")])
    expect(budgetIn(told).meter).toMatchObject({ spend: most, affected: 0 })
    // No cap is above it, and what is taken out of it leaves nobody knows what.
    expect(refusals(told, [5, reserve("reservation_3")])).toEqual(["spendIsWithinCap"])
    const wide = next(told, [5, widen("bot", 5, { spend: most - 1 })])
    expect(refusals(wide, [5, reserve("reservation_3")])).toEqual(["spendIsWithinCap"])
    expect(refusals(wide, [MIDNIGHT, reserve("reservation_3", { spend: most - 1 })])).toEqual([])
    const late = reserved(
      { spend: 5, affected: 1 },
      [0, reserve("reservation_2", { affected: 2 })],
      [1, settle("reservation_2", { spend: most, affected: 1 })],
      [1, unreserve("reservation_1")],
    )
    expect(budgetIn(late).meter).toMatchObject({ spend: most, affected: 1 })
  })

  it("is frozen by an overrun, of which the serial tells, and by none that is none", () => {
    const before = budgetIn(told([0, reserve("reservation_1", { spend: 5 })], [0, reserve("reservation_2")]))
    expect(budgetIn(overrun())).toEqual({
      ...before,
      meter: { ...before.meter, spend: 6 },
      running: budgetIn(overrun()).running,
      frozen: true,
      serial: 1,
    })
    expect(runs(overrun())).toEqual({ reservation_2: false })
    expect(statusOf(overrun(), "bot")).toBe("frozen")
    // A second one is another change of which somebody has to know.
    const twice = overrun([3, settle("reservation_2", { affected: 1 })])
    expect(budgetIn(twice)).toMatchObject({ frozen: true, serial: 2 })
    const within = overrun([3, settle("reservation_2")])
    expect(budgetIn(within)).toMatchObject({ frozen: true, serial: 1 })
  })

  it("has a widening that waits, and its own caps until then", () => {
    const wider = { spend: 2_000, tools: ["psql"] }
    const register = told([4, widen("bot", 50, wider)])
    const signed = (who = root()) => {
      const command = widen("bot", 50, wider)(told())
      if (command.type !== "widen") throw new Error("a widening is one")
      return { signer: principal(who), key: keyOf(who), statement: statement(budgetIn(register).tenant, command, who) }
    }
    const widening = {
      by: principal(root()),
      signature: signed(),
      serial: 1,
      countersigner: principal(ida()),
      countersignature: signed(ida()),
      at: START + 4,
      caps: caps(wider),
      from: START + 50,
    }
    expect(budgetIn(register)).toEqual({ ...budgetIn(told()), serial: 1, widening })
    expect(statusOf(register, "bot")).toBe("active")

    // A later one takes its place: what waited is gone, what was in force is the budget's own from then on.
    const second = { serial: 2, caps: caps({ rate: 10 }), from: START + 90 }
    const replaced = next(register, [49, widen("bot", 90, { rate: 10 })])
    expect(budgetIn(replaced)).toMatchObject({ caps: caps(), serial: 2, widening: second })
    const followed = next(register, [50, widen("bot", 90, { rate: 10 })])
    expect(budgetIn(followed)).toMatchObject({ caps: caps(wider), serial: 2, widening: second })
  })

  it("is narrowed at once, and what waits goes with it", () => {
    const waiting = told([4, widen("bot", 50, { spend: 2_000 })])
    const narrowed = {
      by: principal(otto()),
      at: START + 49,
      serial: 2,
      before: caps(),
      changed: { fell: true, cancelled: true },
    }
    expect(budgetIn(next(waiting, [49, narrow("bot", { spend: 9 }, otto())]))).toEqual({
      ...budgetIn(waiting),
      caps: caps({ spend: 9 }),
      widening: null,
      narrowed,
      serial: 2,
    })
    // What was in force is what is lowered, and nothing is cancelled.
    expect(budgetIn(next(waiting, [50, narrow("bot", { spend: 1_500 }, otto())]))).toMatchObject({
      caps: caps({ spend: 1_500 }),
      widening: null,
      narrowed: {
        ...narrowed,
        at: START + 50,
        before: caps({ spend: 2_000 }),
        changed: { fell: true, cancelled: false },
      },
    })
    // Nothing falls, and what waits goes.
    expect(budgetIn(next(waiting, [49, narrow("bot", {})])).narrowed?.changed).toEqual({ fell: false, cancelled: true })
  })

  it("thaws, and resets no meter", () => {
    const command = unfreeze("bot", { by: otto(), countersigner: root() })(overrun())
    if (command.type !== "unfreeze") throw new Error("a thaw is one")
    const { signature, serial, countersignature } = command
    const thawed = next(overrun(), [9, () => command])
    expect(budgetIn(thawed)).toEqual({
      ...budgetIn(overrun()),
      frozen: false,
      serial: 2,
      thawed: {
        by: principal(otto()),
        signature,
        serial,
        countersigner: principal(root()),
        countersignature,
        at: START + 9,
        wasFrozen: true,
      },
    })
    expect(statusOf(thawed, "bot")).toBe("active")
  })

  it("says whether there was a freeze to end, where a broken kernel thaws without one", () => {
    const careless = breakSite(budgets, broken, "agentIsFrozen@unfreeze")
    const thawed = next(told(), [1, unfreeze("bot")], careless)
    expect(budgetIn(thawed).thawed).toMatchObject({ wasFrozen: false, serial: 1 })
  })

  it("says which number was signed for, where a broken kernel lets another one pass", () => {
    const careless = breakSite(budgets, broken, "countersignatureNamesThisChange@widen")
    const replayed = budgetIn(next(told(), [1, widen("bot", 1, {}, { serial: 9 })], careless))
    expect(replayed).toMatchObject({ serial: 1, widening: { serial: 9 } })
  })
})

describe("what a reservation keeps", () => {
  it("is what was asked, and charged with it, until its lease is over", () => {
    const register = tell(
      settings({ leaseMs: 60 }),
      [0, open("bot")],
      [7, reserve("reservation_1", { spend: 5, depth: 2 })],
    )
    expect(reservationIn(register, "reservation_1")).toEqual({
      entity: "reservation",
      budget: "bot",
      by: principal(bot()),
      tool: "mail",
      digest: digest("reservation_1"),
      asked: { spend: 5, affected: 0 },
      depth: 2,
      at: START + 7,
      until: START + 67,
      charged: { spend: 5, affected: 0 },
      releases: [],
      ends: [],
    })
    expect(statusOf(register, "reservation_1")).toBe("open")
  })

  it("grows by what happens, in order, and by nothing else", () => {
    const asked = reservationIn(reserved({ spend: 5 }), "reservation_1")
    const started = { ...asked, releases: [{ by: principal(gate()), at: START + 1 }] }
    expect(reservationIn(released({ spend: 5 }), "reservation_1")).toEqual(started)
    expect(statusOf(released(), "reservation_1")).toBe("open")
    const report = settle("reservation_1", { spend: 3, affected: 1 }, executor())
    const late = released({ spend: 5 }, [LEASE, lapse("reservation_1")], [LEASE + 9, report])
    expect(reservationIn(late, "reservation_1")).toEqual({
      ...started,
      charged: { spend: 3, affected: 1 },
      ends: [
        { how: "lapsed", amounts: { spend: 5, affected: 0 }, by: principal(sweeper()), at: START + LEASE, serial: 0 },
        // It touched more than it asked for.
        {
          how: "settled",
          amounts: { spend: 3, affected: 1 },
          by: principal(executor()),
          at: START + LEASE + 9,
          serial: 1,
        },
      ],
    })
    expect(statusOf(late, "reservation_1")).toBe("settled")
  })

  it.each([
    ["settled", [2, settle("reservation_1", { spend: 4 })], { spend: 4, affected: 0 }, gate()],
    ["unreserved", [2, unreserve("reservation_1")], { spend: 0, affected: 0 }, gate()],
    ["lapsed", [LEASE, lapse("reservation_1")], { spend: 5, affected: 2 }, sweeper()],
  ] as const)("says how it ended and what it is charged with: %s", (how, event, charged, by) => {
    const before = reserved({ spend: 5, affected: 2 })
    const register = next(before, event)
    expect(reservationIn(register, "reservation_1")).toEqual({
      ...reservationIn(before, "reservation_1"),
      charged,
      ends: [{ how, amounts: charged, by: principal(by), at: START + event[0], serial: 0 }],
    })
    expect(statusOf(register, "reservation_1")).toBe(how)
  })

  it("adds a late report to the lapse's charge, and to no other, where a broken kernel does", () => {
    const adding = breakSite(budgets, broken, "lateSettlementReplacesLapse@rule")
    const charged = (register: ReturnType<typeof told>, kernel = adding) =>
      reservationIn(next(register, [LEASE + 1, settle("reservation_1", { spend: 3 })], kernel), "reservation_1").charged
        .spend
    expect(charged(lapsed({ spend: 5 }))).toBe(8)
    expect(charged(reserved({ spend: 5 }))).toBe(3)
    const twice = breakSite(adding, broken, "reservationIsUnsettled@settle")
    expect(charged(reserved({ spend: 5 }, [2, settle("reservation_1", { spend: 4 })]), twice)).toBe(3)
  })

  it("names the budget's serial after its end, an overrun counted", () => {
    const serials = (register: ReturnType<typeof told>, id = "reservation_1") =>
      reservationIn(register, id).ends.map(({ serial }) => serial)
    expect(serials(overrun())).toEqual([1])
    const changed: Event = [1, narrow("bot", { spend: 99 })]
    expect(serials(reserved({}, changed, [2, unreserve("reservation_1")]))).toEqual([1])
    expect(serials(reserved({}, changed, [LEASE, lapse("reservation_1")]))).toEqual([1])
    expect(serials(reserved({}, changed, [2, settle("reservation_1")]))).toEqual([1])
    expect(serials(overrun([3, settle("reservation_2", { spend: 1 })]), "reservation_2")).toEqual([2])
  })

  it("has a lease that never ends where no instant could say when", () => {
    const forever = settings({ leaseMs: Number.MAX_SAFE_INTEGER })
    const register = tell(forever, [0, open("bot")], [0, reserve("reservation_1")])
    expect(reservationIn(register, "reservation_1").until).toBe(Number.MAX_SAFE_INTEGER)
  })
})

describe("what is kept", () => {
  it("is never changed in place", () => {
    const stories: readonly (readonly [ReturnType<typeof told>, Event])[] = [
      [told(), [2, reserve("reservation_1")]],
      [reserved(), [2, release("reservation_1")]],
      [released(), [2, settle("reservation_1", { spend: 9 })]],
      [reserved(), [2, unreserve("reservation_1")]],
      [reserved(), [LEASE, lapse("reservation_1")]],
      [told(), [2, widen("bot", 9, { spend: 2_000 })]],
      [told(), [2, narrow("bot", { spend: 2 })]],
      [overrun(), [3, unfreeze("bot")]],
    ]
    for (const [register, event] of stories) {
      const before = JSON.stringify([...register.entities.values()])
      deepFreeze([register.settings, ...register.entities.values()])
      expect(ask(register, event).accepted).toBe(true)
      expect(JSON.stringify([...register.entities.values()])).toBe(before)
    }
  })

  it("moves in one step: the budget with each of its reservations, no other budget, and nothing else", () => {
    const two = reserved({}, [0, open("bot-2")], [0, reserve("reservation_2", { by: otherBot() })])
    const ids = (event: Event) => {
      const answer = ask(two, event)
      return answer.accepted ? answer.after.map(({ id }) => id) : []
    }
    expect(ids([1, reserve("reservation_9")])).toEqual(["reservation_9", "bot"])
    expect(ids([1, release("reservation_1")])).toEqual(["reservation_1", "bot"])
    expect(ids([1, settle("reservation_2")])).toEqual(["reservation_2", "bot-2"])
    expect(ids([1, unreserve("reservation_2")])).toEqual(["reservation_2", "bot-2"])
    expect(ids([LEASE, lapse("reservation_1")])).toEqual(["reservation_1", "bot"])
    expect(ids([1, narrow("bot", { spend: 1 })])).toEqual(["bot"])
    expect(ids([1, widen("bot", 1, {})])).toEqual(["bot"])
  })

  it("is not there where nobody opened it, and is opened once", () => {
    expect(ask(registerOf(settings()), [0, reserve("reservation_1")])).toEqual({ accepted: false, refusal: "unknown" })
    expect(ask(told(), [0, open("bot", ida(), "otto")])).toEqual({ accepted: false, refusal: "taken" })
    expect(ask(reserved(), [0, reserve("reservation_1", { args: "other" })])).toEqual({
      accepted: false,
      refusal: "taken",
    })
    for (const move of [
      release("reservation_9"),
      settle("reservation_9"),
      unreserve("reservation_9"),
      lapse("reservation_9"),
      narrow("bot-2", {}),
    ])
      expect(ask(reserved(), [0, move])).toEqual({ accepted: false, refusal: "unknown" })
  })

  it.each(["constructor", "toString", "valueOf"])("may be the budget of an agent that is called %s", (id) => {
    const by = actor(id, { kind: "agent" })
    expect(ask(registerOf(settings()), [0, narrow(id, {})])).toEqual({ accepted: false, refusal: "unknown" })
    expect(ask(registerOf(settings()), [0, reserve("reservation_1", { by, budget: id })])).toMatchObject({
      refusal: "unknown",
    })
    const register = tell(settings(), [0, open(id)], [0, reserve("reservation_1", { by })])
    expect(budgetIn(register, id).calls).toHaveLength(1)
  })
})

describe("the terms and the statement", () => {
  const widening = () => {
    const command = widen("bot", 50, { spend: 2_000 })(told())
    if (command.type !== "widen") throw new Error("a widening is one")
    return command
  }
  const thaw = () => {
    const command = unfreeze("bot")(overrun())
    if (command.type !== "unfreeze") throw new Error("a thaw is one")
    return command
  }
  const { tenant } = root()

  it("of a widening name what the caps become, from when, and the number: each part of it changes the digest", () => {
    const { id: budget, caps: becoming, from, serial } = widening()
    const terms = { tenant, budget, caps: becoming, from, serial }
    expect(wideningDigest(terms)).toBe(termsOf(tenant, widening()))
    const others = [
      { tenant: foreign(root()).tenant },
      { budget: budgetId("bot-2") },
      ...Object.entries(caps()).map(([name, cap]) => ({
        caps: { ...becoming, [name]: typeof cap === "number" ? becoming.rate + 77 : [] },
      })),
      { from: instant(from + 1) },
      { serial: 2 },
    ].map((changed) => wideningDigest({ ...terms, ...changed }))
    expect(new Set([wideningDigest(terms), ...others]).size).toBe(1 + others.length)
    expect(others).toHaveLength(12)
  })

  it("of a thaw name the number, and are no widening's", () => {
    const { id: budget, serial } = thaw()
    const terms = { tenant, budget, serial }
    expect(thawDigest(terms)).toBe(termsOf(tenant, thaw()))
    const others = [{ tenant: foreign(root()).tenant }, { budget: budgetId("bot-2") }, { serial: 1 }].map((changed) =>
      thawDigest({ ...terms, ...changed }),
    )
    expect(new Set([thawDigest(terms), ...others]).size).toBe(4)
  })

  it("are signed as the table says, without the roles of whoever signs", () => {
    for (const command of [widening(), thaw()])
      for (const who of [root(), ida()])
        expect(statementOf({ tenant }, command, who)).toEqual(statement(tenant, command, who))
  })
})

const budgetId = (id: string) => {
  const command = Command.parse(narrow(id, {})(told()))
  if (command.type !== "narrow") throw new Error("a narrowing is one")
  return command.id
}

describe("the status", () => {
  it("is one of six, and the table says them all", () => {
    expect(statuses).toEqual(["active", "frozen", "open", "settled", "unreserved", "lapsed"])
    expect(budgets.definition.chart.statuses).toEqual(statuses)
    expect(new Set(budgets.definition.chart.derives.map(({ to }) => to))).toEqual(new Set(statuses))
    expect(budgets.definition.name).toBe("budgets")
  })

  it("is told by the last end", () => {
    expect([settled(), takenBack(), lapsed()].map((register) => statusOf(register, "reservation_1"))).toEqual([
      "settled",
      "unreserved",
      "lapsed",
    ])
    const late = next(lapsed(), [LEASE, settle("reservation_1")])
    expect(statusOf(late, "reservation_1")).toBe("settled")
    const twice = (site: string, event: Event) => next(settled(), event, breakSite(budgets, broken, site))
    expect(statusOf(twice("reservationIsOpen@unreserve", [3, unreserve("reservation_1")]), "reservation_1")).toBe(
      "unreserved",
    )
    expect(statusOf(twice("reservationIsOpen@lapse", [LEASE, lapse("reservation_1")]), "reservation_1")).toBe("lapsed")
  })
})

import { describe, expect, it } from "vitest"
import { ActorId } from "../../../../kernel/actors.ts"
import {
  BudgetId,
  type BudgetKept,
  type Caps,
  type ReservationKept,
  type Signature,
  type Thaw,
  type Widening,
} from "../../../../kernel/budgets/budgets.ts"
import type { Budgets } from "../../../../kernel/budgets/facts.ts"
import { statementOf } from "../../../../kernel/budgets/guards.ts"
import { budgets } from "../../../../kernel/budgets/index.ts"
import { DAY_MS, callDigest, dayOf } from "../../../../kernel/budgets/rules.ts"
import { digestOf } from "../../../../kernel/digest.ts"
import { step } from "../../../../kernel/machine.ts"
import { alphabetOf } from "../../../../verification/domains/alphabet.ts"
import { actions } from "../../../../verification/domains/budgets/alphabet.ts"
import { Instance } from "../../../../verification/domains/budgets/instance.ts"
import { interpretationOf } from "../../../../verification/domains/budgets/interpretation.ts"
import { projectionOf, represented } from "../../../../verification/domains/budgets/project.ts"
import { InstanceError } from "../../../../verification/domains/instance.ts"
import { keyOf } from "../../../../verification/domains/signatures.ts"
import { ExplorationError } from "../../../../verification/explore/errors.ts"
import type { Situation } from "../../../../verification/explore/scenario.ts"
import { instance } from "./instance.ts"

type Raw = ReturnType<typeof instance>["constants"]
const interpretation = (changes: Partial<Record<keyof Raw, unknown>> = {}) =>
  interpretationOf(Instance.parse({ ...instance(), constants: { ...instance().constants, ...changes } }).constants)

const TWO_CALLS = [
  "Open__robo__adam__olga",
  "Reserve__r1__robo__robo__look",
  "Reserve__r2__robo__robo__look",
  "Release__r2__gate",
]
const WIDENED = ["Open__robo__adam__olga", "Widen__robo__adam__good__now1__anna__good"]
const FROZEN = ["Open__robo__adam__olga", "Reserve__r1__robo__robo__look", "Settle__r1__gate__more"]
const THAWED = [...FROZEN, "Unfreeze__robo__adam__good__n2__anna__good"]

/** The kernel after these labels, each of which it takes. */
const after = (labels: readonly string[]): Situation<Budgets> => {
  const { clock, settings } = interpretation()
  const entries = labels.map((label) => {
    const [action = "", ...params] = label.split("__").filter((part) => part !== "")
    return { action, params: params.map((param) => [param]) }
  })
  const { move } = alphabetOf(actions, interpretation(), entries)
  return labels.reduce<Situation<Budgets>>(
    (situation, label) => {
      const moved = move(label, situation)
      if (moved.kind === "passage") return moved.to
      if (moved.kind === "none") throw new Error(`${label} does nothing`)
      const taken = step(budgets, { settings, entities: situation.entities }, moved.command, situation.now)
      if (!taken.accepted) throw new Error(`${label} is refused: ${JSON.stringify(taken)}`)
      const changed = taken.after.map(({ id, status, kept }) => [id, { status, kept }] as const)
      return { ...situation, entities: new Map([...situation.entities, ...changed]) }
    },
    { now: clock.start, entities: new Map() },
  )
}

const entityIn = ({ entities }: Situation<Budgets>, id: string) => {
  const entity = entities.get(id)
  if (entity === undefined) throw new Error(`no ${id}`)
  return entity
}
const budgetIn = (situation: Situation<Budgets>): BudgetKept => {
  const { kept } = entityIn(situation, "robo")
  if (kept.entity !== "budget") throw new Error("no budget")
  return kept
}
const reservationIn = (situation: Situation<Budgets>): ReservationKept => {
  const { kept } = entityIn(situation, "reservation_r1")
  if (kept.entity !== "reservation") throw new Error("no reservation")
  return kept
}
const having = (situation: Situation<Budgets>, id: string, kept: BudgetKept | ReservationKept): Situation<Budgets> => ({
  ...situation,
  entities: new Map([...situation.entities, [id, { ...entityIn(situation, id), kept }]]),
})

/** What the model says of a budget, where something that it keeps is another than what came about. */
const saying = (labels: readonly string[], changes: (kept: BudgetKept) => Partial<BudgetKept>) => {
  const situation = after(labels)
  const kept = budgetIn(situation)
  return projectionOf(interpretation())(having(situation, "robo", { ...kept, ...changes(kept) }))
}
const sayingOfCall = (changes: (kept: ReservationKept) => Partial<ReservationKept>) => {
  const situation = after(TWO_CALLS)
  const kept = reservationIn(situation)
  return projectionOf(interpretation())(having(situation, "reservation_r1", { ...kept, ...changes(kept) }))
}

/** Who is none of the instance's. */
const nobody = () => ({ id: ActorId.parse("nobody") })
const elsewhere = (): Caps => ({ ...interpretation().caps("usual"), spend: 1_000 })
const wideningOf = ({ widening }: BudgetKept): Widening => {
  if (widening === null) throw new Error("nobody has widened")
  return widening
}
const thawOf = ({ thawed }: BudgetKept): Thaw => {
  if (thawed === null) throw new Error("nobody has thawed")
  return thawed
}
const signatureOf = (signature: Signature | null): Signature => {
  if (signature === null) throw new Error("nobody has signed")
  return signature
}

describe("the interpretation of budgets", () => {
  it("has the names of an instance as the kernel's values", () => {
    const { actor, budgetId, reservationId, form, report, caps, terms, number, clock } = interpretation()
    expect(actor("adamOfT2")).toEqual({ id: "adam", tenant: "t2", kind: "human", roles: ["admin"] })
    expect([budgetId("robo"), reservationId("r1")]).toEqual(["robo", "reservation_r1"])
    expect(form("nested")).toMatchObject({ tool: "shell", asked: { spend: 1, affected: 1 }, depth: 1 })
    expect(report("more")).toEqual({ spend: 3, affected: 1 })
    expect(caps("posting")).toEqual({
      ...{ spend: 6, affected: 4, blast: 2, depth: 1, rate: 4, open: 2, unknown: 1 },
      tools: ["mail", "shell"],
    })
    expect(terms("soon2")).toEqual({ caps: caps("posting"), from: clock.at(2), serial: 2 })
    expect(number("n2")).toBe(2)
  })

  it("names an agent's budget by the agent, also where the name is not the id", () => {
    const { Actors } = instance().constants
    const { budgetId, nameOf } = interpretation({
      Actors: { ...Actors, robot: { ...Actors.robo, id: "robot_7" } },
      Budgets: { set: ["robot"] },
    })
    expect(budgetId("robot")).toBe("robot_7")
    expect(nameOf.budget(budgetId("robot"))).toBe("robot")
  })

  it("has the deployment's part in the kernel's units: a day has as many ticks as the instance says", () => {
    const { settings, clock, caps } = interpretation()
    const tick = DAY_MS / 3
    expect(settings).toEqual({
      tenant: "t1",
      required: true,
      windowMs: 4 * tick,
      leaseMs: 2 * tick,
      newCaps: caps("usual"),
      reporters: ["executor", "gate"],
    })
    expect(clock.at(1) - clock.start).toBe(tick)
    expect([0, 1, 2, 3, 5, 6].map((at) => dayOf(clock.at(at)) - dayOf(clock.start))).toEqual([0, 0, 0, 1, 1, 2])
  })

  it.each([1, 2, 3, 4, 5, 24, 86_400_000])("knows a day of %s ticks", (dayLength) => {
    const { clock, nameOf } = interpretation({ Settings: { ...instance().constants.Settings, dayLength } })
    expect(clock.at(1) - clock.start).toBe(DAY_MS / dayLength)
    expect([clock.at(dayLength - 1), clock.at(dayLength)].map((at) => nameOf.day(dayOf(at)))).toEqual([0, 1])
  })

  it.each([7, 11, 86_400_001])("knows no day of %s ticks: none of them would be whole milliseconds", (dayLength) => {
    const read = () => interpretation({ Settings: { ...instance().constants.Settings, dayLength } })
    expect(read).toThrow(InstanceError)
    expect(read).toThrow(/each is whole milliseconds/)
  })

  it("has each name back from its value", () => {
    const { actor, budgetId, form, caps, clock, nameOf } = interpretation()
    const { Actors, Forms, CapsNamed, Budgets } = instance().constants
    expect(Object.keys(Actors).map((name) => nameOf.actor(actor(name)))).toEqual(Object.keys(Actors))
    expect(Object.keys(Forms).map((name) => nameOf.form(form(name)))).toEqual(Object.keys(Forms))
    expect(Object.keys(CapsNamed).map((name) => nameOf.caps(caps(name)))).toEqual(Object.keys(CapsNamed))
    expect(Budgets.set.map((name) => nameOf.budget(budgetId(name)))).toEqual(Budgets.set)
    expect([nameOf.tick(null), nameOf.tick(clock.at(2))]).toEqual([-1, 2])
    expect(nameOf.day(dayOf(clock.at(4)))).toBe(1)
  })

  it("says a call by its tool and its digest, which several forms may share", () => {
    const { form, nameOf } = interpretation()
    expect(nameOf.call(callDigest(form("look")))).toEqual({ tool: "shell", digest: "d1" })
    expect(callDigest(form("peek"))).toBe(callDigest(form("look")))
    expect(nameOf.call(callDigest(form("mail")))).toEqual({ tool: "mail", digest: "d1" })
  })

  it.each<[string, () => unknown]>([
    ["an actor", () => interpretation().nameOf.actor({ id: "robo", tenant: "t3" })],
    ["caps", () => interpretation().nameOf.caps(elsewhere())],
    ["caps with other tools", () => interpretation().nameOf.caps({ ...interpretation().caps("wide"), tools: [] })],
    ["a call", () => interpretation().nameOf.call(digestOf(new TextEncoder().encode("another")))],
    ["a form with another depth", () => interpretation().nameOf.form({ ...interpretation().form("look"), depth: 1 })],
    [
      "a form with other amounts",
      () => interpretation().nameOf.form({ ...interpretation().form("look"), asked: { spend: 2, affected: 2 } }),
    ],
    [
      "a form of another tool",
      () =>
        interpretation().nameOf.form({ ...interpretation().form("look"), tool: interpretation().form("mail").tool }),
    ],
    [
      "a form with other arguments",
      () =>
        interpretation().nameOf.form({
          ...interpretation().form("look"),
          digest: interpretation().form("other").digest,
        }),
    ],
    ["a budget", () => interpretation({ Budgets: { set: ["robo"] } }).nameOf.budget(interpretation().budgetId("bot"))],
  ])("has no name for what the instance has not: %s", (_, name) => {
    expect(name).toThrow(ExplorationError)
    expect(name).toThrow(/the model has no name for this/)
  })

  it.each<[string, () => unknown, RegExp]>([
    ["actor", () => interpretation().actor("nobody"), /no actor named nobody/],
    ["form", () => interpretation().form("nothing"), /no form named nothing/],
    ["report", () => interpretation().report("nothing"), /no report named nothing/],
    ["caps", () => interpretation().caps("nothing"), /no caps named nothing/],
    ["terms", () => interpretation().terms("never"), /no terms named never/],
    ["number", () => interpretation().number("n9"), /no number named n9/],
    ["budget", () => interpretation().budgetId("olga"), /no budget named olga/],
    ["id for a call", () => interpretation().reservationId("r_1"), /a reservation/],
  ])("knows no %s by a name that isn't there", (_, read, message) => {
    expect(read).toThrow(InstanceError)
    expect(read).toThrow(message)
  })
})

describe("the projection of budgets", () => {
  it("says what is not there", () => {
    expect(projectionOf(interpretation())({ now: interpretation().clock.at(2), entities: new Map() })).toEqual({
      now: 2,
      bud: { robo: { status: "absent" }, bot: { status: "absent" } },
      res: { r1: { status: "absent" }, r2: { status: "absent" } },
    })
  })

  it("says nothing of what runs: it follows from the calls", () => {
    const said = projectionOf(interpretation())(after(TWO_CALLS))
    expect(saying(TWO_CALLS, () => ({ running: [] }))).toEqual(said)
    expect(said.bud["robo"]).not.toHaveProperty("running")
  })

  it.each<[string, () => unknown]>([
    ["an owner", () => saying(WIDENED, ({ owner }) => ({ owner: { ...owner, ...nobody() } }))],
    ["an opener", () => saying(WIDENED, ({ opener }) => ({ opener: { ...opener, ...nobody() } }))],
    ["caps", () => saying(WIDENED, () => ({ caps: elsewhere() }))],
    ["caps of a widening", () => saying(WIDENED, (kept) => ({ widening: { ...wideningOf(kept), caps: elsewhere() } }))],
    [
      "caps before a narrowing",
      () =>
        saying([...WIDENED, "Narrow__robo__adam__less"], ({ narrowed }) => ({
          narrowed: narrowed && { ...narrowed, before: elsewhere() },
        })),
    ],
    [
      "a call in the window",
      () =>
        saying(TWO_CALLS, ({ calls }) => ({
          calls: calls.map(({ at }) => ({ at, call: digestOf(new TextEncoder().encode("another")) })),
        })),
    ],
    ["a form", () => sayingOfCall(() => ({ depth: 7 }))],
    ["a caller", () => sayingOfCall(({ by }) => ({ by: { ...by, ...nobody() } }))],
    ["a budget of a call", () => sayingOfCall(() => ({ budget: BudgetId.parse("nobody") }))],
    ["somebody who reports", () => sayingOfCall(({ by, at }) => ({ releases: [{ by: { ...by, ...nobody() }, at }] }))],
    [
      "a signature of something else",
      () =>
        saying(WIDENED, (kept) => {
          const widening = wideningOf(kept)
          const signature = signatureOf(widening.signature)
          const statement = { ...signature.statement, what: "thaw" as const }
          return { widening: { ...widening, signature: { ...signature, statement } } }
        }),
    ],
    [
      "a countersignature of something else",
      () =>
        saying(WIDENED, (kept) => {
          const widening = wideningOf(kept)
          const countersignature = signatureOf(widening.countersignature)
          const statement = { ...countersignature.statement, what: "thaw" as const }
          return { widening: { ...widening, countersignature: { ...countersignature, statement } } }
        }),
    ],
    [
      "a signature with another key",
      () =>
        saying(THAWED, (kept) => {
          const thaw = thawOf(kept)
          const signature = { ...signatureOf(thaw.signature), key: keyOf(interpretation().actor("olga")) }
          return { thawed: { ...thaw, signature } }
        }),
    ],
    [
      "a countersignature with another key",
      () =>
        saying(THAWED, (kept) => {
          const thaw = thawOf(kept)
          const countersignature = { ...signatureOf(thaw.countersignature), key: keyOf(interpretation().actor("olga")) }
          return { thawed: { ...thaw, countersignature } }
        }),
    ],
  ])("throws where the model can't say %s", (_, said) => {
    expect(said).toThrow(ExplorationError)
  })

  it("throws where a budget and a call are taken for one another", () => {
    const situation = after(TWO_CALLS)
    const say = projectionOf(interpretation())
    expect(() => say(having(situation, "robo", reservationIn(situation)))).toThrow(/robo is no budget/)
    expect(() => say(having(situation, "reservation_r1", budgetIn(situation)))).toThrow(
      /goes by the id of a reservation/,
    )
  })

  it("knows a signature for another number than the change's own, of either signer and either change", () => {
    const misstated = (kept: BudgetKept, change: Widening | Thaw, part: "by" | "countersigner") => {
      const again = { ...change, id: interpretation().budgetId("robo"), serial: change.serial + 1 }
      const signer = change[part]
      const signed = "caps" in again ? { ...again, type: "widen" as const } : { ...again, type: "unfreeze" as const }
      return { signer, key: keyOf(signer), statement: statementOf(kept, signed, signer) }
    }
    const widening = (part: "by" | "countersigner") =>
      saying(WIDENED, (kept) => ({
        widening: {
          ...wideningOf(kept),
          [part === "by" ? "signature" : "countersignature"]: misstated(kept, wideningOf(kept), part),
        },
      })).bud["robo"]
    const thaw = (part: "by" | "countersigner") =>
      saying(THAWED, (kept) => ({
        thawed: {
          ...thawOf(kept),
          [part === "by" ? "signature" : "countersignature"]: misstated(kept, thawOf(kept), part),
        },
      })).bud["robo"]
    expect(widening("by")).toMatchObject({ widening: { signature: "misstated", countersignature: "good" } })
    expect(widening("countersigner")).toMatchObject({ widening: { signature: "good", countersignature: "misstated" } })
    expect(thaw("by")).toMatchObject({ thawed: { signature: "misstated", countersignature: "good" } })
    expect(thaw("countersigner")).toMatchObject({ thawed: { signature: "good", countersignature: "misstated" } })
  })
})

describe("the situation that stands for others", () => {
  const [first, other] = [TWO_CALLS, [...TWO_CALLS.slice(0, 3), "Release__r2__gate", "Release__r1__gate"]]

  it("has what runs in the order of its ids, and nothing else is another", () => {
    const found = after(other)
    expect(budgetIn(found).running.map(({ id }) => id)).toEqual(["reservation_r2", "reservation_r1"])
    const standing = represented()(found)
    expect(budgetIn(standing).running.map(({ id }) => id)).toEqual(["reservation_r1", "reservation_r2"])
    expect(standing).toEqual(
      having(found, "robo", { ...budgetIn(found), running: budgetIn(found).running.toReversed() }),
    )
  })

  it("is the same for both orders, and stands for itself", () => {
    const found = after(other)
    const turned = having(found, "robo", { ...budgetIn(found), running: budgetIn(found).running.toReversed() })
    expect(represented()(turned)).toEqual(represented()(found))
    expect(represented()(represented()(found))).toEqual(represented()(found))
  })

  it("is what was found, where there is one call or none, and keeps calls as they are", () => {
    const found = after(first.slice(0, 2))
    const standing = represented()(found)
    expect(standing.now).toBe(found.now)
    for (const [id, entity] of found.entities) expect(standing.entities.get(id)).toBe(entity)
    expect(standing.entities.size).toBe(found.entities.size)
  })

  it("says the same in the model", () => {
    const found = after(other)
    const say = projectionOf(interpretation())
    expect(say(represented()(found))).toEqual(say(found))
  })
})

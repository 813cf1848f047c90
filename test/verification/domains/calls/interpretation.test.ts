import { describe, expect, it } from "vitest"
import { ActorId } from "../../../../kernel/actors.ts"
import { type CallKept, type Kept, type ResolutionKept, CallId, Judged } from "../../../../kernel/calls/calls.ts"
import type { Calls } from "../../../../kernel/calls/facts.ts"
import { calls } from "../../../../kernel/calls/index.ts"
import { digestOf } from "../../../../kernel/digest.ts"
import { step } from "../../../../kernel/machine.ts"
import { ToolName } from "../../../../kernel/tool.ts"
import { alphabetOf } from "../../../../verification/domains/alphabet.ts"
import { actions } from "../../../../verification/domains/calls/alphabet.ts"
import { Instance } from "../../../../verification/domains/calls/instance.ts"
import { interpretationOf } from "../../../../verification/domains/calls/interpretation.ts"
import { projectionOf } from "../../../../verification/domains/calls/project.ts"
import { InstanceError } from "../../../../verification/domains/instance.ts"
import { ExplorationError } from "../../../../verification/explore/errors.ts"
import type { Situation } from "../../../../verification/explore/scenario.ts"
import { entryOf } from "../trying.ts"
import { instance } from "./instance.ts"

type Raw = ReturnType<typeof instance>["constants"]
const interpretation = (changes: Partial<Record<keyof Raw, unknown>> = {}) =>
  interpretationOf(Instance.parse({ ...instance(), constants: { ...instance().constants, ...changes } }).constants)

const WAITED = ["Receive__k1__roboForHugo__send", "Wait__k1__approval__two"]
const RELEASED = [...WAITED, "Admit__k1__all__approval", "Release__k1__asAdmitted"]
const COMPLETED = [...RELEASED, "Perform__k1__runner__asAdmitted", "Complete__k1__runner"]
const CANCELLED = [...WAITED, "Cancel__k1__hugo"]
const REFUSED = [...WAITED, "Refuse__k1"]
const FAILED = [...RELEASED, "Fail__k1__robo__nothing"]
const RESOLVED = [
  ...RELEASED,
  ...Array.from({ length: 5 }, () => "Tick__"),
  "Recover__k1",
  "Resolve__k1__olga__completed",
]

/** The kernel after these labels, each of which it takes. */
const after = (labels: readonly string[]): Situation<Calls> => {
  const { clock, settings } = interpretation()
  const { move } = alphabetOf(actions, interpretation(), labels.map(entryOf))
  return labels.reduce<Situation<Calls>>(
    (situation, label) => {
      const moved = move(label, situation)
      if (moved.kind === "passage") return moved.to
      if (moved.kind === "none") throw new Error(`${label} does nothing`)
      const taken = step(calls, { settings, entities: situation.entities }, moved.command, situation.now)
      if (!taken.accepted) throw new Error(`${label} is refused: ${JSON.stringify(taken)}`)
      const changed = taken.after.map(({ id, status, kept }) => [id, { status, kept }] as const)
      return { ...situation, entities: new Map([...situation.entities, ...changed]) }
    },
    { now: clock.start, entities: new Map() },
  )
}

const entityIn = ({ entities }: Situation<Calls>, id: string) => {
  const entity = entities.get(id)
  if (entity === undefined) throw new Error(`no ${id}`)
  return entity
}
const having = (situation: Situation<Calls>, id: string, kept: Kept): Situation<Calls> => ({
  ...situation,
  entities: new Map([...situation.entities, [id, { ...entityIn(situation, id), kept }]]),
})
const callIn = (situation: Situation<Calls>): CallKept => {
  const { kept } = entityIn(situation, "call_k1")
  if (kept.entity !== "call") throw new Error("no call")
  return kept
}
const resolutionIn = (situation: Situation<Calls>): ResolutionKept => {
  const { kept } = entityIn(situation, "resolution_k1")
  if (kept.entity !== "resolution") throw new Error("no resolution")
  return kept
}

/** What the model says, where something that is kept is another than what came about. */
const saying = (labels: readonly string[], changes: (kept: CallKept) => Partial<CallKept>) => {
  const situation = after(labels)
  const kept = callIn(situation)
  return projectionOf(interpretation())(having(situation, "call_k1", { ...kept, ...changes(kept) }))
}
const sayingOfResolution = (changes: (kept: ResolutionKept) => Partial<ResolutionKept>) => {
  const situation = after(RESOLVED)
  const kept = resolutionIn(situation)
  return projectionOf(interpretation())(having(situation, "resolution_k1", { ...kept, ...changes(kept) }))
}

/** Who is none of the instance's. */
const nobody = { id: ActorId.parse("nobody") }
const elsewhere = digestOf(new TextEncoder().encode("elsewhere"))

describe("the interpretation of calls", () => {
  it("has the names of an instance as the kernel's values", () => {
    const { actor, call, caller, form, run, word, delay, judged } = interpretation()
    expect(actor("gate")).toEqual({ id: "interlock", tenant: "t1", kind: "service", roles: ["gate"] })
    expect(call("k1")).toBe("call_k1")
    expect(caller("roboForHugo")).toEqual({
      by: { id: "robo", tenant: "t1", kind: "agent", roles: [] },
      person: { id: "hugo", tenant: "t1", kind: "human" },
    })
    expect(form("trial")).toEqual({ ...form("send"), mode: "dryRun" })
    expect([form("send").plan === run("asAdmitted").plan, form("again").plan === form("send").plan]).toEqual([
      true,
      false,
    ])
    expect(run("rehearsed")).toEqual({ plan: form("send").plan, mode: "dryRun" })
    expect([word("review"), delay("before"), delay("three")]).toEqual(["review", -1, 3])
    expect(judged("tainted")).toEqual({ ...judged("all"), taintIsClear: false })
    expect(Object.values(judged("nothing"))).toEqual(Object.keys(Judged.shape).map(() => false))
  })

  it("has no key where a form has none", () => {
    const { form } = interpretation()
    expect(form("atOnce")).toEqual({ ...form("send"), key: null })
    expect(form("send").key).not.toBeNull()
  })

  it("has the deployment's part in the kernel's units", () => {
    expect(interpretation().settings).toEqual({ tenant: "t1", windowMs: 2, reportMs: 3, freshMs: 1, waitMs: 2 })
  })

  it("has each name back from its value", () => {
    const { actor, caller, form, run, clock, nameOf } = interpretation()
    const { Actors, Callers, Forms, Runs } = instance().constants
    expect(Object.keys(Actors).map((name) => nameOf.actor(actor(name)))).toEqual(Object.keys(Actors))
    const callers = Object.keys(Callers).map((name) => {
      const { by, person } = caller(name)
      return nameOf.caller({ actor: by, person })
    })
    expect(callers).toEqual(Object.keys(Callers))
    expect(Object.keys(Forms).map((name) => nameOf.form(form(name)))).toEqual(Object.keys(Forms))
    expect(Object.keys(Runs).map((name) => nameOf.plan(run(name).plan))).toEqual(["p1", "p3", "p1"])
    expect(nameOf.plan(form("again").plan)).toBe("p2")
    expect(nameOf.tick(clock.at(-1))).toBe(-1)
  })

  it.each<[string, () => unknown]>([
    ["an actor", () => interpretation().nameOf.actor({ id: "robo", tenant: "t3" })],
    [
      "a caller",
      () =>
        interpretation().nameOf.caller({
          actor: interpretation().actor("helper"),
          person: interpretation().actor("hugo"),
        }),
    ],
    ["a plan", () => interpretation().nameOf.plan(elsewhere)],
    [
      "a form with another plan",
      () => interpretation().nameOf.form({ ...interpretation().form("send"), plan: elsewhere }),
    ],
    [
      "a form with another key",
      () => interpretation().nameOf.form({ ...interpretation().form("send"), key: elsewhere }),
    ],
    [
      "a form of another tool",
      () => interpretation().nameOf.form({ ...interpretation().form("send"), tool: ToolName.parse("shell") }),
    ],
    [
      "a form of another mode",
      () => interpretation().nameOf.form({ ...interpretation().form("again"), mode: "dryRun" }),
    ],
  ])("has no name for what the instance has not: %s", (_, name) => {
    expect(name).toThrow(ExplorationError)
    expect(name).toThrow(/the model has no name for this/)
  })

  it.each<[string, () => unknown, RegExp]>([
    ["actor", () => interpretation().actor("nobody"), /no actor named nobody/],
    ["call", () => interpretation().call("k9"), /no call named k9/],
    ["caller", () => interpretation().caller("nobody"), /no caller named nobody/],
    ["form", () => interpretation().form("nothing"), /no form named nothing/],
    ["thing to run", () => interpretation().run("nothing"), /no thing to run named nothing/],
    ["word", () => interpretation().word("wonder"), /no word named wonder/],
    ["delay", () => interpretation().delay("ages"), /no delay named ages/],
    ["judgement", () => interpretation().judged("some"), /no judgement named some/],
  ])("knows no %s by a name that isn't there", (_, read, message) => {
    expect(read).toThrow(InstanceError)
    expect(read).toThrow(message)
  })
})

describe("the projection of calls", () => {
  it("says what is not there", () => {
    expect(projectionOf(interpretation())({ now: interpretation().clock.at(2), entities: new Map() })).toEqual({
      now: 2,
      call: { k1: { status: "absent" }, k2: { status: "absent" } },
      res: { k1: { status: "absent" }, k2: { status: "absent" } },
    })
  })

  const all = <T extends object>(list: readonly T[], changes: object) => list.map((one) => ({ ...one, ...changes }))
  const as = <T extends { readonly by: object }>(list: readonly T[]) =>
    list.map((one) => ({ ...one, by: { ...one.by, ...nobody } }))

  it.each<[string, () => unknown]>([
    [
      "who calls",
      () => saying(WAITED, ({ caller }) => ({ caller: { ...caller, actor: { ...caller.actor, ...nobody } } })),
    ],
    [
      "for whom",
      () => saying(WAITED, ({ caller }) => ({ caller: { ...caller, person: { ...caller.person, ...nobody } } })),
    ],
    ["a tool", () => saying(WAITED, () => ({ tool: ToolName.parse("shell") }))],
    ["a plan", () => saying(WAITED, () => ({ plan: elsewhere }))],
    ["a key", () => saying(WAITED, () => ({ key: elsewhere }))],
    [
      "who has it wait",
      () => saying(WAITED, ({ wait }) => ({ wait: wait === null ? null : { ...wait, by: { ...wait.by, ...nobody } } })),
    ],
    ["who releases", () => saying(RELEASED, ({ releases }) => ({ releases: as(releases) }))],
    ["what is released", () => saying(RELEASED, ({ releases }) => ({ releases: all(releases, { plan: elsewhere }) }))],
    ["who performs", () => saying(COMPLETED, ({ performs }) => ({ performs: as(performs) }))],
    [
      "what is performed",
      () => saying(COMPLETED, ({ performs }) => ({ performs: all(performs, { plan: elsewhere }) })),
    ],
    ["who reports", () => saying(COMPLETED, ({ ends }) => ({ ends: as(ends) }))],
    ["who takes back", () => saying(CANCELLED, ({ cancels }) => ({ cancels: as(cancels) }))],
    [
      "another output than was told",
      () => saying(COMPLETED, ({ ends }) => ({ ends: all(ends, { output: elsewhere }) })),
    ],
    ["no output where one was told", () => saying(COMPLETED, ({ ends }) => ({ ends: all(ends, { output: null }) }))],
    ["an output of what failed", () => saying(FAILED, ({ ends }) => ({ ends: all(ends, { output: elsewhere }) }))],
    [
      "other reasons than were told",
      () =>
        saying(REFUSED, ({ decision }) => ({
          decision: decision?.how === "refused" ? { ...decision, reasons: ["otherwise"] } : decision,
        })),
    ],
    ["who resolves", () => sayingOfResolution(({ by }) => ({ by: { ...by, ...nobody } }))],
    ["a resolution of another call", () => sayingOfResolution(() => ({ call: CallId.parse("call_k2") }))],
  ])("throws where the model can't say %s", (_, said) => {
    expect(said).toThrow(ExplorationError)
    expect(said).toThrow(/the model has no name for this/)
  })

  it("throws where a call and a resolution are taken for one another", () => {
    const situation = after(RESOLVED)
    const say = projectionOf(interpretation())
    expect(() => say(having(situation, "call_k1", resolutionIn(situation)))).toThrow(/k1 is no call/)
    expect(() => say(having(situation, "resolution_k1", callIn(situation)))).toThrow(/k1 is no resolution/)
  })
})

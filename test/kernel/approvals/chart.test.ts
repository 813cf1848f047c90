import { describe, expect, it } from "vitest"
import { type Stages, statuses } from "../../../kernel/approvals/approvals.ts"
import { approvals } from "../../../kernel/approvals/index.ts"
import { broken } from "../../../verification/domains/approvals/broken.ts"
import { breakSite } from "../../../verification/explore/knock-out.ts"
import { deepFreeze } from "../../fixtures/deep-freeze.ts"
import {
  type Event,
  START,
  after,
  ann,
  approve,
  ask,
  bob,
  bot,
  caller,
  cancel,
  carol,
  consume,
  daemon,
  dan,
  delegate,
  digest,
  erin,
  expire,
  group,
  instant,
  keptOf,
  keyOf,
  principal,
  refusals,
  registerOf,
  reject,
  seat,
  settings,
  stage,
  statusOf,
  submit,
  supersede,
  sweeper,
  tell,
  withdraw,
  withoutKeysOf,
} from "../../fixtures/approvals.ts"

/** What follows: everything that a request keeps, and the status that follows from it. */

const forAnn = () => caller(bot(), ann())
const people = () => [bob(), carol(), dan()]
const one = (quorum = 1): Stages => [stage([group("ops", people(), quorum)])]
const ops = (member: ReturnType<typeof ann>, at = 0) => seat(at, "ops", member)
const told = (...events: readonly Event[]) =>
  tell(settings({ default: one() }), [0, submit("r1", forAnn(), { uses: 2 })], ...events)

describe("what is kept", () => {
  it("is sealed at submit, from the command and the policy in force", () => {
    expect(
      keptOf(tell(settings({ default: one() }), [7, submit("r1", forAnn(), { uses: 2, lifetimeMs: 60 })]), "r1"),
    ).toEqual({
      tenant: "acme",
      requester: { actor: bot(), person: ann() },
      initiator: { id: "ann", tenant: "acme", kind: "human" },
      plan: digest("plan"),
      policy: digest("policy"),
      route: "default",
      stages: one(),
      uses: 2,
      submittedAt: START + 7,
      expiresAt: START + 67,
      decisions: [],
      delegations: [],
      opened: [START + 7],
      used: [],
      end: null,
    })
  })

  it.each([
    ["in person", () => caller(ann())],
    ["by an agent", () => caller(bot(), ann())],
    ["by a service", () => caller(daemon(), ann())],
  ])("has for its initiator the person behind it, who asks %s", (_, by) => {
    const asked = tell(settings({ default: one() }), [0, submit("r1", by())])
    expect(keptOf(asked, "r1").initiator).toEqual(principal(ann()))
    expect(refusals(asked, [1, cancel("r1", caller(ann()))])).toEqual([])
  })

  it("grows by what happens, in order, and by nothing else", () => {
    const register = told(
      [1, delegate("r1", bob(), ops(bob()), erin())],
      [2, approve("r1", erin(), ops(bob()))],
      [3, delegate("r1", carol(), ops(carol()), erin())],
      [4, approve("r1", dan(), ops(dan()))],
      [5, consume("r1", forAnn())],
      [6, consume("r1", forAnn())],
    )
    const { signature: first } = keptOf(register, "r1").decisions[0] ?? { signature: null }
    expect(first).toMatchObject({
      signer: principal(erin()),
      statement: { approver: principal(erin()), decision: "approve" },
    })
    expect(keptOf(register, "r1")).toMatchObject({
      ...keptOf(told(), "r1"),
      delegations: [
        {
          ...{ seat: ops(bob()), by: bob(), to: principal(erin()), at: START + 1 },
          signature: { signer: principal(bob()), key: keyOf(bob()), statement: { to: principal(erin()) } },
        },
        { seat: ops(carol()), by: carol(), to: principal(erin()), at: START + 3 },
      ],
      decisions: [
        ...[
          { by: erin(), seat: ops(bob()), at: START + 2 },
          { by: dan(), seat: ops(dan()), at: START + 4 },
        ].map((said) => ({ ...said, verdict: "approve", plan: digest("plan"), policy: digest("policy") })),
      ],
      used: [START + 5, START + 6].map((at) => ({
        ...{ by: forAnn(), plan: digest("plan"), policy: digest("policy"), at },
        keysHeld: { decisions: [true, true], delegations: [true, true] },
      })),
    })
    expect(statusOf(register, "r1")).toBe("consumed")
  })

  it.each([
    ["withdrawn", withdraw("r1", bob()), bob()],
    ["cancelled", cancel("r1", forAnn()), bot()],
    ["superseded", supersede("r1", caller(ann())), ann()],
    ["expired", expire("r1"), sweeper()],
  ] as const)("says who ended it: %s", (how, move, by) => {
    const register = told([1, approve("r1", bob(), ops(bob()))], [500, move])
    expect(keptOf(register, "r1")).toMatchObject({ decisions: [{ by: bob() }], end: { how, by, at: START + 500 } })
    expect(statusOf(register, "r1")).toBe(how)
  })

  it("is never changed in place", () => {
    const register = told([1, delegate("r1", bob(), ops(bob()), erin())])
    const before = JSON.stringify([...register.entities.values()])
    deepFreeze([...register.entities.values()])
    for (const event of [
      [2, approve("r1", dan(), ops(dan()))],
      [2, reject("r1", dan(), ops(dan()))],
      [2, delegate("r1", dan(), ops(dan()), erin())],
      [2, cancel("r1", forAnn())],
      [500, expire("r1")],
    ] as const) {
      expect(ask(register, event).accepted).toBe(true)
    }
    expect(JSON.stringify([...register.entities.values()])).toBe(before)
  })
})

describe("the facts of a decision", () => {
  it("are those of settings and siblings", () => {
    const register = told([1, approve("r1", bob(), ops(bob()))], [1, submit("r2", forAnn())])
    expect(ask(register, [2, submit("r3", forAnn())])).toMatchObject({
      facts: {
        policy: digest("policy"),
        route: one(),
        maxUses: 3,
        maxLifetimeMs: 1_000,
        openRequests: 2,
        maxOpenRequests: 9,
      },
    })
    expect(ask(register, [2, submit("r3", forAnn(), { route: "nowhere", stages: one() })])).toMatchObject({
      facts: { route: null },
    })
    expect(ask(register, [2, approve("r2", bob(), ops(bob()))])).toMatchObject({
      facts: { recentApprovals: 1, maxApprovals: 12, policy: digest("policy") },
    })
    expect(ask(register, [2, reject("r2", bob(), ops(bob()))])).toMatchObject({ facts: { policy: digest("policy") } })
    expect(ask(register, [2, delegate("r2", bob(), ops(bob()), erin())])).toMatchObject({ facts: { isDelegate: true } })
    expect(ask(register, [2, delegate("r2", bob(), ops(bob()), sweeper())])).toMatchObject({ accepted: false })
    const lost = withoutKeysOf(after(register, ask(register, [2, delegate("r1", carol(), ops(carol()), erin())])), [
      carol(),
    ])
    expect(ask(lost, [3, consume("r1", forAnn())])).toMatchObject({
      facts: { policy: digest("policy"), keysHeld: { decisions: [true], delegations: [false] } },
    })
  })

  it("of a request that is not there: nobody has approved anything", () => {
    const { approve: look } = approvals.definition.facts
    const { rules } = approvals.definition
    const register = told([1, approve("r1", bob(), ops(bob()))])
    const command = approve("r1", bob(), ops(bob()))(register)
    if (command.type !== "approve") throw new Error("an approval is one")
    const now = instant(START + 2)
    expect(look({ register, command, now, rules })).toEqual({
      recentApprovals: 1,
      maxApprovals: 12,
      policy: digest("policy"),
    })
    const elsewhere = registerOf(register.settings)
    expect(look({ register: elsewhere, command, now, rules })).toEqual({
      recentApprovals: 0,
      maxApprovals: 12,
      policy: digest("policy"),
    })
  })

  it("of a request that is not there: there are no keys to have", () => {
    const { consume: look } = approvals.definition.facts
    const { rules } = approvals.definition
    const { settings: inForce } = told()
    const command = consume("r1", forAnn())(told())
    if (command.type !== "consume") throw new Error("a use is one")
    const facts = look({ register: registerOf(inForce), command, now: instant(START), rules })
    expect(facts.keysHeld).toEqual({ decisions: [], delegations: [] })
  })

  it("take nobody for the owner of a key that signed nothing", () => {
    const lax = breakSite(approvals, broken, "decisionIsSigned@approve")
    const unsigned = after(told(), ask(told(), [1, approve("r1", bob(), ops(bob()), { signed: () => null })], lax))
    expect(refusals(unsigned, [2, consume("r1", forAnn())])).toEqual(["signersKeepTheirKeys"])
  })

  it.each([
    ["withdraw", withdraw("r1", bob())],
    ["cancel", cancel("r1", forAnn())],
    ["supersede", supersede("r1", forAnn())],
    ["expire", expire("r1")],
  ] as const)("are none for %s", (_, move) => {
    expect(ask(told([1, approve("r1", bob(), ops(bob()))]), [2, move])).toMatchObject({ facts: null })
  })
})

describe("the status", () => {
  it("is pending until every group of every stage has its quorum", () => {
    const two = [stage([group("dev", people()), group("ops", people())])]
    const register = tell(
      settings({ default: two }),
      [0, submit("r1", forAnn())],
      [1, approve("r1", bob(), seat(0, "dev", bob()))],
    )
    expect(statusOf(register, "r1")).toBe("pending")
    expect(statusOf(after(register, ask(register, [2, approve("r1", carol(), ops(carol()))])), "r1")).toBe("approved")
  })

  it("is rejected by one voice, before and after the quorum", () => {
    expect(statusOf(told([1, reject("r1", bob(), ops(bob()))]), "r1")).toBe("rejected")
    expect(statusOf(told([1, approve("r1", bob(), ops(bob()))], [2, reject("r1", carol(), ops(carol()))]), "r1")).toBe(
      "rejected",
    )
  })

  it("is consumed by the last use only", () => {
    const used = told([1, approve("r1", bob(), ops(bob()))], [2, consume("r1", forAnn())])
    expect(statusOf(used, "r1")).toBe("approved")
    expect(statusOf(after(used, ask(used, [3, consume("r1", forAnn())])), "r1")).toBe("consumed")
  })

  it("counts neither rejections nor seats of other groups and stages towards a quorum", () => {
    const register = tell(
      settings({ default: one(2) }),
      [0, submit("r1", forAnn())],
      [1, approve("r1", bob(), ops(bob()))],
    )
    const lax = breakSite(approvals, broken, "oneRejectionEnds@rule")
    const rejected = after(register, ask(register, [2, reject("r1", carol(), ops(carol()))], lax))
    expect(statusOf(rejected, "r1")).toBe("pending")
    const madeUp = breakSite(approvals, broken, "approverHoldsSeat@approve")
    for (const elsewhere of [seat(0, "dev", carol()), ops(carol(), 1)]) {
      expect(statusOf(after(register, ask(register, [2, approve("r1", carol(), elsewhere)], madeUp)), "r1")).toBe(
        "pending",
      )
    }
  })

  it("is one of eight, and the table says them all", () => {
    expect(statuses).toEqual("pending approved consumed rejected expired withdrawn cancelled superseded".split(" "))
    expect(new Set(approvals.definition.chart.derives.map(({ to }) => to))).toEqual(new Set(statuses))
    expect(approvals.definition.name).toBe("approvals")
  })
})

describe("stages", () => {
  const openedAt = (stages: Stages, ...events: readonly Event[]) =>
    keptOf(tell(settings({ default: stages }), [0, submit("r1", forAnn())], ...events), "r1").opened.map((at) =>
      at === null ? null : at - START,
    )
  const of = (name: string, mode: "sequential" | "parallel") => stage([group(name, people())], mode)

  it("open at submit, when all before them are met, or with the one before", () => {
    const stages = [
      of("a", "sequential"),
      of("b", "parallel"),
      of("c", "sequential"),
      of("d", "parallel"),
      of("e", "parallel"),
    ]
    const first: Event = [3, approve("r1", bob(), seat(0, "a", bob()))]
    const second: Event = [4, approve("r1", carol(), seat(1, "b", carol()))]
    const plenty = (stage: Stages[number]): Stages[number] => ({
      ...stage,
      groups: [group(stage.groups[0]?.name ?? "", everybody())],
    })
    const everybody = () => [...people(), erin(), sweeperHuman()]
    expect(openedAt(stages.map(plenty))).toEqual([0, 0, null, null, null])
    expect(openedAt(stages.map(plenty), first)).toEqual([0, 0, null, null, null])
    expect(openedAt(stages.map(plenty), first, second)).toEqual([0, 0, 4, 4, 4])
  })

  it("are all open where the first is called parallel", () => {
    expect(openedAt([of("a", "parallel"), of("b", "parallel")])).toEqual([0, 0])
  })

  it("wait for all before them, not for the nearest one alone", () => {
    const stages = [of("a", "sequential"), of("b", "parallel"), of("c", "sequential")]
    expect(openedAt(stages, [3, approve("r1", bob(), seat(1, "b", bob()))])).toEqual([0, 0, null])
    expect(
      openedAt(
        stages,
        [3, approve("r1", bob(), seat(1, "b", bob()))],
        [5, approve("r1", carol(), seat(0, "a", carol()))],
      ),
    ).toEqual([0, 0, 5])
  })

  it("keep the time at which they first opened", () => {
    const stages = [of("a", "sequential"), of("b", "sequential")]
    const first: Event = [3, approve("r1", bob(), seat(0, "a", bob()))]
    expect(openedAt(stages, first, [9, approve("r1", carol(), seat(0, "a", carol()))])).toEqual([0, 3])
    expect(openedAt(stages, first, [9, reject("r1", carol(), seat(0, "a", carol()))])).toEqual([0, 3])
  })
})

const sweeperHuman = () => ({ ...erin(), id: sweeper().id })

describe("two requests", () => {
  it("do not touch one another", () => {
    const register = tell(settings({ default: one() }), [0, submit("r1", forAnn())], [0, submit("r2", forAnn())])
    const moved = after(register, ask(register, [1, approve("r2", bob(), ops(bob()))]))
    expect(moved.entities.get("r1")).toBe(register.entities.get("r1"))
    expect(statusOf(moved, "r2")).toBe("approved")
    expect(ask(register, [1, submit("r1", forAnn())])).toEqual({ accepted: false, refusal: "taken" })
    expect(ask(register, [1, cancel("r3", forAnn())])).toEqual({ accepted: false, refusal: "unknown" })
  })

  it.each(["constructor", "toString", "valueOf"])("may be called %s", (request) => {
    const register = registerOf(settings({ default: one() }))
    expect(ask(register, [0, cancel(request, forAnn())])).toEqual({ accepted: false, refusal: "unknown" })
    expect(refusals(register, [0, submit(request, forAnn())])).toEqual([])
  })
})

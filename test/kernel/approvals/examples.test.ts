import { describe, expect, it } from "vitest"
import { Command, Group, Settings, Stage, type Stages, Statement } from "../../../kernel/approvals/approvals.ts"
import { approvals } from "../../../kernel/approvals/index.ts"
import { broken } from "../../../verification/domains/approvals/broken.ts"
import { breakSite } from "../../../verification/explore/knock-out.ts"
import {
  SLA,
  START,
  actor,
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
  dan,
  delegate,
  erin,
  expire,
  foreign,
  group,
  instant,
  keptOf,
  principal,
  refusals,
  registerOf,
  reject,
  root,
  seat,
  settings,
  stage,
  statusOf,
  submit,
  tell,
} from "../../fixtures/approvals.ts"

/** Cases that bit others, and what they come to here. */

const forAnn = () => caller(bot(), ann())
const without = (site: string) => breakSite(approvals, broken, site)

describe("nobody asked", () => {
  const nobody: readonly (readonly [string, Stages])[] = [
    ["no stages", []],
    ["a stage without groups", [stage([])]],
    ["a quorum of zero", [stage([group("ops", [bob()], 0)])]],
  ]
  it.each(nobody)("is never read as everybody agreed: %s", (_, stages) => {
    const register = registerOf(settings({ default: stages }))
    expect(refusals(register, [0, submit("r1", forAnn())])).toEqual(["quorumsAreReachable"])
    // No other guard would have noticed: an empty quorum counts as met.
    const open = without("quorumsAreReachable@submit")
    expect(statusOf(after(register, ask(register, [0, submit("r1", forAnn())], open)), "r1")).toBe("approved")
  })

  it("asks no absurd number of people either, and finds out at once", () => {
    const vast = { ...group("ops", [bob()]), quorum: Number.MAX_SAFE_INTEGER }
    expect(Group.safeParse(vast).success).toBe(false)
    const register = registerOf(settings({ default: [stage([group("ops", [bob()])])] }))
    const said = {
      ...submit("r1", forAnn())(register),
      stages: [{ ...stage([]), groups: [group("dev", [bob(), carol()]), vast] }],
    }
    expect(refusals(register, [0, () => said])).toEqual(["stagesAreThePolicys", "quorumsAreReachable"])
  })
})

describe("one person", () => {
  it("is not seated twice in a group, whatever else is said of them", () => {
    const seats = [principal(bob()), { ...principal(bob()), kind: "service" as const }]
    expect(Group.safeParse({ name: "ops", seats, quorum: 2 }).error?.issues).toMatchObject([
      { path: ["seats"], message: "the seats of a group are distinct people" },
    ])
    // A namesake of another tenant is another person, and so are ids that only run together alike.
    const namesakes = [bob(), foreign(bob()), actor("x", { tenant: "a.b" }), actor("b.x", { tenant: "a" })]
    expect(Group.parse({ name: "ops", seats: namesakes.map(principal), quorum: 1 }).seats).toHaveLength(4)
  })

  it("does not fill a quorum of two, also where both of their voices are let in", () => {
    const register = tell(
      settings({ default: [stage([group("ops", [bob(), carol(), dan()], 2)])] }),
      [0, submit("r1", forAnn())],
      [0, delegate("r1", carol(), seat(0, "ops", carol()), bob())],
      [1, approve("r1", bob(), seat(0, "ops", bob()))],
    )
    const again = [2, approve("r1", bob(), seat(0, "ops", carol()))] as const
    expect(refusals(register, again)).toEqual(["approverHasNotDecided"])
    const twice = after(register, ask(register, again, without("approverHasNotDecided@approve")))
    expect(keptOf(twice, "r1").decisions).toHaveLength(2)
    expect(statusOf(twice, "r1")).toBe("pending")
  })

  it("has one voice, however many delegates carry it", () => {
    const both = () => [bob(), carol(), dan()]
    const register = tell(
      settings({ default: [stage([group("dev", both()), group("ops", both())])] }),
      [0, submit("r1", forAnn())],
      [0, delegate("r1", bob(), seat(0, "dev", bob()), erin())],
      [0, delegate("r1", bob(), seat(0, "ops", bob()), root())],
      [1, approve("r1", erin(), seat(0, "dev", bob()))],
    )
    expect(refusals(register, [2, approve("r1", root(), seat(0, "ops", bob()))])).toEqual(["seatIsUnspent"])
    expect(refusals(register, [2, reject("r1", root(), seat(0, "ops", bob()))])).toEqual(["seatIsUnspent"])
    expect(refusals(register, [2, delegate("r1", bob(), seat(0, "dev", bob()), root())])).toEqual([
      "delegatorHasNotDelegated",
    ])
  })

  it("is needed in another group, so the wrong seat is not theirs to take, also two steps away", () => {
    // Only carol can do c, then only bob b, so a is dan's.
    const chain = [stage([group("a", [bob(), dan()]), group("b", [bob(), carol()]), group("c", [carol()])])]
    const register = tell(settings({ default: chain }), [0, submit("r1", forAnn())])
    expect(refusals(register, [0, approve("r1", bob(), seat(0, "a", bob()))])).toEqual(["quorumsStayReachable"])
    expect(refusals(register, [0, approve("r1", carol(), seat(0, "b", carol()))])).toEqual(["quorumsStayReachable"])
    expect(refusals(register, [0, approve("r1", dan(), seat(0, "a", dan()))])).toEqual([])
    // Rejecting needs nobody else.
    expect(refusals(register, [0, reject("r1", bob(), seat(0, "a", bob()))])).toEqual([])
  })
})

describe("one name", () => {
  it("of a group in two tenants makes no one group", () => {
    const ops = [stage([group("ops", [bob(), foreign(bob())])])]
    const mine = tell(settings({ default: ops }), [0, submit("r1", forAnn())])
    const theirs = tell(settings({ default: ops }), [0, submit("r1", caller(foreign(ann())))])
    expect(refusals(mine, [1, approve("r1", foreign(bob()), seat(0, "ops", foreign(bob())))])).toEqual([
      "approverIsOfTenant",
    ])
    expect(refusals(theirs, [1, approve("r1", bob(), seat(0, "ops", bob()))])).toEqual(["approverIsOfTenant"])
    expect(refusals(theirs, [1, approve("r1", foreign(bob()), seat(0, "ops", foreign(bob())))])).toEqual([])
    expect(keptOf(theirs, "r1").tenant).toBe("globex")
  })

  it("of a group in two stages makes two groups, each with its quorum", () => {
    const register = tell(
      settings({
        default: [stage([group("ops", [bob(), carol()])]), stage([group("ops", [bob(), carol()])], "parallel")],
      }),
      [0, submit("r1", forAnn())],
      [1, approve("r1", bob(), seat(0, "ops", bob()))],
    )
    expect(statusOf(register, "r1")).toBe("pending")
    const second = [2, approve("r1", carol(), seat(1, "ops", carol()))] as const
    expect(statusOf(after(register, ask(register, second)), "r1")).toBe("approved")
  })

  it("of two people lends no seat and lifts no cap of the other", () => {
    const register = tell(
      settings({ default: [stage([group("ops", [ann(), foreign(ann()), bob()])])] }, { maxOpenRequests: 1 }),
      [0, submit("r1", forAnn())],
    )
    expect(refusals(register, [1, submit("r2", caller(foreign(ann())))])).toEqual(["quorumsAreReachable"])
    expect(refusals(register, [1, approve("r1", foreign(ann()), seat(0, "ops", foreign(ann())))])).toEqual([
      "approverIsOfTenant",
    ])
    expect(refusals(register, [1, delegate("r1", bob(), seat(0, "ops", bob()), foreign(ann()))])).toEqual([
      "delegateIsOfTenant",
    ])
  })
})

describe("what is no approval", () => {
  const good = () =>
    approve(
      "r1",
      bob(),
      seat(0, "ops", bob()),
    )(tell(settings({ default: [stage([group("ops", [bob()])])] }), [0, submit("r1", forAnn())]))

  it("is told from one by its parser alone: the good command passes", () => {
    expect(Command.safeParse(good()).success).toBe(true)
  })

  it.each<readonly [string, object]>([
    ["a verdict in words", { type: "false" }],
    ["a verdict by truth", { type: true }],
    ["a verdict shouted", { type: "APPROVE" }],
    ["a verdict beside the command", { approved: "false" }],
    ["a signature in words", { signature: "false" }],
    ["a signature by truth", { signature: true }],
    ["no word of the signature", { signature: undefined }],
    ["an actor with a power of its own", { by: { ...bob(), admin: true } }],
    ["a kind in words", { by: { ...bob(), kind: "Human" } }],
    ["a seat of no member", { seat: { stage: 0, group: "ops" } }],
    ["a seat by the stage's name", { seat: { ...seat(0, "ops", bob()), stage: "0" } }],
    ["a stage before the first", { seat: { ...seat(0, "ops", bob()), stage: -1 } }],
    ["a plan cut short", { plan: "ab" }],
    ["a request with a path", { request: "../r1" }],
  ])("%s", (_, changed) => {
    expect(Command.safeParse({ ...good(), ...changed }).success).toBe(false)
  })

  it.each(["false", false, "Approve", null, 1, ["approve"]])("a statement that decides %j", (decision) => {
    const command = good()
    if (command.type !== "approve" || command.signature === null) throw new Error("the good command is signed")
    const { statement } = command.signature
    expect(Statement.safeParse(statement).success).toBe(true)
    expect(Statement.safeParse({ ...statement, decision }).success).toBe(false)
    expect(
      Command.safeParse({ ...command, signature: { ...command.signature, statement: { ...statement, decision } } })
        .success,
    ).toBe(false)
  })

  it("is a rejection signed as an approval, or the other way round", () => {
    const register = tell(settings({ default: [stage([group("ops", [bob()])])] }), [0, submit("r1", forAnn())])
    const approval = approve("r1", bob(), seat(0, "ops", bob()))(register)
    const rejection = reject("r1", bob(), seat(0, "ops", bob()))(register)
    if (approval.type !== "approve" || rejection.type !== "reject") throw new Error("neither is the other")
    expect(refusals(register, [0, () => ({ ...approval, signature: rejection.signature })])).toEqual([
      "decisionIsSigned",
    ])
    expect(refusals(register, [0, () => ({ ...rejection, signature: approval.signature })])).toEqual([
      "decisionIsSigned",
    ])
  })
})

describe("a sweeper that never runs", () => {
  const swept = [stage([group("ops", [bob(), carol()])], "sequential", 10_000)]
  const register = () =>
    tell(
      settings({ default: swept }, { maxOpenRequests: 1 }),
      [0, submit("r1", forAnn(), { uses: 2 })],
      [1, approve("r1", bob(), seat(0, "ops", bob()))],
    )

  it("makes no difference: what is expired by the clock is refused, although its status is still approved", () => {
    expect(statusOf(register(), "r1")).toBe("approved")
    expect(refusals(register(), [499, consume("r1", forAnn())])).toEqual([])
    expect(refusals(register(), [500, consume("r1", forAnn())])).toEqual(["approvalIsUnexpired"])
    expect(refusals(register(), [500, approve("r1", carol(), seat(0, "ops", carol()))])).toEqual(["requestIsUnexpired"])
    expect(refusals(register(), [500, reject("r1", carol(), seat(0, "ops", carol()))])).toEqual(["requestIsUnexpired"])
    expect(refusals(register(), [500, delegate("r1", carol(), seat(0, "ops", carol()), erin())])).toEqual([
      "requestIsUnexpired",
    ])
  })

  it("keeps nobody from asking again", () => {
    expect(refusals(register(), [499, submit("r2", forAnn())])).toEqual(["openRequestsAreBelowCap"])
    expect(refusals(register(), [500, submit("r2", forAnn())])).toEqual([])
  })

  it("may be late, and the end says when and by whom", () => {
    const late = after(register(), ask(register(), [9_000, expire("r1")]))
    expect(keptOf(late, "r1").end).toEqual({
      how: "expired",
      by: actor("sweeper", { kind: "service" }),
      person: actor("sweeper", { kind: "service" }),
      at: START + 9_000,
    })
    expect(refusals(late, [9_001, consume("r1", forAnn())])).toEqual(["approvalIsLive", "approvalIsUnexpired"])
    expect(refusals(late, [9_001, cancel("r1", forAnn())])).toEqual(["requestIsOpen"])
  })
})

describe("time", () => {
  it("does not run past the last instant that can be said", () => {
    const lasting = settings({ default: [stage([group("ops", [bob()])])] }, { maxLifetimeMs: Number.MAX_SAFE_INTEGER })
    const register = tell(lasting, [0, submit("r1", forAnn(), { lifetimeMs: Number.MAX_SAFE_INTEGER })])
    expect(keptOf(register, "r1").expiresAt).toBe(Number.MAX_SAFE_INTEGER)
    expect(instant(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER)
  })

  it("to decide in a stage is at least a moment, or nobody could", () => {
    expect(Stage.safeParse({ ...stage([]), slaMs: 0 }).success).toBe(false)
    expect(Stage.safeParse({ ...stage([]), slaMs: 1 }).success).toBe(true)
    expect(Stage.safeParse({ ...stage([]), slaMs: 1.5 }).success).toBe(false)
    expect(SLA).toBeGreaterThan(1)
  })
})

describe("settings", () => {
  const some = () => settings({ default: [stage([group("ops", [bob()])])] })
  it.each<readonly [string, object]>([
    ["no uses at all", { maxUses: 0 }],
    ["no lifetime at all", { maxLifetimeMs: 0 }],
    ["no open requests at all", { maxOpenRequests: 0 }],
    ["no approvals at all", { decisionRate: { max: 0, windowMs: 1 } }],
    ["a window of nothing", { decisionRate: { max: 1, windowMs: 0 } }],
    ["a word that nobody reads", { maxUsers: 3 }],
    ["a route whose name is a path", { routes: { "../default": [] } }],
    [
      "a stage with two groups of one name",
      { routes: { default: [{ ...stage([]), groups: [group("ops", [bob()]), group("ops", [carol()])] }] } },
    ],
  ])("do not say %s", (_, changed) => {
    expect(Settings.safeParse(some()).success).toBe(true)
    expect(Settings.safeParse({ ...some(), ...changed }).success).toBe(false)
  })

  it("may be as small as one of each", () => {
    const least = { maxUses: 1, maxLifetimeMs: 1, maxOpenRequests: 1, decisionRate: { max: 1, windowMs: 1 } }
    expect(Settings.safeParse({ ...some(), ...least }).success).toBe(true)
  })

  it("tell why two groups of one name are refused", () => {
    const twice = { ...stage([]), groups: [group("ops", [bob()]), group("ops", [carol()])] }
    expect(Stage.safeParse(twice).error?.issues).toMatchObject([
      { path: ["groups"], message: "the groups of a stage have distinct names" },
    ])
  })
})

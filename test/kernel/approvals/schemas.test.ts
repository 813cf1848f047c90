import { describe, expect, it } from "vitest"
import { Command, GroupName, Kept, RequestId, RouteName, Settings } from "../../../kernel/approvals/approvals.ts"
import {
  type Event,
  ann,
  approve,
  bob,
  bot,
  caller,
  cancel,
  carol,
  consume,
  delegate,
  erin,
  expire,
  group,
  keptOf,
  reject,
  seat,
  settings,
  stage,
  submit,
  supersede,
  tell,
  withdraw,
} from "../../fixtures/approvals.ts"
import { expectStrict } from "../../fixtures/strict.ts"

const forAnn = () => caller(bot(), ann())
const ops = (member: ReturnType<typeof ann>) => seat(0, "ops", member)
const told = (...events: readonly Event[]) =>
  tell(
    settings({ default: [stage([group("ops", [bob(), carol()])])] }),
    [0, submit("r1", forAnn(), { uses: 2 })],
    ...events,
  )

describe("names", () => {
  it.each([RequestId, RouteName])("of requests and routes are short words", (name) => {
    for (const good of ["r", "7", "req_1-b", "R".repeat(64)]) expect(name.safeParse(good).success).toBe(true)
    for (const bad of ["", "-r", "_r", "r/1", "r 1", "r.1", "r\n", "\nr", "é", "R".repeat(65)]) {
      expect(name.safeParse(bad).success).toBe(false)
    }
  })

  it("of groups may have spaces and dots inside", () => {
    for (const good of ["ops", "ops on call", "eu.west-1_b", "O".repeat(64)])
      expect(GroupName.safeParse(good).success).toBe(true)
    for (const bad of ["", " ops", ".ops", "-ops", "ops/dev", "ops\n", "\nops", "O".repeat(65)]) {
      expect(GroupName.safeParse(bad).success).toBe(false)
    }
  })
})

/** A request in which all that can happen has happened, ended in each of the three ways. */
const full = () => {
  const events: readonly Event[] = [
    [1, delegate("r1", bob(), ops(bob()), erin())],
    [2, approve("r1", erin(), ops(bob()))],
    [3, consume("r1", forAnn())],
  ]
  const ends: readonly Event[] = [
    [4, cancel("r1", forAnn())],
    [4, supersede("r1", forAnn())],
    [4, withdraw("r1", erin())],
    [500, expire("r1")],
    [4, reject("r1", carol(), ops(carol()))],
  ]
  return ends.map((end) => keptOf(told(...events, end), "r1"))
}

describe("what a request keeps", () => {
  it("comes back from JSON as it went", () => {
    const kept = [keptOf(told(), "r1"), ...full()]
    expect(kept.map((one) => Kept.parse(JSON.parse(JSON.stringify(one))))).toEqual(kept)
  })

  it.each(["decisions", "delegations", "used"] as const)("is strict in its %s: nothing less, nothing more", (list) => {
    for (const kept of full()) {
      const [first] = kept[list]
      const changed = (value: object) => Kept.safeParse({ ...kept, [list]: [value] }).success
      expect(changed({ ...first })).toBe(true)
      expect(changed({})).toBe(false)
      expect(changed({ ...first, at: undefined })).toBe(false)
      expect(changed({ ...first, weight: 2 })).toBe(false)
    }
  })

  it("is strict in itself and in its end", () => {
    const [kept] = full()
    if (kept === undefined) throw new Error("one ends cancelled")
    expect(Kept.safeParse({ ...kept, note: "" }).success).toBe(false)
    expect(Kept.safeParse({ ...kept, end: {} }).success).toBe(false)
    expect(Kept.safeParse({ ...kept, end: { ...kept.end, how: "approved" } }).success).toBe(false)
    expect(Kept.safeParse({}).success).toBe(false)
  })
})

/** However deep a field stands: a stage without a mode is none, and neither sequential nor parallel by default. */
describe("every field is said", () => {
  const ended = () => told([2, approve("r1", bob(), ops(bob()))])
  it.each<[string, Event[1]]>([
    ["submit", submit("r2", forAnn())],
    ["approve", approve("r1", bob(), ops(bob()))],
    ["reject", reject("r1", bob(), ops(bob()))],
    ["delegate", delegate("r1", bob(), ops(bob()), erin())],
    ["consume", consume("r1", forAnn())],
    ["withdraw", withdraw("r1", bob())],
    ["cancel", cancel("r1", forAnn())],
    ["supersede", supersede("r1", forAnn())],
    ["expire", expire("r1")],
  ])("in the command %s", (_, move) => {
    expectStrict(Command, move(ended()))
  })

  it("in what a request keeps", () => {
    for (const kept of full()) expectStrict(Kept, kept)
  })

  it("in the settings, but for the names of the routes", () => {
    const { settings: inForce } = told()
    expectStrict(Settings, inForce, [".routes", ".keyring"])
  })
})

describe("a signed decision", () => {
  it.each([approve, reject])("passes its parser as it is", (decide) => {
    const command = decide("r1", bob(), ops(bob()))(told())
    expect(Command.parse(JSON.parse(JSON.stringify(command)))).toEqual(command)
  })
})

import { describe, expect, it } from "vitest"
import {
  CallId,
  CallKept,
  Command,
  EntityId,
  Judged,
  Kept,
  Mode,
  ResolutionId,
  ResolutionKept,
  Settings,
  commands,
  resolutionOf,
} from "../../../kernel/calls/calls.ts"
import {
  WAIT,
  admit,
  ann,
  callIn,
  cancel,
  complete,
  fail,
  foreign,
  found,
  keptOf,
  next,
  perform,
  principal,
  receive,
  recover,
  refuse,
  release,
  resolutionIn,
  resolve,
  settings,
  timeout,
  wait,
} from "../../fixtures/calls.ts"
import { expectStrict } from "../../fixtures/strict.ts"
import { inStatus, performing, received, resolved, takenBack, timedOut, unknown, waiting } from "./sites/case.ts"

const taken = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

/** One command of each type. */
const said = (): readonly Command[] =>
  [
    receive(),
    wait(),
    admit("call_1", { answer: "approval" }),
    refuse(),
    timeout(),
    cancel(),
    release(),
    perform(),
    complete(),
    fail(),
    recover(),
    resolve(),
  ].map((move) => move(unknown()))

describe("an id", () => {
  const longest = "a".repeat(24)
  const [callIds, resolutionIds] = ["call_", "resolution_"].map((kind) =>
    ["1", "aZ9", longest].map((name) => `${kind}${name}`),
  ) as [string[], string[]]

  it("is a call's or a resolution's, and never both", () => {
    for (const id of callIds)
      expect([taken(CallId, id), taken(ResolutionId, id), taken(EntityId, id)]).toEqual([true, false, true])
    for (const id of resolutionIds)
      expect([taken(CallId, id), taken(ResolutionId, id), taken(EntityId, id)]).toEqual([false, true, true])
  })

  it.each([
    "",
    "1",
    "call",
    "call_",
    "call_a-b",
    "call_1_2",
    `call_${longest}a`,
    "call_1\n",
    " call_1",
    "Call_1",
    "resolution_",
    `resolution_${longest}a`,
    "resolution_1 ",
    "xresolution_1",
  ])("is not %j", (id) => {
    for (const schema of [CallId, ResolutionId, EntityId]) expect(taken(schema, id)).toBe(false)
  })

  it("of a resolution is made of its call's", () => {
    for (const [index, id] of callIds.entries()) expect(resolutionOf(CallId.parse(id))).toBe(resolutionIds[index])
  })
})

describe("a command", () => {
  it.each(said().map((command): [string, Command] => [command.type, command]))(
    "to %s has its fields, and no other",
    (type, command) => {
      expect(Command.parse(command)).toEqual(command)
      expect(Object.keys(commands)).toContain(type)
      expectStrict(Command, command)
    },
  )

  it("is of one of these types", () => {
    expect(said().map(({ type }) => type)).toEqual(Object.keys(commands))
    expect(taken(Command, { ...cancel()(received()), type: "retry" })).toBe(false)
  })

  it("names no tenant, no window and no time to report", () => {
    for (const command of said())
      for (const name of ["tenant", "windowMs", "reportMs", "freshMs", "waitMs", "reportBy", "at"])
        expect([name, taken(Command, { ...command, [name]: 1 })]).toEqual([name, false])
  })

  it("is for a person of the caller's own tenant", () => {
    const command = { ...receive()(received()), person: principal(foreign(ann())) }
    expect(Command.safeParse(command).error?.issues).toMatchObject([
      { message: "an actor acts for a person of its own tenant" },
    ])
  })

  it("resolves a call under the name that is made of the call's", () => {
    const command = resolve()(unknown())
    expect(taken(Command, { ...command, id: "resolution_1" })).toBe(true)
    for (const id of ["resolution_2", "resolution_11", "call_1"])
      expect([id, taken(Command, { ...command, id })]).toEqual([id, false])
    expect(Command.safeParse({ ...command, id: "resolution_2" }).error?.issues).toMatchObject([
      { message: "a resolution is called after its call" },
    ])
  })

  it("resolves it as completed or as failed", () => {
    const outcomes = ["completed", "failed", "unknown", "cancelled", null]
    expect(outcomes.map((outcome) => taken(Command, { ...resolve()(unknown()), outcome }))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  it("refuses for one reason at least, and for 64 at most", () => {
    const refusing = (count: number) =>
      taken(Command, { ...refuse()(received()), reasons: Array(count).fill("reason") })
    expect([0, 1, 64, 65].map(refusing)).toEqual([false, true, true, false])
    expect(taken(Command, { ...refuse()(received()), reasons: ["two words"] })).toBe(false)
  })

  it("waits for a word, and for nothing else", () => {
    for (const on of ["", "two words", null]) expect(taken(Command, { ...wait()(received()), on })).toBe(false)
    expect(taken(Command, { ...admit()(received()), answer: null })).toBe(true)
    expect(taken(Command, { ...admit()(received()), answer: "" })).toBe(false)
  })

  it("says whether nothing happened, and does not leave it open", () => {
    const failing = fail()(performing())
    expect([true, false, null, "no"].map((nothingHappened) => taken(Command, { ...failing, nothingHappened }))).toEqual(
      [true, true, false, false],
    )
  })
})

describe("what is found of a call", () => {
  it("is said of each of six things, as a yes or a no", () => {
    expectStrict(Judged, found())
    expect(Object.keys(found())).toHaveLength(6)
    expect(taken(Judged, found("taintIsClear", "policyAllowsTheCall"))).toBe(true)
    for (const name of Object.keys(found())) expect(taken(Judged, { ...found(), [name]: null })).toBe(false)
  })
})

describe("a mode", () => {
  it("is live or a dry run", () => {
    expect(["live", "dryRun", "shadow", "", null].map((mode) => taken(Mode, mode))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})

describe("what is kept", () => {
  it("is read back as it is, of whatever has happened, and nothing may be missing of it or more", () => {
    const registers = [...Object.values(inStatus()).flat(), received({ mode: "dryRun" }, [1, wait()])]
    for (const { entities } of registers)
      for (const { kept } of entities.values()) expect(Kept.parse(kept)).toEqual(kept)
    for (const register of [waiting(), takenBack(), timedOut(), unknown(), performing()])
      expectStrict(CallKept, callIn(register))
    expectStrict(ResolutionKept, resolutionIn(resolved()))
  })

  it("is a call's or a resolution's", () => {
    const kept = keptOf(received(), "call_1")
    expect(taken(Kept, kept)).toBe(true)
    for (const entity of ["resolution", "budget"]) expect(taken(Kept, { ...kept, entity })).toBe(false)
  })

  it("is for a person of the caller's own tenant", () => {
    const kept = callIn(received())
    const caller = { ...kept.caller, person: principal(foreign(ann())) }
    expect(CallKept.safeParse({ ...kept, caller }).error?.issues).toMatchObject([
      { message: "an actor acts for a person of its own tenant" },
    ])
  })

  it("has room for what a missing guard lets happen more than once, up to 16 times", () => {
    const kept = callIn(next(unknown(), [WAIT, receive("call_2")]))
    const { cancels } = callIn(takenBack())
    const lists = { releases: kept.releases, performs: kept.performs, ends: kept.ends, cancels }
    for (const [name, [one]] of Object.entries(lists)) {
      expect(one).toBeDefined()
      const many = (count: number) => taken(CallKept, { ...kept, [name]: Array(count).fill(one) })
      expect([name, ...[0, 1, 2, 16, 17].map(many)]).toEqual([name, true, true, true, true, false])
    }
  })
})

describe("the settings", () => {
  it("are of one tenant, and no interval is empty", () => {
    expectStrict(Settings, settings())
    for (const name of ["windowMs", "reportMs", "freshMs", "waitMs"])
      expect([name, ...[0, 1, -1, 0.5].map((ms) => taken(Settings, { ...settings(), [name]: ms }))]).toEqual([
        name,
        false,
        true,
        false,
        false,
      ])
  })
})

import { describe, expect, it } from "vitest"
import { sessions } from "../../../kernel/sessions/index.ts"
import { statuses } from "../../../kernel/sessions/sessions.ts"
import { broken } from "../../../verification/domains/sessions/broken.ts"
import { breakSite } from "../../../verification/explore/knock-out.ts"
import { deepFreeze } from "../../fixtures/deep-freeze.ts"
import {
  CREDENTIAL,
  type Event,
  IDLE,
  SESSION,
  START,
  ann,
  ask,
  bob,
  bot,
  carol,
  credentialOf,
  delegate,
  disable,
  enable,
  end,
  enrol,
  everything,
  expire,
  hr,
  keyOf,
  lapse,
  mint,
  next,
  open,
  otherBot,
  present,
  principal,
  registerOf,
  root,
  scope,
  sessionOf,
  settings,
  statusOf,
  subjectOf,
  sweeper,
  tell,
  thirdBot,
  touch,
} from "../../fixtures/sessions.ts"
import { enrolled, goneAndBack, minted, opened } from "./sites/case.ts"

/** What follows: everything that is kept, and the status that follows from it. */

const at = (ms: number) => START + ms
/** A factor of Ann's that was signed at that moment, and taken then or later. */
const proof = (signed: number, taken = signed) => ({
  by: principal(ann()),
  key: keyOf(ann()),
  at: at(signed),
  taken: at(taken),
})
const sign = (who: ReturnType<typeof ann>, ms: number) => ({ by: principal(who), at: at(ms) })

describe("what a subject keeps", () => {
  it("is what the directory said last, and how often the person came back", () => {
    const asked = scope(["mail", "read"])
    const first = tell(settings(), [7, enrol(ann(), hr(), asked)])
    expect(subjectOf(first, ann())).toEqual({
      entity: "subject",
      scope: asked,
      enablement: 0,
      factorAt: null,
      change: { what: "enrol", by: hr(), at: at(7) },
    })
    const gone = next(first, [8, disable(ann())])
    expect(subjectOf(gone, ann())).toEqual({
      entity: "subject",
      scope: asked,
      enablement: 0,
      factorAt: null,
      change: { what: "disable", by: hr(), at: at(8) },
    })
    expect(subjectOf(next(gone, [9, enable(ann())]), ann())).toEqual({
      entity: "subject",
      scope: everything(),
      enablement: 1,
      factorAt: null,
      change: { what: "enable", by: hr(), at: at(9) },
    })
  })

  it("counts each coming back once, and no scope that is replaced", () => {
    const enablement = (...events: readonly Event[]) => subjectOf(enrolled(...events), ann()).enablement
    expect(enablement([1, enable(ann())], [2, enable(ann(), hr(), scope())])).toBe(0)
    expect(enablement([1, disable(ann())], [2, disable(ann())], [3, enable(ann())], [4, enable(ann())])).toBe(1)
    expect(enablement(...goneAndBack(1), ...goneAndBack(2))).toBe(2)
  })
})

describe("when the last factor of somebody was signed that counted", () => {
  const factorAt = (...events: readonly Event[]) => subjectOf(enrolled(...events), ann()).factorAt

  it("is kept with them, whichever session took it, and nobody else's", () => {
    expect(factorAt([7, open(1, bob())])).toBeNull()
    expect(factorAt([7, open(1, ann(), bot(), 4)])).toBe(at(3))
    expect(factorAt([7, open(1)], [9, open(2)], [20, touch(1, ann(), 5)])).toBe(at(15))
  })

  it("is as it was after what has none, and whatever becomes of session and person", () => {
    const events: readonly Event[] = [
      [8, touch(1)],
      [8, mint(1)],
      [9, end(1)],
      [9, disable(ann())],
      [9, enable(ann())],
      [9, enable(ann(), hr(), scope())],
    ]
    for (const count of events.keys()) expect(factorAt([7, open(1)], ...events.slice(0, count + 1))).toBe(at(7))
  })

  it("is as it was, too, where one counted that is none, which a broken machine alone lets happen", () => {
    const loose = (command: string) => breakSite(sessions, broken, `factorIsProvenNow@${command}`)
    const opens = next(enrolled([7, open(1)]), [8, open(2, ann(), bot(), null)], loose("open"))
    expect(subjectOf(opens, ann()).factorAt).toBe(at(7))
    expect(subjectOf(next(opened(), [1, touch(1, ann(), null)], loose("touch")), ann()).factorAt).toBe(at(0))
  })
})

describe("what a session keeps", () => {
  it("is sealed as it is opened, from who opens, the settings in force and the person's enablement", () => {
    const told = enrolled(...goneAndBack(1), [7, open(1)])
    expect(sessionOf(told, 1)).toEqual({
      entity: "session",
      subject: "ann",
      agent: "bot",
      by: principal(ann()),
      at: at(7),
      expiresAt: at(7 + SESSION),
      on: true,
      enablement: 1,
      seen: sign(ann(), 7),
      factor: proof(7),
      touched: null,
      ended: null,
    })
  })

  it("has the last sign of life and the last factor, and how things stood before the last touch", () => {
    const told = opened([5, touch(1, ann(), 0)], [9, touch(1)])
    const stood = (signed: number) => ({ on: true, enablement: 0, session: "open", sign: at(signed) })
    expect(sessionOf(opened([5, touch(1)]), 1)).toMatchObject({
      seen: sign(ann(), 5),
      factor: proof(0),
      touched: { ...sign(ann(), 5), stood: stood(0) },
    })
    expect(sessionOf(told, 1)).toMatchObject({
      seen: sign(ann(), 9),
      factor: proof(5),
      touched: { ...sign(ann(), 9), stood: stood(5) },
    })
  })

  it("has of a factor who signed it, with which key and when, and when it was taken", () => {
    const told = enrolled([7, open(1, ann(), bot(), 4)])
    expect(sessionOf(told, 1)).toMatchObject({ at: at(7), seen: sign(ann(), 7), factor: proof(3, 7) })
    expect(sessionOf(next(told, [20, touch(1, ann(), 9)]), 1)).toMatchObject({
      seen: sign(ann(), 20),
      factor: proof(11, 20),
    })
  })

  it("has none where it was opened or touched with none, which a broken machine alone lets happen", () => {
    const loose = (command: string) => breakSite(sessions, broken, `factorIsProvenNow@${command}`)
    const told = next(enrolled(), [1, open(1, ann(), bot(), null)], loose("open"))
    expect(sessionOf(told, 1).factor).toBeNull()
    expect(sessionOf(next(opened(), [1, touch(1, ann(), null)], loose("touch")), 1).factor).toBeNull()
    expect(credentialOf(next(told, [2, mint(1)]), 1).factorAt).toBeNull()
    expect(ask(told, [2, mint(1, bot(), { effects: ["destructive"] })])).toMatchObject({ guards: ["factorIsFresh"] })
  })

  it("says how it ended, by whom and when: the holder logs out, whoever else ends it revokes it", () => {
    const ended = (event: Event) => {
      const register = next(opened(), event)
      return [statusOf(register, "session_1"), sessionOf(register, 1).ended]
    }
    expect(ended([3, end(1)])).toEqual(["loggedOut", { how: "loggedOut", by: ann(), at: at(3) }])
    expect(ended([4, end(1, root())])).toEqual(["revoked", { how: "revoked", by: root(), at: at(4) }])
    expect(ended([IDLE, expire(1)])).toEqual(["expired", { how: "expired", by: sweeper(), at: at(IDLE) }])
    const admin = { ...ann(), roles: root().roles }
    expect(ended([3, end(1, admin)])).toMatchObject(["loggedOut", { by: admin }])
  })

  it("is touched by no disabling and no enabling: each step asks", () => {
    const before = sessionOf(opened(), 1)
    expect(sessionOf(opened(...goneAndBack(1)), 1)).toEqual(before)
  })
})

const stood = (changed: object = {}) => ({
  on: true,
  enablement: 0,
  session: "open",
  sign: at(0),
  scope: ["read", "write", "destructive"],
  ...changed,
})

describe("what a credential keeps", () => {
  it("is sealed as it is minted: for whom, by whom, for what, and how things stood", () => {
    const told = opened([6, touch(1, ann(), 1)], [9, touch(1)], [11, mint(1)])
    expect(credentialOf(told, 1)).toEqual({
      entity: "credential",
      session: "session_1",
      subject: "ann",
      agent: "bot",
      audience: "mail",
      effects: ["read", "write"],
      parent: null,
      by: principal(bot()),
      run: "session_1",
      at: at(11),
      expiresAt: at(11 + CREDENTIAL),
      factorAt: at(5),
      chain: ["bot"],
      stood: stood({ sign: at(9) }),
      uses: [],
      lapsed: null,
    })
    const files = opened([1, mint(1, bot(), { tool: "files", effects: ["write"] })])
    expect(credentialOf(files, 1)).toMatchObject({ audience: "files", stood: stood({ scope: ["read", "write"] }) })
  })

  it("is the parent's where it is handed on: subject, tool, end and chain; the parent is spent in the same step", () => {
    const told = minted([2, touch(1, ann(), 0)])
    const answer = ask(told, [7, delegate(2, 1, otherBot(), bot(), { tool: "files" })])
    const child = {
      entity: "credential",
      session: "session_1",
      subject: "ann",
      agent: "bot-2",
      audience: "mail",
      effects: ["read"],
      parent: "credential_1",
      by: principal(bot()),
      run: "session_1",
      at: at(7),
      expiresAt: at(1 + CREDENTIAL),
      factorAt: null,
      chain: ["bot", "bot-2"],
      stood: stood({ sign: at(2) }),
      uses: [],
      lapsed: null,
    }
    const uses = [{ how: "delegate", by: principal(bot()), run: "session_1", at: at(7) }]
    expect(answer).toMatchObject({ accepted: true })
    expect(answer).toHaveProperty("after", [
      { id: "credential_2", status: "minted", kept: child },
      { id: "credential_1", status: "spent", kept: { ...credentialOf(told, 1), uses } },
    ])
  })

  it("goes through hands, of which each leaves a name", () => {
    const told = minted([2, delegate(2, 1)], [3, delegate(3, 2, thirdBot(), otherBot())])
    expect(credentialOf(told, 3)).toMatchObject({
      chain: ["bot", "bot-2", "bot-3"],
      by: principal(otherBot()),
      parent: "credential_2",
      subject: "ann",
      expiresAt: at(1 + CREDENTIAL),
    })
  })

  it("says on which call it was spent, and how things stood then", () => {
    const told = minted([2, enable(ann(), hr(), scope(["mail", "write", "read"]))], [3, touch(1)])
    const answer = ask(told, [7, present(1, bot(), { effect: "write" })])
    const use = {
      how: "present",
      by: principal(bot()),
      run: "session_1",
      tool: "mail",
      effect: "write",
      at: at(7),
      stood: stood({ sign: at(3), scope: ["write", "read"] }),
    }
    expect(answer).toHaveProperty("after", [
      { id: "credential_1", status: "spent", kept: { ...credentialOf(told, 1), uses: [use] } },
    ])
  })

  it("says that nobody used it, where it was swept", () => {
    const told = minted([1 + CREDENTIAL, lapse(1)])
    expect(statusOf(told, "credential_1")).toBe("lapsed")
    expect(credentialOf(told, 1)).toEqual({
      ...credentialOf(minted(), 1),
      lapsed: { by: sweeper(), at: at(1 + CREDENTIAL) },
    })
  })

  it("says how things stood where they stood badly, which a broken machine alone lets happen", () => {
    const loose = ["subjectIsEnabled", "sessionIsOpen", "sessionIsOfThisEnablement", "scopeIsWithinSubject"].reduce(
      (kernel, guard) => breakSite(kernel, broken, `${guard}@present`),
      sessions,
    )
    const told = minted([2, end(1, root())], ...goneAndBack(3), [4, enable(ann(), hr(), scope())], [5, disable(ann())])
    const [use] = credentialOf(next(told, [6, present(1)], loose), 1).uses
    expect(use).toHaveProperty("stood", stood({ on: false, enablement: 1, session: "revoked", scope: [] }))
  })
})

describe("what a session keeps of somebody who is out", () => {
  it("is that they were, which a broken machine alone lets happen", () => {
    const loose = (command: string) => breakSite(sessions, broken, `subjectIsEnabled@${command}`)
    const out = enrolled(...goneAndBack(1), [2, disable(ann())])
    expect(sessionOf(next(out, [3, open(1)], loose("open")), 1)).toMatchObject({ on: false, enablement: 1 })
    const touched = next(opened([2, disable(ann())]), [3, touch(1)], loose("touch"))
    expect(sessionOf(touched, 1)).toMatchObject({ on: true, touched: { stood: { on: false } } })
  })
})

describe("a step moves nothing else", () => {
  const moved = (register: ReturnType<typeof opened>, event: Event) => {
    const answer = ask(register, event)
    return answer.accepted ? answer.after.map(({ id }) => id) : []
  }

  it("than what it addresses, the credential that it hands on, and the person whose factor has counted", () => {
    expect(moved(enrolled(), [1, disable(ann())])).toEqual(["ann"])
    expect(moved(enrolled(), [1, open(1)])).toEqual(["session_1", "ann"])
    expect(moved(opened(), [1, touch(1)])).toEqual(["session_1"])
    expect(moved(opened(), [1, touch(1, ann(), 0)])).toEqual(["session_1", "ann"])
    expect(moved(opened(), [1, mint(1)])).toEqual(["credential_1"])
    expect(moved(minted(), [1, present(1)])).toEqual(["credential_1"])
    expect(moved(minted(), [1, delegate(2, 1)])).toEqual(["credential_2", "credential_1"])
  })

  it("and nothing at all of what it is told", () => {
    const told = deepFreeze(minted())
    for (const event of [
      [2, present(1)],
      [2, delegate(2, 1)],
      [2, mint(2)],
      [2, touch(1)],
      [2, disable(ann())],
    ] as const)
      expect(ask(told, event).accepted).toBe(true)
  })
})

describe("who isn't there", () => {
  it.each<[string, () => Event]>([
    ["opens for somebody who was never enrolled", () => [1, open(9, carol())]],
    ["disables nobody", () => [1, disable(carol())]],
    ["enables nobody", () => [1, enable(carol())]],
    ["touches no session", () => [1, touch(9)]],
    ["ends no session", () => [1, end(9)]],
    ["sweeps no session", () => [9_999, expire(9)]],
    ["mints in no session", () => [1, mint(2, bot(), { of: 9 })]],
    ["hands on no credential", () => [1, delegate(2, 9)]],
    ["presents no credential", () => [1, present(9)]],
    ["sweeps no credential", () => [9_999, lapse(9)]],
  ])("%s", (_, event) => {
    expect(ask(minted(), event())).toEqual({ accepted: false, refusal: "unknown" })
  })

  it.each<[string, () => Event]>([
    ["a subject", () => [1, enrol(ann())]],
    ["a session", () => [1, open(1, bob())]],
    ["a credential that is minted", () => [1, mint(1)]],
    ["a credential that is handed on", () => [1, delegate(1, 1)]],
  ])("and who is there already: %s", (_, event) => {
    expect(ask(minted(), event())).toEqual({ accepted: false, refusal: "taken" })
  })

  it("is unknown where what it rests on is gone", () => {
    const { settings: inForce, entities } = minted()
    const without = (id: string) =>
      registerOf(inForce, new Map([...(entities as ReadonlyMap<string, never>)].filter(([other]) => other !== id)))
    for (const id of ["ann", "session_1"])
      for (const move of [present(1), delegate(2, 1), mint(2)])
        expect(ask(without(id), [2, move])).toEqual({ accepted: false, refusal: "unknown" })
    expect(ask(without("ann"), [2, touch(1)])).toEqual({ accepted: false, refusal: "unknown" })
  })
})

describe("a rule in its broken form", () => {
  const loose = (rule: keyof typeof broken) => breakSite(sessions, broken, `${rule}@rule`)

  it("takes whoever calls for the person: in what is minted, and in what is handed on", () => {
    const subjectOfNext = (register: ReturnType<typeof opened>, event: Event, n: number, rule: keyof typeof broken) =>
      credentialOf(next(register, event, loose(rule)), n).subject
    expect(subjectOfNext(opened(), [1, mint(1)], 1, "mintSubjectIsSessions")).toBe("bot")
    expect(subjectOfNext(minted(), [2, delegate(2, 1)], 2, "hopSubjectIsParents")).toBe("bot")
  })

  it("takes the command's tool, asks scopes of that one, and starts the minute again", () => {
    const hop = (tool: string, effects: readonly ("read" | "write")[]): Event => [
      7,
      delegate(2, 1, otherBot(), bot(), { tool, effects }),
    ]
    const after = next(minted(), hop("files", ["read"]), loose("hopAudienceIsParents"))
    expect(credentialOf(after, 2)).toMatchObject({ audience: "files", stood: stood({ scope: ["read", "write"] }) })
    expect(ask(minted(), hop("files", ["write"]), loose("hopAudienceIsParents"))).toMatchObject({
      guards: ["scopeIsWithinAgent"],
    })
    const reader = minted([2, enable(ann(), hr(), scope(["mail", "read", "write"]))])
    expect(ask(reader, hop("files", ["read"]), loose("hopAudienceIsParents"))).toMatchObject({
      guards: ["scopeIsWithinSubject"],
    })
    expect(credentialOf(next(minted(), [7, delegate(2, 1)], loose("hopEndsWithParent")), 2).expiresAt).toBe(
      at(7 + CREDENTIAL),
    )
  })

  it("takes a call for a sign of life, which moves the session along, and what is kept of touches tells", () => {
    const kernel = loose("agentsKeepNothingAlive")
    for (const event of [
      [IDLE - 1, present(1)],
      [IDLE - 1, delegate(2, 1)],
      [IDLE - 1, mint(2)],
    ] as const satisfies readonly Event[]) {
      const told = opened([IDLE - 9, mint(1)])
      const awake = next(told, event, kernel)
      expect(sessionOf(awake, 1)).toEqual({ ...sessionOf(told, 1), seen: sign(bot(), IDLE - 1) })
      const late = next(awake, [IDLE, mint(9)], kernel)
      expect(credentialOf(late, 9)).toMatchObject({ at: at(IDLE), stood: { sign: at(0) } })
    }
  })

  it("counts what nobody swept", () => {
    const full = opened([1, open(2)])
    expect(ask(full, [SESSION, open(3)]).accepted).toBe(true)
    expect(ask(full, [SESSION, open(3)], loose("deadSessionsFreeTheirPlace"))).toMatchObject({
      guards: ["sessionsAreBelowCap"],
    })
  })
})

it("reaches every status", () => {
  const told = [
    enrolled([1, disable(ann())]),
    minted([2, present(1)]),
    minted([1 + CREDENTIAL, lapse(1)]),
    opened([1, end(1)]),
    opened([1, end(1, root())]),
    opened([SESSION, expire(1)]),
    minted(),
  ]
  const reached = told.flatMap(({ entities }) => [...entities.values()].map(({ status }) => status))
  expect(new Set(reached)).toEqual(new Set(statuses))
})

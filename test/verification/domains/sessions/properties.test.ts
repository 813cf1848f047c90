import { describe, expect, it } from "vitest"
import { Instance } from "../../../../verification/domains/sessions/instance.ts"
import {
  type SessionsProperty,
  propertiesOf,
  propertyNames,
} from "../../../../verification/domains/sessions/properties.ts"
import {
  type ModelCredential,
  type ModelFactor,
  type ModelScoped,
  type ModelSession,
  type ModelState,
  type ModelStood,
  type ModelSubject,
  type ModelUse,
  NO_END,
  NO_FACTOR,
  NO_SCOPED,
  NO_SIGN,
  NO_TOUCH,
} from "../../../../verification/domains/sessions/values.ts"
import { fallsAlong } from "../../../../verification/explore/properties.ts"
import { instance } from "./instance.ts"

const properties = () => propertiesOf(Instance.parse(instance()).constants)

const SESSION = 5
const IDLE = 4
const CREDENTIAL = 3

type What = ModelSubject["change"]["what"]

const subject = (changes: Partial<ModelSubject> = {}): ModelSubject => ({
  ...{ status: "enabled", scope: "all", enablement: 0, factorAt: -1 },
  change: { what: "enrol", by: "dora", at: 0 },
  ...changes,
})
const told = (what: What, by: string): ModelSubject =>
  subject({ status: what === "disable" ? "disabled" : "enabled", change: { what, by, at: 0 } })
const away = () => told("disable", "dora")

const proof = (at = 0, taken = at, by = "alice"): ModelFactor => ({ by, at, taken })
const stood = (changes: Partial<ModelStood> = {}): ModelStood => ({
  ...{ on: true, enablement: 0, session: "open", sign: 0 },
  ...changes,
})
const scoped = (changes: Partial<ModelScoped> = {}): ModelScoped => ({
  ...stood(),
  scope: { set: ["destructive", "read", "write"] },
  ...changes,
})

/** Alice's session for robo, opened at 0. */
const session = (changes: Partial<ModelSession> = {}): ModelSession => {
  const { by = "alice", at = 0 } = changes
  return {
    ...{ status: "open", subject: by, agent: "robo", by, at, expiresAt: at + SESSION, on: true, enablement: 0 },
    ...{ seen: { by, at }, factor: proof(at, at, by), touched: NO_TOUCH, ended: NO_END },
    ...changes,
  }
}
/** The same, with a touch. */
const touched = (at: number, changes: Partial<ModelStood> = {}, by = "alice"): ModelSession =>
  session({ seen: { by, at }, touched: { by, at, stood: stood(changes) } })
const ended = (how: "expired" | "revoked" | "loggedOut", by: string, at = 0): ModelSession =>
  session({ status: how, ended: { how, by, at } })

/** Robo's credential, minted at 0 to change. */
const credential = (changes: Partial<ModelCredential> = {}): ModelCredential => {
  const { by = "robo", agent = by, at = 0 } = changes
  return {
    ...{ status: "minted", session: "s1", subject: "alice", agent, audience: "shell", parent: "none", by, run: "s1" },
    ...{ effects: { set: ["read", "write"] }, at, expiresAt: at + CREDENTIAL, factorAt: at, chain: [agent] },
    ...{ stood: scoped(), uses: [], lapsed: NO_SIGN },
    ...changes,
  }
}
const presented = (changes: Partial<ModelUse> = {}): ModelUse => ({
  ...{ how: "present", by: "robo", run: "s1", tool: "shell", effect: "write", at: 0, stood: scoped() },
  ...changes,
})
const handed = (changes: Partial<ModelUse> = {}): ModelUse =>
  presented({ how: "delegate", tool: "none", effect: "none", stood: NO_SCOPED, ...changes })
const used = (...uses: readonly ModelUse[]): ModelCredential => credential({ status: "spent", uses })
/** What robo handed on to the helper. */
const hop = (changes: Partial<ModelCredential> = {}): ModelCredential =>
  credential({
    ...{ parent: "c1", agent: "helper", factorAt: -1, expiresAt: CREDENTIAL, chain: ["robo", "helper"] },
    ...changes,
  })

const absent = { status: "absent" } as const
interface There {
  readonly alice?: ModelSubject | null
  readonly s1?: ModelSession | null
  readonly s2?: ModelSession
  readonly c1?: ModelCredential
  readonly c2?: ModelCredential
  readonly c3?: ModelCredential
  readonly now?: number
}
/** Alice is in, and has a session, unless it is said otherwise; Bob is in where one is his. */
const state = ({ alice = subject(), s1 = session(), s2, c1, c2, c3, now = 0 }: There = {}): ModelState => ({
  now,
  subj: { alice: alice ?? absent, bob: s2?.by === "bob" ? subject() : absent },
  sess: { s1: s1 ?? absent, s2: s2 ?? absent },
  cred: { c1: c1 ?? absent, c2: c2 ?? absent, c3: c3 ?? absent },
})

interface Neighbours {
  /** With the last state or step, and not before. */
  readonly falls: readonly ModelState[]
  /** The same but for what makes it fall; nothing else falls either. */
  readonly holds: readonly ModelState[]
}

const either = (before: There, wrong: There, right: There): Neighbours => ({
  falls: [state(before), state({ ...before, ...wrong })],
  holds: [state(before), state({ ...before, ...right })],
})
const eitherSubject = (wrong: ModelSubject, right: ModelSubject, before: ModelSubject | null = subject()) =>
  either({ alice: before, s1: null }, { alice: wrong }, { alice: right })
const eitherSession = (wrong: ModelSession, right: ModelSession, before: ModelSession | null = session(), now = 0) =>
  either({ s1: before, now }, { s1: wrong }, { s1: right })
const eitherMint = (wrong: Partial<ModelCredential>, right: Partial<ModelCredential> = {}, now = 0) =>
  either({ now }, { c1: credential(wrong) }, { c1: credential(right) })
const eitherUse = (wrong: readonly ModelUse[], right: readonly ModelUse[], now = 0) =>
  either({ c1: credential(), now }, { c1: used(...wrong) }, { c1: used(...right) })
const eitherHop = (wrong: Partial<ModelCredential>, right: Partial<ModelCredential> = {}, now = 0) =>
  either({ c1: credential(), now }, { c1: used(handed()), c2: hop(wrong) }, { c1: used(handed()), c2: hop(right) })

/** By property, a run in which nothing but its last state, or last step, is wrong, and the one beside it in which nothing is. */
const neighbours = (): Readonly<Record<SessionsProperty, Neighbours>> => ({
  OnlyDirectoryEnrols: eitherSubject(told("enrol", "hugo"), told("enrol", "dora"), null),
  OnlyDirectoryDisables: eitherSubject(told("disable", "hugo"), told("disable", "scim")),
  OnlyDirectoryEnables: eitherSubject(told("enable", "hugo"), told("enable", "scim")),
  NoCrossTenantDirectory: eitherSubject(told("enable", "doraOfT2"), told("enable", "dora")),
  DisabledMeansOut: eitherSession(session({ on: false }), session(), null),
  NothingOutlivesADisabling: eitherSession(touched(0, { enablement: 1 }), touched(0)),
  OnlyPeopleOpenSessions: eitherSession(session({ by: "clerk" }), session(), null),
  NoCrossTenantSession: eitherSession(session({ by: "aliceOfT2", subject: "alice" }), session(), null),
  SessionsAreCapped: either({}, { s2: session() }, { s2: session({ by: "bob" }) }),
  OnlyTheHolderKeepsAlive: eitherSession(session({ seen: { by: "robo", at: 0 } }), session()),
  OnlyFreshFactorsCount: eitherSession(session({ factor: proof(0, 2) }), session({ factor: proof(0, 1) }), null),
  NoFactorCountsTwice: either(
    { now: 1 },
    { s2: session({ at: 1, factor: proof(0, 1) }), s1: ended("loggedOut", "alice") },
    { s2: session({ at: 1, factor: proof(1) }), s1: ended("loggedOut", "alice") },
  ),
  NoUseAfterEnd: eitherSession(touched(0, { session: "revoked" }), touched(0)),
  EndedNeverChanges: eitherSession(
    ended("loggedOut", "alice", 1),
    ended("loggedOut", "alice"),
    ended("loggedOut", "alice"),
    1,
  ),
  NoUseAfterExpiry: eitherSession(touched(SESSION, { sign: 3 }), touched(SESSION - 1, { sign: 3 })),
  NoUseWhenIdle: eitherSession(touched(IDLE), touched(IDLE - 1)),
  OnlyHolderOrAdminEnds: eitherSession(ended("revoked", "bob"), ended("revoked", "adam")),
  NoEarlyExpiry: eitherSession(ended("expired", "sweeper", IDLE - 1), ended("expired", "sweeper", IDLE)),
  NoCrossTenantUse: eitherMint({ by: "roboOfT2", agent: "robo" }),
  OnlyTheSessionsAgentMints: eitherMint({ by: "helper" }),
  NoUseFromAnotherSession: eitherMint({ run: "s2" }),
  NoConfusedDeputy: eitherMint({ subject: "robo" }),
  SensitiveNeedsFreshFactor: eitherMint(
    { effects: { set: ["destructive"] }, at: 2, factorAt: 0 },
    { effects: { set: ["destructive"] }, at: 2, factorAt: 1 },
    2,
  ),
  NeverMoreThanThePerson: eitherMint(
    { stood: scoped({ scope: { set: ["read"] } }) },
    { stood: scoped({ scope: { set: ["read", "write"] } }) },
  ),
  NeverMoreThanTheAgent: eitherHop({ agent: "scout" }, { agent: "scout", effects: { set: ["read"] } }),
  CredentialsLiveSixtySeconds: eitherUse([presented({ at: CREDENTIAL })], [presented({ at: CREDENTIAL - 1 })]),
  NonceIsUsedOnce: eitherUse([presented(), presented()], [presented()]),
  CredentialIsNotTransferable: eitherUse([presented({ by: "helper" })], [presented()]),
  NoEarlyLapse: eitherMint(
    { lapsed: { by: "sweeper", at: CREDENTIAL - 1 } },
    { lapsed: { by: "sweeper", at: CREDENTIAL } },
  ),
  NoCredentialForAnotherTool: eitherUse([presented({ tool: "disk" })], [presented()]),
  ReadNeverWrites: eitherUse([presented({ effect: "destructive" })], [presented({ effect: "read" })]),
  AuthorityNeverGrows: eitherHop(
    { agent: "porter", effects: { set: ["destructive", "read"] } },
    { agent: "porter", effects: { set: ["read"] } },
  ),
  ChainsLiveOneMinute: eitherHop(
    { at: 1, uses: [presented({ by: "helper", at: CREDENTIAL })] },
    { at: 1, uses: [presented({ by: "helper", at: CREDENTIAL - 1 })] },
  ),
  ChainsAreBounded: either(
    { c1: used(handed()), c2: hop() },
    { c2: hop({ uses: [handed({ by: "helper" })] }), c3: hop({ parent: "c2", by: "helper", agent: "porter" }) },
    { c3: credential() },
  ),
  NoAgentTwiceInChain: eitherHop({ agent: "robo" }),
  NobodyIsLockedOut: either({ now: IDLE - 1 }, { now: IDLE }, {}),
})

/** Further runs in which a property falls, where there is more than one way to break it. */
const worse = (): readonly (readonly [SessionsProperty, string, Neighbours["falls"]])[] => {
  const opened = (s1: ModelSession) => [state({ s1: null }), state({ s1 })]
  const went = (s1: ModelSession, now = 0) => [state({ now }), state({ s1, now })]
  const minted = (changes: Partial<ModelCredential>) => [state(), state({ c1: credential(changes) })]
  const spent = (...uses: readonly ModelUse[]) => [state({ c1: credential() }), state({ c1: used(...uses) })]
  const handedOn = (changes: Partial<ModelCredential>) => [
    state({ c1: credential() }),
    state({ c1: used(handed()), c2: hop(changes) }),
  ]
  return [
    ...(["hugo", "robo", "adam"] as const).flatMap((by) => [
      ["OnlyDirectoryEnrols", by, [state({ alice: null }), state({ alice: told("enrol", by) })]] as const,
      ["OnlyDirectoryDisables", by, [state(), state({ alice: told("disable", by) })]] as const,
      ["OnlyDirectoryEnables", by, [state({ alice: away() }), state({ alice: told("enable", by) })]] as const,
    ]),
    ["NoCrossTenantDirectory", "who enrols", [state({ alice: null }), state({ alice: told("enrol", "doraOfT2") })]],
    ["NoCrossTenantDirectory", "who disables", [state(), state({ alice: told("disable", "doraOfT2") })]],
    ["DisabledMeansOut", "touched", went(touched(0, { on: false }))],
    ["DisabledMeansOut", "minted", minted({ stood: scoped({ on: false }) })],
    ["DisabledMeansOut", "handed on", handedOn({ stood: scoped({ on: false }) })],
    ["DisabledMeansOut", "presented", spent(presented({ stood: scoped({ on: false }) }))],
    ["NothingOutlivesADisabling", "minted", minted({ stood: scoped({ enablement: 1 }) })],
    ["NothingOutlivesADisabling", "handed on", handedOn({ stood: scoped({ enablement: 1 }) })],
    ["NothingOutlivesADisabling", "presented", spent(presented({ stood: scoped({ enablement: 1 }) }))],
    // One of the enablement before that is used as if it were of now.
    ["NothingOutlivesADisabling", "the other way round", went({ ...touched(0), enablement: 1 })],
    ["OnlyPeopleOpenSessions", "an agent", opened(session({ by: "robo" }))],
    ["NoCrossTenantSession", "a sign", went(session({ seen: { by: "aliceOfT2", at: 0 } }))],
    ["NoCrossTenantSession", "a factor", went(session({ factor: proof(0, 0, "aliceOfT2") }))],
    ["NoCrossTenantSession", "a touch", went(touched(0, {}, "aliceOfT2"))],
    ["NoCrossTenantSession", "an end", went(ended("revoked", "adamOfT2"))],
    ["OnlyTheHolderKeepsAlive", "a factor", went(session({ factor: proof(0, 0, "bob") }))],
    ["OnlyTheHolderKeepsAlive", "a touch", went({ ...touched(0), touched: { ...touched(0).touched, by: "bob" } })],
    ["NoFactorCountsTwice", "in one session", went(session({ factor: proof(0, 1) }), 1)],
    [
      "NoFactorCountsTwice",
      "after a later one",
      [state({ s1: session({ factor: proof(2) }), now: 2 }), state({ s1: session({ factor: proof(1, 2) }), now: 2 })],
    ],
    ["OnlyFreshFactorsCount", "none", opened(session({ factor: NO_FACTOR }))],
    ["OnlyFreshFactorsCount", "of a time to come", opened(session({ factor: proof(1, 0) }))],
    ["OnlyFreshFactorsCount", "of long ago", went(session({ factor: proof(0, 4) }), 4)],
    ["OnlyFreshFactorsCount", "forgotten", went(session({ factor: NO_FACTOR }))],
    ...(["expired", "revoked", "loggedOut"] as const).flatMap((how) => [
      ["NoUseAfterEnd", `touched, ${how}`, went(touched(0, { session: how }))] as const,
      ["NoUseAfterEnd", `minted, ${how}`, minted({ stood: scoped({ session: how }) })] as const,
      ["NoUseAfterEnd", `handed on, ${how}`, handedOn({ stood: scoped({ session: how }) })] as const,
      ["NoUseAfterEnd", `presented, ${how}`, spent(presented({ stood: scoped({ session: how }) }))] as const,
    ]),
    [
      "EndedNeverChanges",
      "by another",
      [state({ s1: ended("revoked", "adam") }), state({ s1: ended("loggedOut", "alice") })],
    ],
    [
      "EndedNeverChanges",
      "a touch",
      [state({ s1: ended("revoked", "adam") }), state({ s1: { ...ended("revoked", "adam"), ...seenAt(1) } })],
    ],
    [
      "EndedNeverChanges",
      "a credential that was used",
      [state({ c1: used(presented()) }), state({ c1: used(presented(), presented()) })],
    ],
    [
      "EndedNeverChanges",
      "a credential that lapsed",
      [
        state({ c1: credential({ lapsed: { by: "sweeper", at: 3 } }) }),
        state({ c1: credential({ lapsed: { by: "sweeper", at: 4 } }) }),
      ],
    ],
    ["NoUseAfterExpiry", "minted", minted({ at: SESSION, stood: scoped({ sign: 4 }) })],
    ["NoUseAfterExpiry", "presented", spent(presented({ at: SESSION, stood: scoped({ sign: 4 }) }))],
    ["NoUseWhenIdle", "minted", minted({ at: IDLE })],
    ["NoUseWhenIdle", "handed on", handedOn({ at: IDLE })],
    ["NoUseWhenIdle", "presented", spent(presented({ at: IDLE }))],
    ["OnlyHolderOrAdminEnds", "as if they logged out", went(ended("loggedOut", "bob"))],
    ["OnlyHolderOrAdminEnds", "an agent", went(ended("revoked", "robo"))],
    // Each of these is a sign of its person's own.
    ["NoEarlyExpiry", "seen since", went({ ...ended("expired", "sweeper", IDLE), seen: { by: "alice", at: 1 } }, IDLE)],
    [
      "NoEarlyExpiry",
      "touched since",
      went({ ...ended("expired", "sweeper", IDLE), touched: touched(1).touched }, IDLE),
    ],
    ["NoEarlyExpiry", "proven since", went({ ...ended("expired", "sweeper", IDLE), factor: proof(0, 1) }, IDLE)],
    [
      "SessionsAreCapped",
      "proven since",
      [
        state({ s1: session({ factor: proof(2, 3) }), now: IDLE }),
        state({ s1: session({ factor: proof(2, 3) }), s2: session({ at: IDLE }), now: IDLE }),
      ],
    ],
    ["NoCrossTenantUse", "presented", spent(presented({ by: "roboOfT2" }))],
    ["NoCrossTenantUse", "handed on", spent(handed({ by: "roboOfT2" }))],
    ["OnlyTheSessionsAgentMints", "its person", minted({ by: "alice", agent: "robo" })],
    ["NoUseFromAnotherSession", "presented", spent(presented({ run: "s2" }))],
    ["NoUseFromAnotherSession", "handed on", spent(handed({ run: "s2" }))],
    ["NoConfusedDeputy", "handed on", handedOn({ subject: "robo" })],
    // Were there one at -1, it would be fresh by now.
    ["SensitiveNeedsFreshFactor", "none", minted({ effects: { set: ["destructive"] }, factorAt: -1 })],
    [
      "SensitiveNeedsFreshFactor",
      "among others",
      minted({ effects: { set: ["destructive", "read"] }, at: 2, factorAt: 0 }),
    ],
    ["NeverMoreThanThePerson", "handed on", handedOn({ stood: scoped({ scope: { set: ["read"] } }) })],
    ["NeverMoreThanThePerson", "presented", spent(presented({ stood: scoped({ scope: { set: ["write"] } }) }))],
    ["NeverMoreThanTheAgent", "one that may do nothing", minted({ by: "clerk" })],
    ["NeverMoreThanTheAgent", "with another tool", minted({ audience: "disk" })],
    ["CredentialsLiveSixtySeconds", "handed on", spent(handed({ at: CREDENTIAL }))],
    ["NonceIsUsedOnce", "handed on and presented", spent(handed(), presented())],
    ["CredentialIsNotTransferable", "handed on", spent(handed({ by: "helper" }))],
    ["NoEarlyLapse", "handed on", handedOn({ at: 1, lapsed: { by: "sweeper", at: CREDENTIAL - 1 } })],
    ["NoCredentialForAnotherTool", "handed on", handedOn({ audience: "disk", effects: { set: ["read"] } })],
    [
      "AuthorityNeverGrows",
      "at the second hop",
      [
        state({ c1: used(handed()), c2: hop({ effects: { set: ["read"] } }) }),
        state({ c1: used(handed()), c2: hop({ effects: { set: ["read"] } }), c3: hop({ parent: "c2" }) }),
      ],
    ],
    ["ChainsLiveOneMinute", "handed on again", handedOn({ at: 1, uses: [handed({ by: "helper", at: CREDENTIAL })] })],
    [
      "NoAgentTwiceInChain",
      "with another between",
      [
        state({ c1: used(handed()), c2: hop() }),
        state({ c1: used(handed()), c2: hop(), c3: hop({ parent: "c2", agent: "robo" }) }),
      ],
    ],
    ["NobodyIsLockedOut", "one that was revoked", went(ended("revoked", "adam"), 1)],
    ["NobodyIsLockedOut", "one of before", [state(), state({ alice: subject({ enablement: 1 }), now: 1 })]],
    ["NobodyIsLockedOut", "whose time is over", [state(), state({ s1: touched(4, { sign: 3 }), now: SESSION })]],
  ]
}
const seenAt = (at: number): Partial<ModelSession> => ({ seen: { by: "alice", at } })

/** Further runs on which nothing may fall: each end that the rules allow, and what looks like a fall and is none. */
const good = (): Readonly<Record<string, readonly ModelState[]>> => {
  const dead: Readonly<Record<string, There>> = {
    "logged out": { s1: ended("loggedOut", "alice"), now: 1 },
    "idle, which nobody swept": { now: IDLE },
    "over, which nobody swept": { s1: touched(4, { sign: 3 }), now: SESSION },
    "of another enablement": { alice: subject({ enablement: 1 }), now: 1 },
    // Calls are no sign of life.
    "kept alive by a call": { s1: session({ agent: "robo" }), c1: credential({ at: IDLE - 1 }), now: IDLE },
  }
  return {
    ...Object.fromEntries(
      Object.entries(dead).map(([name, there]) => [
        `another session after one that is ${name}`,
        [state(there), state({ ...there, s2: anew(there) })],
      ]),
    ),
    "two people at once": [state(), state({ s2: session({ by: "bob", agent: "helper" }) })],
    "from mint to the second hand's call": [
      state({ s1: null }),
      state(),
      state({ c1: credential() }),
      state({ c1: used(handed()), c2: hop() }),
      state({ c1: used(handed()), c2: hop({ uses: [presented({ by: "helper" })] }) }),
    ],
    "touched at the last moment, again and again": [
      state({ now: 3 }),
      state({ s1: touched(3), now: 3 }),
      state({ s1: touched(4, { sign: 3 }), now: 4 }),
    ],
    "proven at the last moment": [state({ now: 2 }), state({ s1: session({ factor: proof(1, 2) }), now: 2 })],
    "sensitive, handed on when the factor has become old": [
      state({ c1: credential({ effects: { set: ["destructive"] } }), now: 2 }),
      state({
        ...{ c1: { ...used(handed({ at: 2 })), effects: { set: ["destructive"] } }, now: 2 },
        c2: hop({ agent: "porter", effects: { set: ["destructive"] }, at: 2 }),
      }),
    ],
    "harmless, on an old factor and on none": [
      state({ now: 3 }),
      state({ c1: credential({ at: 3, factorAt: 0 }), now: 3 }),
      state({ c1: credential({ at: 3, factorAt: 0 }), c2: credential({ at: 3, factorAt: -1 }), now: 3 }),
    ],
    "out, and told of as out once more": [state(), state({ alice: away() }), state({ alice: told("disable", "scim") })],
    "made while in, and kept when out": [
      state({ c1: credential() }),
      state({ c1: credential(), alice: away() }),
      state({ c1: credential(), alice: subject({ enablement: 1, scope: "less" }) }),
    ],
    "swept late, a session and what is of it": [
      state({ c1: credential(), now: 5 }),
      state({ c1: credential(), s1: ended("expired", "sweeper", 5), now: 5 }),
      state({
        ...{ s1: ended("expired", "sweeper", 5), now: 5 },
        c1: credential({ status: "lapsed", lapsed: { by: "sweeper", at: 5 } }),
      }),
    ],
    "swept at its end, and not idle": [
      state({ s1: touched(4, { sign: 3 }), now: 5 }),
      state({ s1: { ...touched(4, { sign: 3 }), status: "expired", ended: sweptAt(5) }, now: 5 }),
    ],
    "logged out of by an administrator, whose it is": [
      state({ s1: null, s2: session({ by: "adam" }) }),
      state({
        s1: null,
        s2: session({ by: "adam", status: "loggedOut", ended: { how: "loggedOut", by: "adam", at: 0 } }),
      }),
    ],
  }
}
const sweptAt = (at: number) => ({ how: "expired", by: "sweeper", at }) as const
/** What Alice opens by then. */
const anew = ({ now = 0, alice }: There): ModelSession => session({ at: now, enablement: alice?.enablement ?? 0 })

/** What is said of rest is asked where a machine rests, which states alone don't tell. */
const RESTS = "NobodyIsLockedOut"
const fallen = (run: readonly ModelState[]) =>
  propertyNames.filter((name) => name !== RESTS && fallsAlong(run, properties()[name]) !== null)

describe("properties of sessions", () => {
  it("are thirty-six, each by one name", () => {
    expect(propertyNames).toHaveLength(36)
    expect(Object.keys(properties())).toEqual(propertyNames)
    expect(new Set(propertyNames).size).toBe(propertyNames.length)
  })

  it.each(propertyNames)("%s falls with the last state, and not before", (name) => {
    expect(fallsAlong(neighbours()[name].falls, properties()[name])).toBe(1)
  })

  it.each(propertyNames)("%s holds beside it, and with it all others", (name) => {
    const { holds } = neighbours()[name]
    expect([...fallen(holds), fallsAlong(holds, properties()[name])]).toEqual([null])
  })

  it.each(worse())("%s falls in another way: %s", (name, _, run) => {
    expect(fallsAlong(run, properties()[name])).toBe(1)
  })

  it.each(Object.entries(good()))("hold: %s", (_, run) => {
    expect(fallen(run)).toEqual([])
  })

  it.each<[string, There]>([
    ["who is out", { alice: away(), s1: null }],
    ["who is not enrolled", { alice: null, s1: null }],
    ["who has opened every session", { s2: session({ by: "bob" }), now: 9 }],
    ["who signed last as the clock stopped", { s1: ended("loggedOut", "alice") }],
    ["whose session is alive by the last proof", { s1: session({ factor: proof(1, 1) }), now: IDLE }],
  ])("NobodyIsLockedOut has nothing against who rests: %s", (_, there) => {
    expect(fallsAlong([state(there)], properties()[RESTS])).toBeNull()
  })

  it("NobodyIsLockedOut rests where time passes and they open, whoever sweeps", () => {
    expect(properties()[RESTS]).toMatchObject({ over: "rest", fair: ["Tick", "Open"] })
  })

  it("throw where a state has a credential of what isn't there", () => {
    const fall = (there: There, name: SessionsProperty) => () => fallsAlong([state(there)], properties()[name])
    expect(fall({ s1: null, c1: credential() }, "NoConfusedDeputy")).toThrow(/s1 is not there/)
    expect(fall({ c2: hop() }, "AuthorityNeverGrows")).toThrow(/c1 is not there/)
  })

  it("throw where a state has a name that the instance has not", () => {
    const run = [state({ alice: told("enrol", "nobody") })]
    expect(() => fallsAlong(run, properties().OnlyDirectoryEnrols)).toThrow(/there is no nobody/)
  })
})

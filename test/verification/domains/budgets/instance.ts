const set = <T>(...members: readonly T[]) => ({ set: members })

const actor = (id: string, changes: object = {}) => ({ id, tenant: "t1", kind: "human", roles: set(), ...changes })
const admin = { roles: set("admin") }
const service = (...roles: readonly string[]) => ({ kind: "service", roles: set(...roles) })
const agent = (...roles: readonly string[]) => ({ kind: "agent", roles: set(...roles) })
const ofT2 = { tenant: "t2" }

const form = (digest: string, spend: number, affected: number) => ({ tool: "shell", digest, spend, affected, depth: 0 })

const caps = (changes: object = {}) => ({
  spend: 6,
  affected: 4,
  blast: 2,
  depth: 1,
  rate: 4,
  open: 2,
  unknown: 1,
  tools: set("shell"),
  ...changes,
})

const constants = () => ({
  Actors: {
    olga: actor("olga", admin),
    adam: actor("adam", admin),
    anna: actor("anna", admin),
    hugo: actor("hugo"),
    greta: actor("greta", { roles: set("gate") }),
    robo: actor("robo", agent()),
    bot: actor("bot", agent()),
    chief: actor("chief", agent("admin")),
    sly: actor("sly", agent("gate")),
    gate: actor("gate", service("gate")),
    runner: actor("runner", service("executor")),
    clerk: actor("clerk", service("admin")),
    sweeper: actor("sweeper", service()),
    adamOfT2: actor("adam", { ...admin, ...ofT2 }),
    gateOfT2: actor("gate", { ...service("gate"), ...ofT2 }),
    roboOfT2: actor("robo", { ...agent(), ...ofT2 }),
  },
  Forms: {
    look: form("d1", 2, 1),
    /** The very same call, for less. */
    peek: form("d1", 1, 0),
    other: form("d2", 1, 0),
    buy: form("d3", 3, 0),
    spread: form("d4", 1, 2),
    bulk: form("d5", 1, 3),
    nested: { ...form("d6", 1, 1), depth: 1 },
    deep: { ...form("d7", 1, 1), depth: 2 },
    mail: { ...form("d1", 1, 0), tool: "mail" },
  },
  Reports: {
    asAsked: { spend: 2, affected: 1 },
    less: { spend: 1, affected: 0 },
    more: { spend: 3, affected: 1 },
  },
  CapsNamed: {
    usual: caps(),
    less: caps({ spend: 5 }),
    wide: caps({ spend: 9 }),
    posting: caps({ tools: set("mail", "shell") }),
    mailing: caps({ spend: 5, tools: set("mail") }),
    idle: caps({ tools: set() }),
    ...Object.fromEntries(
      Object.entries({ spend: 7, affected: 5, blast: 3, depth: 2, rate: 5, open: 3, unknown: 2 }).map(
        ([size, more]) => [`${size}More`, caps({ [size]: more, tools: set() })],
      ),
    ),
    ...Object.fromEntries(
      Object.entries({ spend: 4, affected: 3, blast: 1, depth: 0, rate: 3, open: 1, unknown: 0 }).map(
        ([size, less]) => [`${size}Less`, caps({ [size]: less })],
      ),
    ),
  },
  WideningTerms: {
    now1: { caps: "wide", from: 0, serial: 1 },
    soon1: { caps: "wide", from: 1, serial: 1 },
    soon2: { caps: "posting", from: 2, serial: 2 },
  },
  Numbers: { n1: 1, n2: 2 },
  Settings: {
    tenant: "t1",
    window: 4,
    lease: 2,
    dayLength: 3,
    newCaps: "usual",
    reporters: set("gate", "executor"),
  },
  Budgets: set("robo", "bot"),
  Reservations: set("r1", "r2"),
  Horizon: 3,
  Sliding: false,
  Fairness: set<string>(),
})

/** A small world of budgets: who may and who may not, and one agent that calls. */
export const instance = () => ({
  name: "small",
  about: "One agent, one call.",
  purpose: "graph",
  constants: constants(),
  bound: { maxEnds: 2, maxReleases: 1, maxSerial: 2 },
  alphabet: [
    { action: "Tick", params: [] },
    { action: "Open", params: [["robo"], ["adam", "hugo"], ["olga"]] },
    { action: "Reserve", params: [["r1"], ["robo"], ["robo", "bot"], ["look", "mail"]] },
    { action: "Release", params: [["r1"], ["gate", "robo"]] },
    { action: "Settle", params: [["r1"], ["gate", "robo"], ["asAsked", "more"]] },
    { action: "Unreserve", params: [["r1"], ["gate"]] },
    { action: "Lapse", params: [["r1"]] },
    { action: "Widen", params: [["robo"], ["adam"], ["good"], ["soon1"], ["anna", "adam"], ["good"]] },
    { action: "Narrow", params: [["robo"], ["adam"], ["less", "usual"]] },
    { action: "Unfreeze", params: [["robo"], ["adam"], ["good"], ["n2"], ["anna"], ["good", "none"]] },
  ],
  exercises: [],
  witnesses: [],
})

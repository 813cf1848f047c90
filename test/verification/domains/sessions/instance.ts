const set = <T>(...members: readonly T[]) => ({ set: members })

const actor = (id: string, kind: "human" | "agent" | "service", ...roles: readonly string[]) => ({
  id,
  tenant: "t1",
  kind,
  roles: set(...roles),
})
const ofT2 = { tenant: "t2" }

/** Each of these effects, with one tool. */
const pairs = (tool: string, ...effects: readonly string[]) => effects.map((effect) => ({ tool, effect }))
const ask = (tool: string, ...effects: readonly string[]) => ({ tool, effects: set(...effects) })

const constants = () => ({
  Actors: {
    dora: actor("dora", "human", "directory"),
    scim: actor("scim", "service", "directory"),
    alice: actor("alice", "human"),
    bob: actor("bob", "human"),
    adam: actor("adam", "human", "admin"),
    hugo: actor("hugo", "human"),
    robo: actor("robo", "agent"),
    helper: actor("helper", "agent"),
    scout: actor("scout", "agent"),
    porter: actor("porter", "agent"),
    clerk: actor("clerk", "service"),
    sweeper: actor("sweeper", "service"),
    doraOfT2: { ...actor("dora", "human", "directory"), ...ofT2 },
    aliceOfT2: { ...actor("alice", "human"), ...ofT2 },
    adamOfT2: { ...actor("adam", "human", "admin"), ...ofT2 },
    roboOfT2: { ...actor("robo", "agent"), ...ofT2 },
  },
  Scopes: {
    all: set(...pairs("shell", "read", "write", "destructive"), ...pairs("disk", "read")),
    most: set(...pairs("shell", "read", "write")),
    less: set(...pairs("shell", "read")),
    none: set<{ tool: string; effect: string }>(),
  },
  Asks: {
    look: ask("shell", "read"),
    change: ask("shell", "read", "write"),
    wipe: ask("shell", "read", "destructive"),
    load: ask("disk", "read"),
  },
  Uses: {
    look: { tool: "shell", effect: "read" },
    write: { tool: "shell", effect: "write" },
    load: { tool: "disk", effect: "read" },
  },
  Ages: { now: 0, before: 1, longAgo: 2, later: -1 },
  Settings: {
    tenant: "t1",
    sessionTime: 5,
    idleTime: 4,
    credentialTime: 3,
    factorTime: 2,
    maxDepth: 2,
    maxSessions: 1,
    sensitive: set("destructive"),
    agents: { robo: "all", helper: "most", scout: "less", porter: "all" },
    directory: set("directory"),
  },
  Subjects: set("alice", "bob"),
  Sessions: set("s1", "s2"),
  Credentials: set("c1", "c2", "c3"),
  EnablementCap: 1,
  Horizon: 5,
  Sliding: false,
  Fairness: set<string>(),
})

/** A small world of sessions: one person, in and out, with an agent that calls and hands on. */
export const instance = () => ({
  name: "small",
  about: "One person, one agent.",
  purpose: "graph",
  constants: constants(),
  bound: { maxUses: 2 },
  alphabet: [
    { action: "Tick", params: [] },
    { action: "Enrol", params: [["alice"], ["dora", "hugo"], ["most"]] },
    { action: "Disable", params: [["alice"], ["dora"]] },
    { action: "Enable", params: [["alice"], ["dora"], ["less"]] },
    { action: "Open", params: [["s1"], ["alice"], ["robo"], ["now", "longAgo"]] },
    { action: "Open", params: [["s2"], ["alice"], ["helper"], ["now"]] },
    { action: "Touch", params: [["s1"], ["alice"], ["before", "bad", "none"]] },
    { action: "Mint", params: [["c1"], ["s1"], ["robo"], ["s1"], ["change", "wipe"]] },
    { action: "Delegate", params: [["c2"], ["c1"], ["robo"], ["s1"], ["helper", "robo"], ["look"]] },
    { action: "Present", params: [["c1"], ["robo"], ["s1"], ["write"]] },
    { action: "Lapse", params: [["c1"]] },
    { action: "End", params: [["s1"], ["alice", "adam"]] },
    { action: "Expire", params: [["s1"]] },
  ],
  exercises: [],
  witnesses: [],
})

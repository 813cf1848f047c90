const set = <T>(...members: readonly T[]) => ({ set: members })

const form = () => ({
  holder: "alice",
  agent: "robo",
  reason: "outage",
  scope: set({ tool: "shell", prefix: ["db", "main"] }),
  duration: 2,
})

const actor = (id: string, changes: object = {}) => ({ id, tenant: "t1", kind: "human", roles: set(), ...changes })

/** Something whose reachability or access rights change. */
const opened = (type: string, toWorld = false) => ({
  tool: "shell",
  resources: set(["db", "main"], ["db", "main", "users"]),
  opens: set({ resource: ["db", "main", "users"], type }),
  toWorld,
})

/** What the deployment says as long as nobody changes it. */
const deployment = () => ({
  keyless: set<string>(),
  demoted: set<string>(),
  grantable: set<object>({ tool: "shell", prefix: ["db", "main"], types: set("rule") }),
  minDuration: 1,
  maxDuration: 2,
  countersigners: set("responder"),
  allowSelf: false,
})

const constants = () => ({
  Actors: {
    alice: actor("alice"),
    bob: actor("bob", { roles: set("responder") }),
    carol: actor("carol"),
    robo: actor("robo", { kind: "agent", roles: set("responder") }),
    rogue: actor("rogue", { kind: "agent" }),
    roboOfT2: actor("robo", { kind: "agent", tenant: "t2" }),
    bobOfT2: actor("bob", { tenant: "t2", roles: set("responder") }),
    aliceOfT2: actor("alice", { tenant: "t2" }),
    sweeper: actor("sweeper", { kind: "service" }),
  },
  Callers: {
    alice: { actor: "alice", person: "alice" },
    aliceByRobo: { actor: "robo", person: "alice" },
    aliceByRogue: { actor: "rogue", person: "alice" },
    carol: { actor: "carol", person: "carol" },
    carolByRobo: { actor: "robo", person: "carol" },
    aliceOfT2: { actor: "aliceOfT2", person: "aliceOfT2" },
  },
  Forms: {
    good: form(),
    mute: { ...form(), reason: "  " },
    short: { ...form(), duration: 0 },
    long: { ...form(), duration: 3 },
    wide: { ...form(), scope: set({ tool: "shell", prefix: ["db"] }) },
    other: { ...form(), scope: set({ tool: "browser", prefix: ["db", "main"] }) },
    robos: { ...form(), holder: "robo" },
    carols: { ...form(), holder: "carol" },
    bobs: { ...form(), holder: "bob", agent: "none" },
    strangers: { ...form(), agent: "roboOfT2" },
    outsiders: { ...form(), holder: "aliceOfT2", agent: "none" },
  },
  Terms: {
    g1good: { grant: "g1", form: "good" },
    g1long: { grant: "g1", form: "long" },
    g2good: { grant: "g2", form: "good" },
    g1bobs: { grant: "g1", form: "bobs" },
  },
  Deployments: {
    same: deployment(),
    aliceKeyless: { ...deployment(), keyless: set("alice") },
    bobKeyless: { ...deployment(), keyless: set("bob") },
    bobDemoted: { ...deployment(), demoted: set("bob") },
    nothingGrantable: { ...deployment(), grantable: set<object>() },
    longer: { ...deployment(), minDuration: 3, maxDuration: 4 },
    alone: { ...deployment(), allowSelf: true },
    otherRole: { ...deployment(), countersigners: set("lead") },
  },
  Deeds: {
    look: { tool: "shell", resources: set(["db", "main", "users"]), opens: set<object>(), toWorld: false },
    lookBoth: { tool: "shell", resources: set(["db", "main"], ["db", "logs"]), opens: set<object>(), toWorld: false },
    browse: { tool: "browser", resources: set(["db", "main"]), opens: set<object>(), toWorld: false },
    lookAround: { tool: "shell", resources: set(["db"]), opens: set<object>(), toWorld: false },
    admit: opened("rule"),
    admitRole: opened("role"),
    admitWorld: opened("rule", true),
  },
  Settings: {
    tenant: "t1",
    minDuration: 1,
    maxDuration: 2,
    requestTime: 2,
    factorTime: 2,
    grantable: set({ tool: "shell", prefix: ["db", "main"], types: set("rule") }),
    cooldown: 2,
    rateMax: 2,
    rateWindow: 3,
    maxActive: 1,
    countersigners: set("responder"),
    allowSelf: false,
  },
  Grants: set("g1", "g2"),
  Moments: { none: -1, m0: 0, m1: 1, m2: 2 },
  UseCap: 2,
  Horizon: 3,
  Sliding: false,
  Fairness: set<string>(),
})

/** A small world of break-glass: who may and who may not, one grant that commands speak of. */
export const instance = () => ({
  name: "small",
  about: "One holder, one grant.",
  purpose: "graph",
  constants: constants(),
  bound: { maxSettlements: 2 },
  alphabet: [
    { action: "Tick", params: [] },
    { action: "Request", params: [["g1"], ["good", "mute"], ["m0", "none"]] },
    { action: "Countersign", params: [["g1"], ["bob", "alice"], ["g1good", "g1long"], ["good"], ["same"]] },
    { action: "Countersign", params: [["g1"], ["bob"], ["g1good"], ["none", "misstated"], ["same"]] },
    {
      action: "Countersign",
      params: [["g1"], ["bob"], ["g1good"], ["good"], ["aliceKeyless", "nothingGrantable", "longer"]],
    },
    { action: "Deny", params: [["g1"], ["bob", "carol"]] },
    { action: "Lapse", params: [["g1"]] },
    { action: "Use", params: [["g1"], ["alice", "carol"], ["look", "browse"], ["same", "aliceKeyless", "bobKeyless"]] },
    { action: "Use", params: [["g1"], ["alice"], ["look"], ["bobDemoted", "nothingGrantable", "longer"]] },
    { action: "Revoke", params: [["g1"], ["alice", "carol"]] },
    { action: "Expire", params: [["g1"]] },
  ],
  exercises: [],
  witnesses: [],
})

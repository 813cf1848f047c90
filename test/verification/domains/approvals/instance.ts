const set = (...names: readonly string[]) => ({ set: names })

const stages = () => [
  { mode: "sequential", groups: [{ name: "ops", seats: set("alice", "robo", "bob", "bobOfT2"), quorum: 1 }], sla: 1 },
  { mode: "sequential", groups: [{ name: "sec", seats: set("bob", "carol"), quorum: 1 }], sla: 2 },
]
const form = () => ({ requester: "aliceByRobo", plan: "p1", route: "ship", stages: stages(), uses: 1, lifetime: 2 })

const constants = () => ({
  Actors: {
    alice: { id: "alice", tenant: "t1", kind: "human", admin: false },
    robo: { id: "robo", tenant: "t1", kind: "agent", admin: false },
    bob: { id: "bob", tenant: "t1", kind: "human", admin: false },
    carol: { id: "carol", tenant: "t1", kind: "human", admin: false },
    dave: { id: "dave", tenant: "t1", kind: "human", admin: false },
    root: { id: "root", tenant: "t1", kind: "human", admin: true },
    bobOfT2: { id: "bob", tenant: "t2", kind: "human", admin: true },
    sweeper: { id: "sweeper", tenant: "t1", kind: "service", admin: false },
  },
  Callers: {
    aliceByRobo: { actor: "robo", person: "alice" },
    alice: { actor: "alice", person: "alice" },
    carol: { actor: "carol", person: "carol" },
    root: { actor: "root", person: "root" },
  },
  Forms: {
    good: form(),
    easy: { ...form(), stages: stages().slice(1) },
    often: { ...form(), uses: 2 },
    late: { ...form(), lifetime: 3 },
    /** Bob is needed twice. */
    stuck: {
      ...form(),
      stages: [...stages(), { ...stages()[1], groups: [{ name: "one", seats: set("bob"), quorum: 1 }] }],
    },
  },
  Settings: {
    routes: { ship: stages() },
    delegates: set("dave", "alice", "robo", "bobOfT2"),
    ...{ maxUses: 1, maxLifetime: 2, maxOpen: 1, rateMax: 1, rateWindow: 2 },
  },
  Seats: {
    opsBob: { stage: 1, group: "ops", member: "bob" },
    opsAlice: { stage: 1, group: "ops", member: "alice" },
    secCarol: { stage: 2, group: "sec", member: "carol" },
    secBob: { stage: 2, group: "sec", member: "bob" },
    nowhere: { stage: 3, group: "sec", member: "bob" },
  },
  Keyrings: { kept: set(), bobLost: set("bob") },
  Requests: set("r1", "r2"),
  Plans: set("p1", "p2"),
  Policies: set("v1", "v2"),
  Horizon: 2,
  Sliding: false,
  Fairness: set(),
})

/** A small world of approvals: two stages, people who may and who may not, one request that commands speak of. */
export const instance = () => ({
  name: "small",
  about: "Two stages in order.",
  purpose: "graph",
  constants: constants(),
  bound: { maxDecisions: 2, maxDelegations: 1, maxUses: 1 },
  alphabet: [
    { action: "Tick", params: [] },
    { action: "Submit", params: [["r1"], ["good", "easy"], ["v1"]] },
    { action: "Approve", params: [["r1"], ["bob", "dave"], ["opsBob"], ["p1"], ["good"], ["v1"]] },
    { action: "Approve", params: [["r1"], ["carol"], ["secCarol"], ["p1", "p2"], ["good", "misstated"], ["v1"]] },
    { action: "Reject", params: [["r1"], ["alice"], ["opsAlice"], ["p1"], ["good", "none", "foreign"], ["v1"]] },
    { action: "Delegate", params: [["r1"], ["bob"], ["opsBob"], ["dave", "robo"], ["good"]] },
    { action: "Consume", params: [["r1"], ["aliceByRobo", "alice"], ["p1", "p2"], ["v1", "v2"], ["kept"]] },
    { action: "Withdraw", params: [["r1"], ["bob", "carol"]] },
    { action: "Cancel", params: [["r1"], ["root", "carol"]] },
    { action: "Supersede", params: [["r1"], ["alice"]] },
    { action: "Expire", params: [["r1"]] },
  ],
  exercises: [],
  witnesses: [],
})

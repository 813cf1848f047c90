const set = <T>(...members: readonly T[]) => ({ set: members })

const actor = (id: string, changes: object = {}) => ({ id, tenant: "t1", kind: "human", roles: set(), ...changes })
const ofT2 = { tenant: "t2" }

const FACTS = [
  "policyWasEvaluated",
  "policyAllowsTheCall",
  "destructiveIsApproved",
  "taintIsClear",
  "budgetIsReserved",
  "credentialIsPresented",
] as const
const without = (fact: (typeof FACTS)[number]) => set(...FACTS.filter((other) => other !== fact))

const form = (changes: object = {}) => ({ tool: "mail", plan: "p1", key: "x1", mode: "live", ...changes })

const constants = () => ({
  Actors: {
    hugo: actor("hugo"),
    robo: actor("robo", { kind: "agent" }),
    helper: actor("helper", { kind: "agent" }),
    adam: actor("adam", { roles: set("admin") }),
    olga: actor("olga", { roles: set("operator") }),
    chief: actor("chief", { kind: "agent", roles: set("admin") }),
    runner: actor("runner", { kind: "service", roles: set("executor") }),
    gate: actor("interlock", { kind: "service", roles: set("gate") }),
    sweeper: actor("sweeper", { kind: "service" }),
    adamOfT2: actor("adam", { roles: set("admin"), ...ofT2 }),
    roboOfT2: actor("robo", { kind: "agent", ...ofT2 }),
    runnerOfT2: actor("runner", { kind: "service", ...ofT2 }),
  },
  Callers: {
    roboForHugo: { actor: "robo", person: "hugo" },
    adam: { actor: "adam", person: "adam" },
    roboOfT2: { actor: "roboOfT2", person: "adamOfT2" },
  },
  Forms: {
    send: form(),
    again: form({ plan: "p2" }),
    other: form({ key: "x2" }),
    trial: form({ mode: "dryRun" }),
    atOnce: form({ key: "none" }),
  },
  Runs: {
    asAdmitted: { plan: "p1", mode: "live" },
    changed: { plan: "p3", mode: "live" },
    rehearsed: { plan: "p1", mode: "dryRun" },
  },
  Words: set("approval", "review"),
  Delays: { before: -1, one: 1, two: 2, three: 3 },
  Judgements: { all: set(...FACTS), tainted: without("taintIsClear"), nothing: set() },
  Settings: { tenant: "t1", window: 2, report: 3, fresh: 1, wait: 2 },
  Calls: set("k1", "k2"),
  Horizon: 8,
  Sliding: false,
  Fairness: set<string>(),
})

/** A small world of calls: an agent that calls for a person, and everybody around it. */
export const instance = () => ({
  name: "small",
  about: "One call.",
  purpose: "graph",
  constants: constants(),
  bound: { maxTimes: 2 },
  alphabet: [
    { action: "Tick", params: [] },
    { action: "Receive", params: [["k1"], ["roboForHugo", "roboOfT2"], ["send", "trial"]] },
    { action: "Wait", params: [["k1"], ["approval"], ["one", "three"]] },
    { action: "Admit", params: [["k1"], ["all", "tainted"], ["none", "approval"]] },
    { action: "Refuse", params: [["k1"]] },
    { action: "Timeout", params: [["k1"]] },
    { action: "Cancel", params: [["k1"], ["robo", "helper"]] },
    { action: "Release", params: [["k1"], ["asAdmitted", "changed"]] },
    { action: "Perform", params: [["k1"], ["runner", "helper"], ["asAdmitted"]] },
    { action: "Complete", params: [["k1"], ["runner", "robo"]] },
    { action: "Fail", params: [["k1"], ["runner"], ["nothing", "unsure"]] },
    { action: "Recover", params: [["k1"]] },
    { action: "Resolve", params: [["k1"], ["olga", "robo"], ["completed"]] },
  ],
  exercises: [],
  witnesses: [],
})

import { describe, expect, it } from "vitest"
import { TenantId } from "../../../../kernel/actors.ts"
import { Policy } from "../../../../kernel/gate/policy.ts"
import { changed, config, lines, problems } from "../fixture.ts"
import { sessionLines } from "./fixture.ts"

const policyIn = (text: string) => config(text).policies.get(TenantId.parse("acme"))
const sessionsIn = (text: string) => policyIn(text)?.domains.sessions
const text = () => sessionLines().join("\n")

/** The place of some text in a file, as an error has it. */
const placeOf = (text: string, said: string): string => {
  const before = text.slice(0, text.indexOf(said)).split("\n")
  return `${before.length}:${(before.at(-1) ?? "").length + 1}`
}

describe("the section of sessions", () => {
  it("gives the kernel's settings", () => {
    const policy = policyIn(text())
    expect(policy?.domains.sessions).toEqual({
      required: false,
      sessionMs: 43_200_000,
      idleMs: 1_800_000,
      credentialMs: 45_000,
      factorMs: 900_000,
      maxDepth: 3,
      maxSessions: 4,
      sensitive: ["destructive"],
      agents: { deployer: [{ tool: "terraform.apply", effects: ["read", "write"] }] },
      directory: ["registrar"],
    })
    expect(Policy.parse(policy)).toEqual(policy)
  })

  it("has credentials of sixty seconds where it doesn't say how long", () => {
    expect(sessionsIn(changed(/ {6}credential: .*\n/, "", sessionLines()))?.credentialMs).toBe(60_000)
  })

  it("may be left out: then nobody says who is in the tenant, so that nobody opens one", () => {
    expect(sessionsIn(lines().join("\n"))).toEqual({
      required: false,
      sessionMs: 1,
      idleMs: 1,
      credentialMs: 1,
      factorMs: 1,
      maxDepth: 1,
      maxSessions: 1,
      sensitive: ["read", "write", "destructive"],
      agents: {},
      directory: [],
    })
  })

  it("may say the most that there is, and that nothing is sensitive", () => {
    const most = [
      ["credential: 45s", "credential: 60s"],
      ["maxDepth: 3", "maxDepth: 16"],
      ["sensitive: [destructive]", "sensitive: []"],
      ["effects: [read, write]", "effects: [read, write, destructive]"],
    ] as const
    const written = most.reduce((before, [from, to]) => changed(from, to, before.split("\n")), text())
    expect(sessionsIn(written)).toMatchObject({ credentialMs: 60_000, maxDepth: 16, sensitive: [] })
  })

  it("requires a session of every agent's call, where it doesn't say that it doesn't", () => {
    const unsaid = changed(/ {6}required: .*\n/, "", sessionLines())
    const required = changed("required: false", "required: true", sessionLines())
    for (const written of [unsaid, required]) {
      expect(sessionsIn(changed(", for: alice", "", written.split("\n")))?.required).toBe(true)
      expect(problems(written)).toEqual([
        expect.stringContaining(
          "apiKeys[0].for: agents act for whoever opens a session for them, where sessions are required: remove `for`",
        ),
      ])
    }
    expect(problems(changed(", for: alice", "", sessionLines()))).toEqual([
      expect.stringContaining("an agent acts for a person: name them with `for`"),
    ])
  })

  it("says so in one of two words", () => {
    expect(problems(changed("required: false", "required: maybe", sessionLines()))).toEqual([
      expect.stringContaining("tenants[0].sessions.required: write true or false"),
    ])
  })

  it("has an agent that calls for itself alone mint, and for nobody", () => {
    const written = changed("required: false", "required: true", sessionLines())
    const { directory } = config(changed(", for: alice", "", written.split("\n")))
    expect(directory.actors(TenantId.parse("acme")).map(({ id }) => id)).toContain("deployer")
  })
})

describe("the key by which credentials are an agent's own", () => {
  const jwk = (x: string) => `{ kty: OKP, crv: Ed25519, x: ${x} }`
  /** Those of RFC 8037 appendix A.2 and RFC 8032 §7.1, test 2. */
  const [one, other] = ["11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw"]
  const withKey = (who: string, key: string, from = sessionLines()) =>
    changed(`id: ${who}, kind:`, `id: ${who}, proofKey: ${key}, kind:`, from)
  const acme = TenantId.parse("acme")

  it("is a JWK in the config, known by its thumbprint (RFC 8037 appendix A.3)", () => {
    const { directory } = config(withKey("deployer", jwk(one)))
    const [deployer] = directory.actors(acme).filter(({ id }) => id === "deployer")
    const thumbprint = deployer === undefined ? undefined : directory.proofKeyOf(acme, deployer.id)
    expect(thumbprint).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    if (thumbprint !== undefined) expect(directory.agentOfProofKey(thumbprint)).toEqual(deployer)
  })

  it("changes what is known of the tenant, by which processes on one log agree", () => {
    const known = (text: string) => config(text).directory.known(acme)
    expect(known(withKey("deployer", jwk(one)))).not.toEqual(known(withKey("deployer", jwk(other))))
  })

  it.each([
    ["with a private part", `{ kty: OKP, crv: Ed25519, x: ${one}, d: ${other} }`],
    ["of another curve", `{ kty: OKP, crv: X25519, x: ${one} }`],
    ["with stray bits at its end", jwk(`${one.slice(0, -1)}p`)],
    ["of small order", jwk("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")],
    ["as a text", `"${one}"`],
    ["cut", jwk(one.slice(1))],
  ])("is none %s", (_, key) => {
    expect(problems(withKey("deployer", key))).toEqual([
      expect.stringContaining(
        "proofKey: write the agent's public key as a JWK with kty: OKP, crv: Ed25519 and x alone",
      ),
    ])
  })

  it("is an agent's, and of one agent", () => {
    expect(problems(withKey("alice", jwk(one)))).toEqual([
      expect.stringContaining("proofKey: only agents hold credentials, which a proof key is for"),
    ])
    const both = withKey("helper", jwk(one), withKey("deployer", jwk(one)).split("\n"))
    expect(problems(both)).toEqual([
      expect.stringContaining("this proof key belongs to an agent above: a proof must say who proves"),
    ])
  })
})

describe("what is wrong in the section of sessions is told with its place", () => {
  const time = "write a length of time such as 90s, 15m, 4h or 7d, or milliseconds as a whole number from 1"
  const depth = "write a whole number from 1 to 16"
  it.each([
    ["lifetime: 12h", "lifetime: 0", "lifetime", time],
    ["idle: 30m", "idle: soon", "idle", time],
    ["credential: 45s", "credential: 60001", "credential", "a credential is good for one call: write at most 60s"],
    ["credential: 45s", "credential: 0", "credential", time],
    ["factor: 15m", "factor: -5m", "factor", time],
    ["maxDepth: 3", "maxDepth: 0", "maxDepth", depth],
    ["maxDepth: 3", "maxDepth: 17", "maxDepth", depth],
    ["maxDepth: 3", "maxDepth: 1.5", "maxDepth", depth],
    ["maxSessions: 4", "maxSessions: 0", "maxSessions", "write a whole number from 1"],
    ["sensitive: [destructive]", "sensitive: all", "sensitive", "write a list of read, write, destructive"],
    ["sensitive: [destructive]", "sensitive: [write, write]", "sensitive", "name each effect once"],
    ["sensitive: [destructive]", "sensitive: [wrote]", "sensitive[0]", "write one of read, write, destructive"],
    ["directory: [registrar]", "directory: []", "directory", "write at least one of roles"],
    ["directory: [registrar]", 'directory: ["the registrar"]', "directory[0]", "write an id of letters"],
    ["effects: [read, write]", "effects: []", "agents.deployer[0].effects", "write at least one of read, write"],
    ["effects: [read, write]", "effects: [read, read]", "agents.deployer[0].effects", "name each effect once"],
    ["effects: [read, write]", "effects: [update]", "agents.deployer[0].effects[0]", "write one of read, write"],
    ["tool: terraform.apply", 'tool: "terraform.*"', "agents.deployer[0].tool", "write a tool's name"],
  ])("%s as %s", (from, to, place, message) => {
    expect(problems(changed(from, to, sessionLines()))).toEqual([
      expect.stringContaining(`: tenants[0].sessions.${place}: ${message}`),
    ])
  })

  it("an agent that isn't there, is none, or can't be one", () => {
    const agent = (name: string) => changed("        deployer:", `        ${name}:`, sessionLines())
    expect(problems(agent("deploier"))).toEqual([
      `${placeOf(agent("deploier"), "- { tool: terraform.apply, eff")}: tenants[0].sessions.agents.deploier: there is no agent "deploier" in this tenant (did you mean "deployer"?)`,
    ])
    for (const name of ["alice", "hr"])
      expect(problems(agent(name))).toEqual([
        expect.stringContaining(
          `tenants[0].sessions.agents.${name}: "${name}" is no agent, and sessions are opened for agents: name one`,
        ),
      ])
    expect(problems(agent('"the deployer"'))).toEqual([expect.stringContaining("write an id of letters")])
  })

  it("a tool that isn't there, one that is named twice, and more of them than one entity holds", () => {
    const pairs = (...tools: readonly string[]) =>
      changed(
        /- \{ tool: terraform.apply, effects: \[read, write\] \}/,
        tools.map((tool) => `- { tool: ${tool}, effects: [read] }`).join("\n          "),
        sessionLines(),
      )
    const wrong = pairs("terraform.aply")
    expect(problems(wrong)).toEqual([
      `${placeOf(wrong, "terraform.aply")}: tenants[0].sessions.agents.deployer[0].tool: there is no tool "terraform.aply" in this tenant (did you mean "terraform.apply"?)`,
    ])
    expect(problems(pairs("terraform.apply", "terraform.apply"))).toEqual([
      expect.stringContaining("agents.deployer: name each tool once"),
    ])
    const many = problems(pairs(...Array.from({ length: 97 }, (_, n) => `tool-${n}`)))
    expect(many[0]).toContain("agents.deployer: write at most 96 tools")
  })

  it.each(["idle: 12h", "idle: 13h"])("an idle that ends no session: %s", (idle) => {
    const written = changed("idle: 30m", idle, sessionLines())
    const [line = "", column] = placeOf(written, idle).split(":")
    expect(problems(written)).toEqual([
      `${line}:${Number(column) + "idle: ".length}: tenants[0].sessions.idle: this is not shorter than lifetime, so that no session would ever be idle: lower one or raise the other`,
    ])
  })

  it("all of it at once", () => {
    const written = changed("idle: 30m", "idle: 12h", sessionLines())
    const more = changed(
      "tool: terraform.apply",
      "tool: lost",
      changed("deployer:", "hr:", written.split("\n")).split("\n"),
    )
    expect(problems(more)).toHaveLength(3)
  })
})

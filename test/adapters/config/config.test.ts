import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { parseConfig, readConfig } from "../../../adapters/config/config.ts"
import { parsePublicKey } from "../../../adapters/identity/public-keys.ts"
import { ActorId, Principal, TenantId } from "../../../kernel/actors.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { Policy } from "../../../kernel/gate/policy.ts"
import { apiKey, changed, config, emergencyLines, files, lines, problems, sshLine } from "./fixture.ts"
import { domainNames } from "../../../kernel/registry.ts"

const text = (options: Parameters<typeof lines>[0] = {}) => lines(options).join("\n")
const acme = () => TenantId.parse("acme")
const principal = (id: string, kind: Principal["kind"] = "human") => Principal.parse({ id, tenant: "acme", kind })

describe("a config file", () => {
  it("gives each tenant the kernel's policy", () => {
    const policy = config(text()).policies.get(acme())
    expect(policy).toMatchObject({
      tenant: "acme",
      tools: [
        {
          name: "terraform.apply",
          schema: digestOf(Buffer.from('{"type":"object"}')),
          effect: "write",
          inspector: "terraform",
          writes: "step_up",
          domains: {
            approvals: { route: "normal", uses: 1, lifetimeMs: 28_800_000 },
            "break-glass": {},
          },
        },
      ],
      domains: {
        approvals: {
          routes: {
            normal: [
              {
                mode: "sequential",
                groups: [
                  {
                    name: "ops",
                    quorum: 2,
                    seats: [principal("alice"), principal("bob"), principal("deployer", "agent")],
                  },
                ],
                slaMs: 14_400_000,
              },
            ],
          },
          maxUses: 5,
          maxLifetimeMs: 604_800_000,
          maxOpenRequests: 20,
          decisionRate: { max: 10, windowMs: 90_000 },
        },
        "break-glass": {
          minDurationMs: 1,
          maxDurationMs: 1,
          requestMs: 1,
          factorMs: 1,
          grantable: [],
          cooldownMs: 1,
          requestRate: { max: 1, windowMs: 1 },
          maxActiveGrants: 1,
          countersigners: [],
          allowSelfCountersign: false,
        },
      },
      permitMs: 2000,
      answersMs: 86_400_000,
    })
    // Nothing is in it that the kernel doesn't know, of these domains and of every other one.
    expect(Policy.parse(policy)).toEqual(policy)
    expect(Object.keys(policy?.domains ?? {})).toEqual(domainNames)
  })

  it("says what may be asked for in an emergency, and who countersigns", () => {
    const policy = config(emergencyLines().join("\n")).policies.get(acme())
    expect(policy?.domains["break-glass"]).toEqual({
      minDurationMs: 300_000,
      maxDurationMs: 3_600_000,
      requestMs: 900_000,
      factorMs: 120_000,
      grantable: [{ tool: "terraform.apply", prefix: "aws_db_instance.main", types: [] }],
      cooldownMs: 1_800_000,
      requestRate: { max: 3, windowMs: 86_400_000 },
      maxActiveGrants: 2,
      countersigners: ["admin"],
      allowSelfCountersign: false,
    })
    expect(Policy.parse(policy)).toEqual(policy)
  })

  it("says of which types something may be opened under a grant, of none where it doesn't say", () => {
    const written = emergencyLines()
      .join("\n")
      .replace("instance.main }", "instance.main, types: [aws_security_group] }")
    expect(config(written).policies.get(acme())?.domains["break-glass"].grantable).toEqual([
      { tool: "terraform.apply", prefix: "aws_db_instance.main", types: ["aws_security_group"] },
    ])
  })

  it("lets who asks countersign alone only where it says so", () => {
    const saying = (written: boolean) =>
      config([...emergencyLines(), `      allowSelfCountersign: ${written}`].join("\n")).policies.get(acme())
    expect([saying(true), saying(false)].map((policy) => policy?.domains["break-glass"].allowSelfCountersign)).toEqual([
      true,
      false,
    ])
  })

  it("without a section for emergencies lets nobody ask for anything", () => {
    const { grantable, countersigners, allowSelfCountersign } =
      config(text()).policies.get(acme())?.domains["break-glass"] ?? {}
    expect({ grantable, countersigners, allowSelfCountersign }).toEqual({
      grantable: [],
      countersigners: [],
      allowSelfCountersign: false,
    })
  })

  it("gives a directory: actors, whose key a key is, and for whom an agent calls", () => {
    const [ssh, key] = [sshLine(), apiKey()]
    const { directory } = config(text({ ssh, sha256: key.sha256 }))
    const { fingerprint } = parsePublicKey(ssh)
    const alice = { ...principal("alice"), roles: ["admin"] }
    expect(directory.actor(acme(), ActorId.parse("alice"))).toEqual(alice)
    expect(directory.actor(TenantId.parse("other"), ActorId.parse("alice"))).toBeUndefined()
    expect(directory.actors(acme()).map(({ id }) => id)).toEqual(["alice", "bob", "deployer"])
    expect(directory.actors(TenantId.parse("other"))).toEqual([])
    expect(directory.ownerOfKey(fingerprint)).toEqual(principal("bob"))
    expect(directory.ownerOfKey(parsePublicKey(sshLine()).fingerprint)).toBeUndefined()
    expect(directory.keysOf(principal("bob")).map((owned) => owned.fingerprint)).toEqual([fingerprint])
    expect(directory.keysOf(principal("alice"))).toEqual([])
    expect(directory.callerOfApiKey(key.key)).toEqual({
      actor: { ...principal("deployer", "agent"), roles: [] },
      person: alice,
    })
    expect(directory.callerOfApiKey(apiKey().key)).toBeUndefined()
  })

  it("lets people and services call in person", () => {
    const [bobs, cis] = [apiKey("bob-1"), apiKey("ci-1")]
    const { directory } = config(
      changed(
        /\n {4}groups:/,
        `
      - { id: carol, kind: human, apiKeys: [{ id: bob-1, sha256: ${bobs.sha256} }] }
      - { id: ci, kind: service, apiKeys: [{ id: ci-1, sha256: ${cis.sha256} }] }
    groups:`,
      ),
    )
    const carol = { ...principal("carol"), roles: [] }
    const ci = { ...principal("ci", "service"), roles: [] }
    expect(directory.callerOfApiKey(bobs.key)).toEqual({ actor: carol, person: carol })
    expect(directory.callerOfApiKey(cis.key)).toEqual({ actor: ci, person: ci })
  })

  it("listens on this machine alone unless told otherwise", () => {
    expect(config(text()).listen).toEqual({ host: "127.0.0.1", port: 7878 })
    expect(config(`${text()}\nlisten: { port: 0 }`).listen).toEqual({ host: "127.0.0.1", port: 0 })
    expect(config(`${text()}\nlisten: { host: "::" }`).listen).toEqual({ host: "::", port: 7878 })
  })

  it("has paths that start from its folder", () => {
    const former = config(
      changed(
        "key: server.key",
        "key: a, trusted: [{ publicKey: b.pem, until: { acme: 7 } }, { publicKey: c, until: {}, handover: d.json }]",
      ),
    ).signer
    expect(former.trusted).toEqual([
      { publicKey: "/etc/interlock/b.pem", from: new Map(), until: new Map([["acme", 7]]), handover: null },
      { publicKey: "/etc/interlock/c", from: new Map(), until: new Map(), handover: "/etc/interlock/d.json" },
    ])
    const { signer, store } = config(changed("{ memory: true }", "{ sqlite: data/log.db }"))
    expect(signer).toEqual({ key: "/etc/interlock/server.key", trusted: [] })
    expect(store).toEqual({ kind: "sqlite", path: "/etc/interlock/data/log.db" })
    expect(config(text()).store).toEqual({ kind: "memory" })
    expect(config(changed("key: server.key", "key: /run/key")).signer).toEqual({ key: "/run/key", trusted: [] })
  })

  it("names a tool's schema by file or by digest; blanks and the order of names in the file don't matter", () => {
    const written = '{ "b": [1, 2.0],\n "a": "é" }'
    const digest = digestOf(Buffer.from('{"a":"é","b":[1,2]}'))
    const fromFile = parseConfig(text(), "/etc/interlock/interlock.yaml", files(written))
    expect(fromFile.policies.get(acme())?.tools[0]?.schema).toBe(digest)
    expect(config(changed("tool.json", `sha256:${digest}`)).policies.get(acme())?.tools[0]?.schema).toBe(digest)
  })

  it.each([
    ["not JSON", '{"a": ', /can be read from this file.*\(line 1, column 7: /],
    ["a name given twice", '{"a":1,"a":2}', /\(line 1, column 8: .*given twice/],
    ["no object", "[]", /can be read from this file/],
  ])("is refused when a tool's schema file holds %s", (_, schema, problem) => {
    expect(() => parseConfig(text(), "/etc/interlock/interlock.yaml", files(schema))).toThrow(problem)
  })

  it("may be JSON", () => {
    const sameText = text()
    expect(config(JSON.stringify(parse(sameText))).policies).toEqual(config(sameText).policies)
  })

  it.each([
    ["90s", 90_000],
    ["15m", 900_000],
    ["4h", 14_400_000],
    ["7d", 604_800_000],
    ["1", 1],
  ])("reads a length of time %s as %i ms", (written, milliseconds) => {
    expect(config(changed("permit: 2000", `permit: ${written}`)).policies.get(acme())?.permitMs).toBe(milliseconds)
  })

  it.each([
    ["", 86_400_000],
    ["\n    idempotency: 24h", 86_400_000],
    ["\n    idempotency: 90s", 90_000],
    ["\n    idempotency: 5", 5],
  ])("keeps idempotency keys as long as it says, and a day where it says nothing: %j", (line, milliseconds) => {
    const { policies } = config(`${text()}${line}`)
    expect(policies.get(acme())?.answersMs).toBe(milliseconds)
  })

  it.each(["0", "soon", "1w", "[24h]"])("keeps no idempotency key for %s", (written) => {
    expect(problems(changed("permit: 2000", `permit: 2000\n    idempotency: ${written}`))).toEqual([
      expect.stringMatching(/^19:18: tenants\[0\]\.idempotency: write a length of time/),
    ])
  })

  it("is read from disk, with the schema files it names", () => {
    const folder = mkdtempSync(join(tmpdir(), "interlock-config-"))
    writeFileSync(join(folder, "interlock.yaml"), text())
    writeFileSync(join(folder, "tool.json"), "{}")
    expect(readConfig(join(folder, "interlock.yaml")).policies.get(acme())?.tools[0]?.schema).toBe(
      digestOf(Buffer.from("{}")),
    )
    expect(() => readConfig(join(folder, "none.yaml"))).toThrow(/none\.yaml:1:1: this file can't be read/)
    rmSync(folder, { recursive: true })
  })
})

describe("what is wrong with a config file", () => {
  it("is told all at once, in the file's order, each with file, line and column", () => {
    const bad = text()
      .replace("memory: true", "memory: false")
      .replace("kind: human, roles", "kind: humn, roles")
      .replace("permit: 2000", "permit: soon")
      .replace("ops: [alice, bob, deployer]", "ops: [alice, bobby, deployer]")
      .replace("maxUses: 5", "maxUsers: 5")
    expect(problems(bad)).toEqual([
      expect.stringMatching(/^2:8: store: write either/),
      "7:28: tenants[0].actors[0].kind: write one of human, agent, service",
      '11:20: tenants[0].groups.ops[1]: there is no actor "bobby" in this tenant (did you mean "bob"?)',
      expect.stringMatching(/^17:13: tenants\[0\]\.limits\.maxUses: this is missing: write a whole number from 1$/),
      expect.stringMatching(
        /^17:15: tenants\[0\]\.limits\.maxUsers: there is no such key \(did you mean "maxUses"\?\)/,
      ),
      expect.stringMatching(/^18:13: tenants\[0\]\.permit: write a length of time/),
    ])
    expect(() => config(bad)).toThrow(
      /^\/etc\/interlock\/interlock\.yaml:2:8: store: .*\n\/etc\/interlock\/interlock\.yaml:7:28: /,
    )
  })

  it("is a reference problem as well where other parts of the file can't be read", () => {
    expect(problems(changed("for: alice", "for: alise").replace("version: 1", "version: 2"))).toEqual([
      expect.stringMatching(/^1:10: version: write 1/),
      expect.stringMatching(/^9:\d+: tenants\[0\]\.actors\[2\]\.apiKeys\[0\]\.for: there is no actor "alise"/),
    ])
  })

  const wrong: readonly [what: string, from: string | RegExp, to: string, problem: RegExp][] = [
    [
      "an unknown key",
      "permit: 2000",
      "permit: 2000\n    permits: 1",
      /^19:5: tenants\[0\]\.permits: there is no such key \(did you mean "permit"\?\)/,
    ],
    ["a key given twice", "version: 1", "version: 1\nversion: 1", /^2:1: this key is given twice/],
    [
      "a name that JavaScript overlooks",
      "      ops:",
      "      __proto__: [alice]\n      ops:",
      /^11:7: this name can't be used/,
    ],
    ["an unknown tag", "memory: true", "memory: !yes true", /^2:18: this isn't YAML/],
    ["an alias without its anchor", "permit: 2000", "permit: *short", /an alias/],
    ["an unknown version", "version: 1", 'version: "1"', /^1:10: version: write 1/],
    ["two stores", "memory: true", "memory: true, sqlite: x", /^2:8: store: write either/],
    ["an id with a blank", "id: acme", "id: ac me", /^5:9: tenants\[0\]\.id: write an id/],
    [
      "two actors of one id",
      "    groups:",
      "      - { id: alice, kind: human }\n    groups:",
      /^10:15: .*an actor "alice" is declared above/,
    ],
    [
      "an administrator who audits",
      "roles: [admin]",
      "roles: [admin, auditor]",
      /^7:50: tenants\[0\]\.actors\[0\]\.roles\[1\]: who administers a tenant does not audit it/,
    ],
    [
      "an agent who administers",
      "kind: agent,",
      "kind: agent, roles: [reader, admin],",
      /^9:54: tenants\[0\]\.actors\[2\]\.roles\[1\]: an agent can't administer/,
    ],
    [
      "somebody in the gate's own role",
      "kind: agent,",
      "kind: agent, roles: [reader, gate],",
      /^9:54: tenants\[0\]\.actors\[2\]\.roles\[1\]: the role "gate" is the gate's own/,
    ],
    [
      "somebody of the gate's own name",
      "      - { id: alice,",
      "      - { id: interlock, kind: service }\n      - { id: alice,",
      /^7:15: tenants\[0\]\.actors\[0\]\.id: "interlock" is the gate itself/,
    ],
    ["an agent's key for nobody", ", for: alice", "", /acts for a person: name them with `for`/],
    ["an agent's key for an agent", "for: alice", "for: deployer", /"deployer" is no human/],
    ["a person's key for another", "kind: agent", "kind: human", /a person calls in person: remove `for`/],
    [
      "an API key's hash that is none",
      /sha256: [0-9a-f]+/,
      "sha256: ik_deployer-1_secret",
      /apiKeys\[0\]\.sha256: write the 64 hexadecimal digits/,
    ],
    [
      "an agent that signs",
      "kind: agent,",
      `kind: agent, keys: [${sshLine()}],`,
      /^9:44: .*only people sign approvals/,
    ],
    ["an RSA key", /ssh-ed25519 [^\]]+/, "ssh-rsa AAAA", /keys\[0\]: a key of type ssh-rsa can't sign here/],
    ["a group with nobody", "[alice, bob, deployer]", "[]", /groups\.ops: write at least one of actor ids/],
    [
      "a group with a stranger",
      "[alice, bob, deployer]",
      "[alice, bob, zoe]",
      /^11:25: .*there is no actor "zoe" in this tenant$/,
    ],
    [
      "a group with somebody twice",
      "[alice, bob, deployer]",
      "[alice, bob, alice]",
      /^11:25: .*"alice" is in this group already/,
    ],
    [
      "a group's name that can't be one",
      "      ops:",
      "      +x: [alice]\n      ops:",
      /^11:7: tenants\[0\]\.groups\.\+x: write a name/,
    ],
    [
      "a quorum above the group's people",
      "quorum: 2",
      "quorum: 3",
      /quorum: 3 can't approve: only people do, and the group "ops" has 2/,
    ],
    ["a quorum of none", "quorum: 2", "quorum: 0", /quorum: write a whole number from 1/],
    [
      "a route's unknown group",
      "name: ops",
      "name: opps",
      /there is no group "opps" in this tenant \(did you mean "ops"\?\)/,
    ],
    [
      "a group twice in a stage",
      "quorum: 2 }",
      "quorum: 2 }, { name: ops, quorum: 1 }",
      /the group "ops" is in this stage already/,
    ],
    ["a route without stages", /normal:\n.*/, "normal: []", /routes\.normal: write at least one of stages/],
    ["a stage without groups", "[{ name: ops, quorum: 2 }]", "[]", /groups: write at least one of groups/],
    ["a length of time of nothing", "sla: 4h", "sla: 0s", /sla: write a length of time/],
    ["a length of time beyond counting", "sla: 4h", "sla: 999999999999999d", /sla: write a length of time/],
    [
      "a tool's unknown route",
      "route: normal",
      "route: norml",
      /there is no route "norml" in this tenant \(did you mean "normal"\?\)/,
    ],
    ["a tool used too often", "uses: 1", "uses: 6", /uses: limits\.maxUses is 5/],
    [
      "a tool's requests that live too long",
      "lifetime: 8h",
      "lifetime: 8d",
      /lifetime: this is more than limits\.maxLifetime/,
    ],
    ["a tool's unknown inspector", "inspector: terraform", "inspector: teraform", /inspector: write one of terraform/],
    [
      "a tool's schema that isn't there",
      "tool.json",
      "none.json",
      /^16:42: tenants\[0\]\.tools\[0\]\.schema: no JSON schema can be read/,
    ],
    ["a tool's digest that is none", "tool.json", "sha256:abc", /schema: write the path/],
    [
      "a tool declared twice",
      "    limits:",
      "      - { name: terraform.apply, schema: tool.json, effect: read, writes: deny, route: normal, uses: 1, lifetime: 1 }\n    limits:",
      /^17:17: .*a tool "terraform.apply" is declared above/,
    ],
    ["no tenants", /tenants:[^]*/, "tenants: []", /tenants: write at least one of tenants/],
    ["nothing", /[^]*/, "", /^1:1: write a map with version/],
    ["no YAML", /[^]*/, "tenants: [", /this isn't YAML/],
  ]
  it.each(wrong)("is %s", (_, from, to, problem) => {
    expect(problems(changed(from, to))).toEqual([expect.stringMatching(problem)])
  })

  const unsafe: readonly [what: string, from: string | RegExp, to: string, problem: RegExp][] = [
    [
      "a tool that there isn't",
      "tool: terraform.apply",
      "tool: teraform.apply",
      /^24:27: tenants\[0\]\.breakGlass\.grantable\[0\]\.tool: there is no tool "teraform\.apply" in this tenant \(did you mean "terraform\.apply"\?\)$/,
    ],
    [
      "bounds that nothing is within",
      "maxDuration: 1h",
      "maxDuration: 4m",
      /^21:20: tenants\[0\]\.breakGlass\.maxDuration: this is less than minDuration, so every request would be refused/,
    ],
    [
      "countersigners that nobody is",
      "countersigners: [admin]",
      "countersigners: [admn]",
      /^28:23: tenants\[0\]\.breakGlass\.countersigners: no person of this tenant has such a role, so no grant could ever begin \(did you mean "admin"\?\)$/,
    ],
    [
      "no countersigners",
      "countersigners: [admin]",
      "countersigners: []",
      /^28:23: .*countersigners: write at least one of roles$/,
    ],
    [
      "everything",
      "prefix: aws_db_instance.main",
      'prefix: "*"',
      /^24:52: tenants\[0\]\.breakGlass\.grantable\[0\]\.prefix: write the address of a resource, .* without spaces and wildcards$/,
    ],
    ["a wildcard", "aws_db_instance.main", '"aws_db_*"', /^24:52: .*prefix: write the address/],
    ["a wildcard of one sign", "aws_db_instance.main", '"aws_d?"', /^24:52: .*prefix: write the address/],
    ["a space", "aws_db_instance.main", '"aws_db_instance main"', /^24:52: .*prefix: write the address/],
    ["nothing at all", "aws_db_instance.main", '""', /^24:52: .*prefix: write the address/],
    ["no prefix", ", prefix: aws_db_instance.main", "", /^24:19: .*prefix: this is missing: write the address/],
    [
      "an unknown key",
      "maxActiveGrants: 2",
      "maxActiveGrants: 2\n      maxActiveGrant: 2",
      /^28:7: tenants\[0\]\.breakGlass\.maxActiveGrant: there is no such key \(did you mean "maxActiveGrants"\?\)/,
    ],
    ["a missing key", "      cooldown: 30m\n", "", /^20:7: .*cooldown: this is missing: write a length of time/],
    ["a limit of none", "max: 3", "max: 0", /^26:27: .*requestRate\.max: write a whole number from 1$/],
    [
      "a maybe",
      "countersigners: [admin]",
      "countersigners: [admin]\n      allowSelfCountersign: sometimes",
      /^29:29: .*allowSelfCountersign: write true or false$/,
    ],
  ]
  it.each(unsafe)("is %s, where it is for emergencies", (_, from, to, problem) => {
    expect(problems(changed(from, to, emergencyLines()))).toEqual([expect.stringMatching(problem)])
  })

  it.each([
    ["that nothing reads", "writes: step_up", /touches, so no grant could cover one: give it an inspector$/],
    ["whose writes are denied", "inspector: terraform, writes: deny", /denies every write with "notes", under a grant/],
  ])("is a tool %s, asked for in an emergency", (_, more, problem) => {
    const declared = `      - { name: notes, schema: tool.json, effect: write, ${more}, route: normal, uses: 1, lifetime: 8h }\n    limits:`
    const all = changed("    limits:", declared, emergencyLines()).split("\n")
    const found = problems(changed("tool: terraform.apply", "tool: notes", all))
    expect(found).toEqual([expect.stringMatching(problem)])
    expect(found[0]).toMatch(/^25:27: tenants\[0\]\.breakGlass\.grantable\[0\]\.tool: /)
  })

  it("is a list of types that is longer than a policy may be, or that says none", () => {
    const types = (written: string) =>
      problems(changed("aws_db_instance.main }", `aws_db_instance.main, types: ${written} }`, emergencyLines()))
    const many = (count: number) => `[${Array.from({ length: count }, (_, n) => `t${n}`).join(", ")}]`
    expect([types("[]"), types("[aws_iam_role, aws_security_group]"), types(many(16))]).toEqual([[], [], []])
    expect(types(many(17))).toEqual([
      expect.stringMatching(/^24:\d+: tenants\[0\]\.breakGlass\.grantable\[0\]\.types: write at most 16 of them$/),
    ])
    for (const bad of ['["*"]', '["aws_iam_*"]', '["an iam role"]', "[7]"])
      expect(types(bad)).toEqual([
        expect.stringMatching(/types\[0\]: write the type of a resource as its tool names it/),
      ])
    expect(types("aws_iam_role")).toEqual([expect.stringMatching(/types: write a list of types of resources$/)])
  })

  it("is a list of what is grantable that is longer than a policy may be", () => {
    const pairs = (count: number) =>
      `grantable: [${Array<string>(count).fill("{ tool: terraform.apply, prefix: a }").join(", ")}]`
    expect(problems(changed(/grantable: .*/, pairs(64), emergencyLines()))).toEqual([])
    expect(problems(changed(/grantable: .*/, pairs(65), emergencyLines()))).toEqual([
      "24:18: tenants[0].breakGlass.grantable: write at most 64 of them",
    ])
  })

  it("is a role to countersign that only an agent has", () => {
    const all = changed("kind: agent,", "kind: agent, roles: [responder],", emergencyLines()).split("\n")
    expect(problems(changed("countersigners: [admin]", "countersigners: [responder]", all))).toEqual([
      "28:23: tenants[0].breakGlass.countersigners: no person of this tenant has such a role, so no grant could ever begin",
    ])
  })

  it.each(["interlock", "interlock.config", "interlock:log", "Interlock/policy"])(
    "is the gate's own %s, asked for in an emergency",
    (tool) => {
      const declared = `      - { name: ${tool}, schema: tool.json, effect: write, writes: step_up, route: normal, uses: 1, lifetime: 8h }\n    limits:`
      const all = changed("    limits:", declared, emergencyLines()).split("\n")
      expect(problems(changed("tool: terraform.apply", `tool: ${tool}`, all))).toEqual([
        "25:27: tenants[0].breakGlass.grantable[0].tool: the gate's own tools are never grantable",
      ])
    },
  )

  it("is one SSH key of two people", () => {
    const ssh = sshLine()
    const both = changed("roles: [admin]", `roles: [admin], keys: [${ssh}]`, lines({ ssh }))
    expect(problems(both)).toEqual([
      expect.stringMatching(/^8:40: tenants\[0\]\.actors\[1\]\.keys\[0\]: the key SHA256:.* belongs to somebody above/),
    ])
  })

  it("is a tenant, an SSH key or an API key that another tenant has", () => {
    const all = lines()
    const [first, ...rest] = problems([...all, ...all.slice(4)].join("\n"))
    expect([first, ...rest]).toEqual([
      expect.stringMatching(/^19:9: tenants\[1\]\.id: a tenant "acme" is declared above/),
      expect.stringMatching(/^22:40: tenants\[1\]\.actors\[1\]\.keys\[0\]: the key/),
      expect.stringMatching(
        /^23:54: tenants\[1\]\.actors\[2\]\.apiKeys\[0\]\.id: an API key "deployer-1" is declared above/,
      ),
    ])
  })

  it("is never told with what might be a secret", () => {
    const { key } = apiKey()
    for (const text of [
      changed(/sha256: [0-9a-f]+/, `sha256: ${key}`),
      changed("version: 1", `version: ${key}`),
      changed("permit: 2000", `permit: ${key}`),
      changed("permit: 2000", `permit: 2000\n    ${key}: 1`),
      changed("for: alice", `for: ${key}`),
      changed(/[^]*/, `- ${key}: [`),
    ]) {
      expect(problems(text).join()).not.toContain(key.slice(-43))
      expect(problems(text)).not.toEqual([])
    }
  })

  it("is never told with a line of the file", () => {
    expect(problems("token: [hunter2").join()).not.toContain("hunter2")
  })

  it("isn't made up: the fixture itself is valid", () => {
    expect(problems(text())).toEqual([])
  })
})

import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { lookOf } from "../../../adapters/config/alike.ts"
import { parseConfig } from "../../../adapters/config/config.ts"
import { sshLine } from "./fixture.ts"

const EXAMPLE = fileURLToPath(new URL("../../../interlock.example.yaml", import.meta.url))
const example = readFileSync(EXAMPLE, "utf8")

/** What is doubted of the example with some of its text changed. */
const doubted = (...changes: readonly (readonly [from: string | RegExp, to: string])[]): readonly string[] => {
  const text = changes.reduce((before, [from, to]) => {
    const after = before.replace(from, () => to)
    if (after === before) throw new Error(`the example has no ${String(from)}`)
    return after
  }, example)
  return parseConfig(text, EXAMPLE).warnings.map(({ message }) => message)
}

const CAROL = "      - id: carol\n"
const another = (id: string, roles = ""): readonly [string, string] => [
  CAROL,
  `      - { id: ${id}, kind: human, roles: [${roles}], keys: [${sshLine()}] }\n${CAROL}`,
]

describe("attack 27: a valid file, looked at as a whole", () => {
  it("has nothing to be warned of in the example", () => {
    expect(doubted()).toEqual([])
  })

  it.each(["Bob", "b0b", "BOB"])("names people that read alike: bob and %s", (id) => {
    expect(doubted(another(id))).toEqual([
      `tenants[0].actors[2].id: the actor "${id}" reads like "bob": where both are one person, that person counts twice in a quorum; else rename one, so that nobody takes one for the other`,
    ])
  })

  it("names a role that reads like one that the gate knows", () => {
    const [first, second] = doubted(another("dave", "Admin, responder"))
    expect(first).toContain('the role "Admin" reads like "admin", and is not that one')
    expect(second).toContain('the role "Admin" reads like "admin"')
  })

  it.each([
    ["tool", [/tickets\.search/g, "terraform-apply"]],
    ["group", ["      security: [bob, carol]", "      security: [bob, carol]\n      Platform: [bob]"]],
    [
      "route",
      [
        "      ordinary:",
        "      Two-People:\n        - { mode: sequential, groups: [{ name: platform, quorum: 1 }], sla: 4h }\n      ordinary:",
      ],
    ],
  ] as const)("names a %s that reads like another", (what, change) => {
    expect(doubted(change)).toEqual([expect.stringContaining(`the ${what} "`)])
  })

  it("names a route that can't be met when one of its people asks", () => {
    expect(doubted(["platform: [alice, bob, carol]", "platform: [alice, bob]"])).toEqual([
      'tenants[0].tools[0].route: the route "two-people" can\'t be met when it is asked for alice: people approve with an SSH key of their own, nobody what was asked for in their name, and nobody twice',
    ])
  })

  it("names a route whose people have no key to approve with", () => {
    expect(doubted([/ {8}keys:\n {10}- ssh-ed25519 \S+ carol@example\n/, ""])).toEqual([
      expect.stringContaining('the route "two-people" can\'t be met when it is asked for alice'),
      expect.stringContaining("only bob can countersign, so that no grant begins that bob asks for"),
    ])
  })

  it("names a route that counts on one person twice", () => {
    const change = ["route: ordinary", "route: with-security"] as const
    expect(
      doubted(
        change,
        ["platform: [alice, bob, carol]", "platform: [bob]"],
        ["security: [bob, carol]", "security: [bob]"],
        ["{ name: platform, quorum: 2 }", "{ name: platform, quorum: 1 }"],
      ),
    ).toEqual([expect.stringContaining('the route "with-security" can\'t be met, whoever asks')])
  })

  it("names who is in a group and no person", () => {
    expect(doubted(["platform: [alice, bob, carol]", "platform: [alice, bob, carol, ci]"])).toEqual([
      'tenants[0].groups.platform[3]: "ci" is no person, and counts for nothing in "platform"',
    ])
  })

  it("names an agent as which nobody calls", () => {
    expect(doubted([CAROL, `      - { id: idler, kind: agent }\n${CAROL}`])).toEqual([
      expect.stringContaining('nobody can call as the agent "idler"'),
    ])
  })

  it.each([
    ["permit: 2m", "permit: 9999999d"],
    ["idempotency: 24h", "idempotency: 9999d"],
    ["maxGap: 30d", "maxGap: 9999999d"],
    ["maxLifetime: 7d", "maxLifetime: 9999999d"],
    ["max: 10, window: 1h", "max: 10, window: 9999999d"],
    ["sla: 4h", "sla: 9999999d"],
    ["minDuration: 5m\n      maxDuration: 1h", "minDuration: 5m\n      maxDuration: 9999999d"],
    ["requestLifetime: 15m", "requestLifetime: 9999999d"],
    ["factorLifetime: 2m", "factorLifetime: 9999999d"],
    ["cooldown: 30m", "cooldown: 9999999d"],
    ["max: 3, window: 1d", "max: 3, window: 9999999d"],
  ])("names what lasts absurdly long: %s as %s", (from, to) => {
    expect(doubted([from, to])).toEqual([expect.stringMatching(/: this is more than [0-9]+ days, and so long /)])
  })

  it.each([
    ["permit: 2m", "permit: 4s"],
    ["idempotency: 24h", "idempotency: 59s"],
    ["lifetime: 8h", "lifetime: 59s"],
    ["sla: 4h", "sla: 59s"],
    ["minDuration: 5m\n      maxDuration: 1h", "minDuration: 1s\n      maxDuration: 59s"],
    ["requestLifetime: 15m", "requestLifetime: 59s"],
    ["factorLifetime: 2m", "factorLifetime: 4s"],
  ])("names what leaves nobody the time for it: %s as %s", (from, to) => {
    expect(doubted([from, to])).toEqual([expect.stringMatching(/: this is less than [0-9]+ seconds: /)])
  })

  it.each([
    ["permit: 2m", "permit: 5s"],
    ["sla: 4h", "sla: 60s"],
  ])("and not what is just long enough: %s as %s", (from, to) => {
    expect(doubted([from, to])).toEqual([])
  })

  it("names a tenant that nobody administers", () => {
    expect(doubted(["roles: [admin, registrar]", "roles: [registrar]"])).toEqual([
      expect.stringContaining('no person has the role "admin"'),
    ])
  })

  it("names a tool that is inspected for what it writes, and said to read", () => {
    const reads = "effects: [read, write, destructive]"
    expect(doubted(["effect: destructive", "effect: read"], [reads, "effects: [read]"])).toEqual([
      expect.stringContaining('"terraform.apply" is inspected for what it writes, and is said to read'),
    ])
  })

  it("names a type that may be opened and that no plan has", () => {
    expect(doubted(["types: [aws_security_group]", "types: [aws_security_group, aws_securitygroup]"])).toEqual([
      expect.stringMatching(/grantable\[1\]\.types\[1\]: the Terraform reader knows no type "aws_securitygroup"/),
    ])
  })

  it("names an address that other machines reach", () => {
    expect(doubted(["host: 127.0.0.1", "host: 0.0.0.0"])).toEqual([
      expect.stringContaining("listen.host: other machines reach 0.0.0.0, and what they send is not encrypted"),
    ])
  })

  it("names a cap of all that one meets alone", () => {
    expect(doubted(["all: { calls: 1024", "all: { calls: 200"])).toEqual([
      "limits.all.calls: one tenant may take 256 and all together 200, so that it takes what is everybody's",
    ])
    expect(doubted(["actor: { calls: 64", "actor: { calls: 300"])).toEqual([
      expect.stringContaining("one actor may take 300 and its tenant 256"),
    ])
  })

  it.each([
    [
      "actor: { calls: 64, bodyBytes: 16777216, waits: 128, callsPerMinute: 1200",
      "actor: { calls: 64, bodyBytes: 16777216, waits: 128, callsPerMinute: 1",
    ],
    ["storedBytesPerDay: 1073741824", "storedBytesPerDay: 1024"],
  ])("names a cap that ordinary work meets", (from, to) => {
    expect(doubted([from, to])).toEqual([expect.stringContaining(", which ordinary work takes")])
  })

  it("names one secret that is two keys", () => {
    const [own] = /6e19[0-9a-f]{60}/.exec(example) ?? []
    expect(doubted([/5aa1[0-9a-f]{60}/, own ?? ""])).toEqual([
      expect.stringContaining('this is the key of "deployer-1" too, and whoever has it is both'),
    ])
  })

  it("names a lifetime that is as long", () => {
    expect(doubted(["lifetime: 8h", "lifetime: 300d"], ["maxLifetime: 7d", "maxLifetime: 300d"])).toHaveLength(1)
  })

  it("names emergency access that one person opens alone, or nobody", () => {
    expect(doubted(["allowSelfCountersign: false", "allowSelfCountersign: true"])).toEqual([
      expect.stringContaining("one person alone opens emergency access"),
    ])
    expect(doubted(["countersigners: [responder]", "countersigners: [responder, lead]"])).toEqual([
      expect.stringContaining('nobody has the role "lead"'),
    ])
    expect(doubted([/grantable:\n.*\n.*\n/, "grantable: []\n"])).toEqual([
      expect.stringContaining("no emergency access"),
    ])
  })

  it("takes letters for one another as people do", () => {
    expect(["b0b", "B0B", "bob"].map(lookOf)).toEqual(["bob", "bob", "bob"])
    expect(lookOf("a.b-c_d")).toBe(lookOf("a-b_c:d"))
    expect(lookOf("bob")).not.toBe(lookOf("rob"))
  })
})

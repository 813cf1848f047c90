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
    ["tool", ["- name: tickets.search", "- name: terraform-apply"]],
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

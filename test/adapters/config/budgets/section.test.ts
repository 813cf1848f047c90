import { describe, expect, it } from "vitest"
import { TenantId } from "../../../../kernel/actors.ts"
import { Policy } from "../../../../kernel/gate/policy.ts"
import { changed, config, lines, problems } from "../fixture.ts"
import { budgetLines, costing } from "./fixture.ts"

const policyIn = (text: string) => config(text).policies.get(TenantId.parse("acme"))
const budgetsIn = (text: string) => policyIn(text)?.domains.budgets
const costIn = (text: string) => policyIn(text)?.tools[0]?.domains.budgets
const text = () => budgetLines().join("\n")

/** The place of some text in a file, as an error has it. */
const placeOf = (text: string, said: string): string => {
  const before = text.slice(0, text.indexOf(said)).split("\n")
  return `${before.length}:${(before.at(-1) ?? "").length + 1}`
}

describe("the section of budgets", () => {
  it("gives the kernel's settings", () => {
    const policy = policyIn(text())
    expect(policy?.domains.budgets).toEqual({
      required: true,
      windowMs: 3_600_000,
      leaseMs: 900_000,
      newCaps: {
        spend: 10_000,
        affected: 50,
        blast: 5,
        depth: 2,
        rate: 20,
        open: 4,
        unknown: 3,
        tools: ["terraform.apply"],
      },
      reporters: ["executor"],
    })
    expect(Policy.parse(policy)).toEqual(policy)
  })

  it("without caps for new agents gives them none: nothing is allowed until two people widen", () => {
    const written = changed(/ {6}newAgents:\n( {8}.*\n)+/, "", budgetLines())
    expect(budgetsIn(written)?.newCaps).toEqual({
      spend: 0,
      affected: 0,
      blast: 0,
      depth: 0,
      rate: 0,
      open: 0,
      unknown: 0,
      tools: [],
    })
  })

  it("without reporters relies on nobody's word but the gate's", () => {
    expect(budgetsIn(changed(/\n {6}reporters:.*/, "", budgetLines()))?.reporters).toEqual([])
  })

  it("may be left out: then no agent needs a budget", () => {
    expect(budgetsIn(lines().join("\n"))).toMatchObject({ required: false, reporters: [], newCaps: { tools: [] } })
    expect(problems(lines().join("\n"))).toEqual([])
  })

  it("may say the most that there is", () => {
    const most = Number.MAX_SAFE_INTEGER
    const written = changed(
      /spend: 10000\n(.*\n)*? {8}unknown: 3/,
      `spend: ${most - 1}\n        affected: ${most - 1}\n        blast: ${most}\n        depth: 32\n        rate: 48\n        open: 16\n        unknown: 16`,
      budgetLines(),
    )
    expect(budgetsIn(written)?.newCaps).toMatchObject({
      spend: most - 1,
      affected: most - 1,
      blast: most,
      depth: 32,
      rate: 48,
      open: 16,
      unknown: 16,
    })
  })
})

const amount = "write a whole number from 0, in the minor unit of your currency, such as 1250 for 12.50"
const upTo = (most: number) => `write a whole number from 0 to ${most}`
const time = "write a length of time such as 90s, 15m, 4h or 7d, or milliseconds as a whole number from 1"

describe("what is wrong in the section of budgets is told with its place", () => {
  it.each([
    ["spend: 10000", "spend: -1", "newAgents.spend", amount],
    ["spend: 10000", "spend: 12.5", "newAgents.spend", amount],
    ["spend: 10000", 'spend: "100"', "newAgents.spend", amount],
    ["spend: 10000", "spend: 9007199254740991", "newAgents.spend", amount],
    ["spend: 10000", "spend: 9007199254740992", "newAgents.spend", amount],
    ["affected: 50", "affected: 9007199254740991", "newAgents.affected", amount],
    ["affected: 50", "affected: -1", "newAgents.affected", amount],
    ["blast: 5", "blast: .inf", "newAgents.blast", amount],
    ["depth: 2", "depth: 33", "newAgents.depth", upTo(32)],
    ["rate: 20", "rate: 49", "newAgents.rate", upTo(48)],
    ["rate: 20", "rate: -1", "newAgents.rate", upTo(48)],
    ["open: 4", "open: 17", "newAgents.open", upTo(16)],
    ["unknown: 3", "unknown: 17", "newAgents.unknown", upTo(16)],
    ["unknown: 3", "unknown: some", "newAgents.unknown", upTo(16)],
    ["window: 1h", "window: 0", "window", time],
    ["window: 1h", "window: soon", "window", time],
    ["lease: 15m", "lease: -5m", "lease", time],
  ])("%s as %s", (from, to, place, message) => {
    const written = changed(from, to, budgetLines())
    const [, value = ""] = to.split(": ")
    const { length } = to.slice(0, to.indexOf(value))
    const [line, column] = placeOf(written, to).split(":")
    expect(problems(written)).toEqual([
      `${line ?? ""}:${Number(column) + length}: tenants[0].budgets.${place}: ${message}`,
    ])
  })

  it.each([
    [/ {6}window: 1h\n/, "window", time],
    [/ {6}lease: 15m\n/, "lease", time],
    [/ {8}spend: 10000\n/, "newAgents.spend", amount],
    [/ {8}unknown: 3\n/, "newAgents.unknown", upTo(16)],
    [/ {8}tools: \[terraform.apply\]\n/, "newAgents.tools", "write a list of names of tools"],
  ])("what is missing: %s", (part, place, message) => {
    const [told, ...more] = problems(changed(part, "", budgetLines()))
    expect(more).toEqual([])
    expect(told).toMatch(new RegExp(`^\\d+:\\d+: tenants\\[0\\]\\.budgets\\.${place}: this is missing: ${message}`))
  })

  it.each([
    ["window: 1h", "window: 1h\n      leese: 1h", 'budgets.leese: there is no such key (did you mean "lease"?)'],
    ["spend: 10000", "spend: 10000\n        currency: EUR", "budgets.newAgents.currency: there is no such key"],
    ["rate: 20", "rate: 20\n        rates: 20", 'budgets.newAgents.rates: there is no such key (did you mean "rate"?)'],
  ])("a key that isn't there: %s as %s", (from, to, message) => {
    expect(problems(changed(from, to, budgetLines()))).toEqual([expect.stringContaining(message)])
  })

  it("a tool that isn't there", () => {
    const written = changed("tools: [terraform.apply]", "tools: [terraform.aply]", budgetLines())
    expect(problems(written)).toEqual([
      `${placeOf(written, "terraform.aply]")}: tenants[0].budgets.newAgents.tools[0]: there is no tool "terraform.aply" in this tenant (did you mean "terraform.apply"?)`,
    ])
  })

  it("a tool that can't be one, and more of them than a record holds", () => {
    const tools = (list: string) => problems(changed("tools: [terraform.apply]", `tools: ${list}`, budgetLines()))
    expect(tools("[all of them]")).toEqual([expect.stringContaining("newAgents.tools[0]: write a tool's name")])
    expect(tools('["terraform.*"]')).toEqual([expect.stringContaining("newAgents.tools[0]: write a tool's name")])
    const many = `[${Array.from({ length: 17 }, () => "terraform.apply").join()}]`
    expect(tools(many)).toEqual([expect.stringContaining("newAgents.tools: write at most 16 tools")])
  })

  it("a tool that is named twice", () => {
    const written = changed("tools: [terraform.apply]", "tools: [terraform.apply, terraform.apply]", budgetLines())
    const told = problems(written)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain("a tool is named once")
  })

  it("roles that can't be any, and more of them than the gate can hold beside its own", () => {
    const reporters = (list: string) => problems(changed("reporters: [executor]", `reporters: ${list}`, budgetLines()))
    expect(reporters("[the executor]")).toEqual([expect.stringContaining("budgets.reporters[0]: write an id")])
    const many = (count: number) => `[${Array.from({ length: count }, (_, n) => `executor-${n}`).join()}]`
    expect(reporters(many(31))).toEqual([])
    expect(reporters(many(32))).toEqual([expect.stringContaining("budgets.reporters: write at most 31 roles")])
  })

  it("all of it at once", () => {
    const written = changed("spend: 10000", "spend: -1", changed("rate: 20", "rate: 99", budgetLines()).split("\n"))
    expect(problems(written)).toHaveLength(2)
  })
})

describe("what a tool's calls cost", () => {
  it.each([
    ["{}", { from: "fixed", amount: 0 }, { from: "effects" }],
    ["{ spend: 0 }", { from: "fixed", amount: 0 }, { from: "effects" }],
    ["{ spend: 250, affected: 3 }", { from: "fixed", amount: 250 }, { from: "fixed", amount: 3 }],
    [
      "{ spend: { argument: /amount }, affected: { argument: /to/0 } }",
      { from: "argument", at: "/amount" },
      { from: "argument", at: "/to/0" },
    ],
    ["{ spend: { upTo: 500 }, affected: { upTo: 2 } }", { from: "report", upTo: 500 }, { from: "report", upTo: 2 }],
    ["{ affected: effects }", { from: "fixed", amount: 0 }, { from: "effects" }],
    ['{ spend: { argument: "/" } }', { from: "argument", at: "/" }, { from: "effects" }],
    ["{ spend: { argument: /a~1b~0c } }", { from: "argument", at: "/a~1b~0c" }, { from: "effects" }],
  ])("is what the file says: %s", (cost, spend, affected) => {
    expect(costIn(costing(cost))).toEqual({ spend, affected })
  })

  it("is nothing where the file says nothing, and what its inspector finds is touched", () => {
    expect(costIn(text())).toEqual({ spend: { from: "fixed", amount: 0 }, affected: { from: "effects" } })
  })

  it("may stand at the longest pointer that there is", () => {
    const pointer = "/".repeat(256)
    expect(costIn(costing(`{ spend: { argument: "${pointer}" } }`))).toMatchObject({ spend: { at: pointer } })
  })

  const source =
    "write a whole number from 0, { argument: /amount } with the JSON pointer of one in the arguments, or { upTo: 100 } where only the report says"
  it.each([
    ["{ spend: 0.5 }", "spend"],
    ["{ spend: much }", "spend"],
    ["{ spend: effects }", "spend"],
    ["{ spend: { argument: amount } }", "spend"],
    ['{ spend: { argument: "" } }', "spend"],
    ["{ spend: { argument: /a~2 } }", "spend"],
    ["{ spend: { argument: /a~ } }", "spend"],
    ['{ spend: { argument: "#/amount" } }', "spend"],
    [`{ spend: { argument: "${"/".repeat(257)}" } }`, "spend"],
    ["{ spend: { argument: 7 } }", "spend"],
    ["{ spend: { argument: /a, upTo: 7 } }", "spend"],
    ["{ spend: {} }", "spend"],
    ["{ affected: { upTo: 0.5 } }", "affected"],
    ["{ affected: effect }", "affected"],
  ])("can't be %s, which is told with its place and what to write", (cost, place) => {
    const told = problems(costing(cost))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(`tenants[0].tools[0].cost.${place}: `)
    expect(told[0]).toContain(place === "spend" ? source : `${source}, or effects for as many things as`)
  })

  it.each([
    ["{ spend: -1 }", "spend"],
    ["{ spend: 9007199254740992 }", "spend"],
    ["{ spend: { upTo: -1 } }", "spend.upTo"],
    ["{ affected: -1 }", "affected"],
    ["{ affected: { upTo: 9007199254740992 } }", "affected.upTo"],
  ])("can't be %s, of which one thing alone is wrong", (cost, place) => {
    expect(problems(costing(cost))).toEqual([expect.stringContaining(`tools[0].cost.${place}: ${amount}`)])
  })

  it("has no other keys", () => {
    expect(problems(costing("{ spent: 7 }"))).toEqual([
      expect.stringContaining('tools[0].cost.spent: there is no such key (did you mean "spend"?)'),
    ])
  })

  it("is counted by the effects where somebody reads them, and nowhere else", () => {
    const blind = changed(" inspector: terraform,", "", costing("{ affected: effects }").split("\n"))
    expect(problems(blind)).toEqual([
      `${placeOf(blind, "effects }")}: tenants[0].tools[0].cost.affected: nothing reads what a call of this tool touches: give it an inspector, or write a number`,
    ])
    const counted = changed(" inspector: terraform,", "", costing("{ affected: 3 }").split("\n"))
    expect(problems(counted)).toEqual([])
  })
})

import { describe, expect, it } from "vitest"
import { approvals } from "../../kernel/approvals/index.ts"
import { breakGlass } from "../../kernel/break-glass/index.ts"
import { ASKED_BY_DEFAULT, domainNames, modules, registry } from "../../kernel/registry.ts"

describe("the registry", () => {
  it("has these domains, in this order, and whatever came after them", () => {
    expect(domainNames.slice(0, 2)).toEqual(["approvals", "break-glass"])
    expect(Object.keys(modules)).toEqual(domainNames)
    expect(registry.approvals.machine).toBe(approvals)
    expect(registry["break-glass"].machine).toBe(breakGlass)
  })

  it("asks a domain by default that can be asked", () => {
    expect(registry[ASKED_BY_DEFAULT].authority).not.toBeNull()
  })

  it("has no prefix of ids in two domains, so that those that one record gives, which share their digits, never meet", () => {
    const prefixes = domainNames.flatMap((domain) => [...new Set(Object.values<string>(registry[domain].prefixes))])
    expect(prefixes.toSorted()).toEqual([...new Set(prefixes)].toSorted())
    for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z]+$/)
  })
})

/** What is addressed to entities of a kind that never ends, where a register has several kinds: a parser sees to that. */
const endless: readonly string[] = [
  "budgets widen",
  "budgets narrow",
  "budgets unfreeze",
  "sessions disable",
  "sessions enable",
  "taint show",
  "taint write",
]

describe.each(domainNames)("the domain %s", (name) => {
  const { definition } = registry[name].machine
  const { guards, opens, chart } = definition
  const statuses: readonly string[] = chart.statuses
  const opening: readonly string[] = opens
  const rows = Object.entries<Readonly<Record<string, unknown>>>(guards)
  const commands = rows.map(([command]) => command)

  it("has one name: of its line, of its module, of its machine and of its records", () => {
    expect([registry[name].name, definition.name]).toEqual([name, name])
    expect(registry[name].transition.shape.domain.value).toBe(name)
    expect(registry[name].reference.shape.domain.value).toBe(name)
  })

  it("has the statuses of its chart, and ends in some of them", () => {
    const { schemas, ended } = registry[name]
    expect(schemas.statuses).toEqual(statuses)
    expect(statuses).toEqual(expect.arrayContaining([...ended]))
    expect(new Set(ended).size).toBe(ended.length)
    expect(ended.length).toBeLessThan(statuses.length)
  })

  it("reserves commands that it has", () => {
    expect(commands).toEqual(expect.arrayContaining([...registry[name].reserved]))
  })

  const lifecycleOf = (row: Readonly<Record<string, unknown>>): readonly string[][] =>
    Object.values(row).flatMap((guard) =>
      typeof guard === "object" && guard !== null && "in" in guard && Array.isArray(guard.in)
        ? [guard.in.map(String)]
        : [],
    )

  const meeting = rows.filter(([command]) => !opening.includes(command) && !endless.includes(`${name} ${command}`))
  it.each(meeting)("takes no %s where it has ended", (command, row) => {
    const left = registry[name].ended.filter((status) => lifecycleOf(row).every((among) => among.includes(status)))
    // A request that is used up is live to the table of statuses: that it has no uses left says the count beside it.
    expect(left).toEqual(command === "consume" && name === "approvals" ? ["consumed"] : [])
  })
})

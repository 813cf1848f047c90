import { existsSync, readFileSync, readdirSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import * as actors from "../../kernel/actors.ts"
import { domainNames, registry } from "../../kernel/registry.ts"

/** The pages of docs/domains/ against the code, in both directions: what one of them names, the other has. */

const fileAt = (path: string) => new URL(`../../${path}`, import.meta.url)

/** Every domain, with the parsers of its own file of types: one without its section is named by the tests below. */
const domains = await Promise.all(
  domainNames.map(async (name) => {
    const own: unknown = await import(fileAt(`kernel/${name}/${name}.ts`).href)
    return {
      name,
      kernel: registry[name].machine,
      words: { ...actors, ...z.looseObject({}).parse({ ...Object(own) }) },
    }
  }),
)

/** The tables under a heading: each as its rows, each row by the names of the columns. */
type Table = readonly Readonly<Record<string, string>>[]

const cellsOf = (line: string): string[] =>
  line
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim())

const tablesOf = (text: string): Table[] =>
  text
    .split(/\n{2,}/)
    .map((block) => block.split("\n").filter((line) => line.startsWith("|")))
    .filter(([head, rule]) => head !== undefined && rule !== undefined)
    .map(([head = "", , ...rows]) => {
      const names = cellsOf(head)
      return rows.map((row) => Object.fromEntries(cellsOf(row).map((cell, index) => [names[index] ?? "", cell])))
    })

const PAGES = "docs/domains"
const pageOf = (name: string): string => readFileSync(fileAt(`${PAGES}/${name}.md`), "utf8")

/** What the tables of a page tell, by the name of their first column. */
const TABLES = ["Status", "Command", "Guard", "Rule", "What", "Property"]
const firstOf = ([row]: Table): string => Object.keys(row ?? {})[0] ?? ""

/** The one table of a page whose first column has this name. */
const tableOf = (domain: string, first: string): Table => {
  const [table, ...others] = tablesOf(pageOf(domain)).filter((one) => firstOf(one) === first)
  if (table === undefined || others.length > 0)
    throw new Error(`${PAGES}/${domain}.md wants one table of ${first}, with a row at least`)
  return table
}

/** The names in a cell, each between backticks. */
const namesIn = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)
const nameIn = (cell?: string): string => {
  const [name, ...others] = namesIn(cell)
  if (name === undefined || others.length > 0) throw new Error(`one name is wanted in "${cell ?? ""}"`)
  return name
}

const guardsIn = (domain: string): string[] =>
  tableOf(domain, "Guard").flatMap((row) => namesIn(row["Sites"]).map((site) => `${nameIn(row["Guard"])}@${site}`))
const rulesIn = (domain: string): string[] => tableOf(domain, "Rule").map((row) => `${nameIn(row["Rule"])}@rule`)

/** By site, the property that the page names. */
const propertiesIn = (domain: string): ReadonlyMap<string, string> =>
  new Map([
    ...tableOf(domain, "Guard").flatMap((row) =>
      namesIn(row["Sites"]).map((site): [string, string] => [
        `${nameIn(row["Guard"])}@${site}`,
        nameIn(row["Property that falls"]),
      ]),
    ),
    ...tableOf(domain, "Rule").map((row): [string, string] => [
      `${nameIn(row["Rule"])}@rule`,
      nameIn(row["Property that falls"]),
    ]),
  ])

const modelled = (domain: string, file: string): unknown => {
  const path = fileAt(`models/${domain}/${file}`)
  const json: unknown = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null
  return json
}
const Negatives = z.array(z.object({ name: z.string(), site: z.string(), property: z.string() })).nullable()
const Liveness = z.array(z.object({ property: z.string() })).nullable()

describe.each(domains)("the page of $name", ({ name, kernel: { definition }, words }) => {
  it("is about the domain of this name", () => {
    expect(pageOf(name)).toContain(`Domain \`${definition.name}\`.`)
  })

  it("has every guard at every site, each once, and no other", () => {
    const sites = Object.entries<object>(definition.guards).flatMap(([command, row]) =>
      Object.keys(row).map((guard) => `${guard}@${command}`),
    )
    expect(guardsIn(name).toSorted()).toEqual(sites.toSorted())
  })

  it("has every rule, each once, and no other", () => {
    expect(rulesIn(name).toSorted()).toEqual(
      Object.keys(definition.rules)
        .map((rule) => `${rule}@rule`)
        .toSorted(),
    )
  })

  it("has every status and every command, each once, and no other", () => {
    expect(tableOf(name, "Status").map((row) => nameIn(row["Status"]))).toEqual(definition.chart.statuses)
    expect(tableOf(name, "Command").map((row) => nameIn(row["Command"]))).toEqual(Object.keys(definition.guards))
  })

  it("names beside each site the property that the model breaks there", () => {
    const negatives = Negatives.parse(modelled(definition.name, "negatives.json"))
    if (negatives === null) return
    const told = new Map(negatives.map(({ name, site, property }) => [`${name}@${site}`, property]))
    expect(propertiesIn(name)).toEqual(told)
  })

  it("has every property of liveness that the model checks, and no other", () => {
    const liveness = Liveness.parse(modelled(definition.name, "liveness.json"))
    if (liveness === null) return
    const named = tableOf(name, "Property").map((row) => nameIn(row["Property"]))
    expect(named.toSorted()).toEqual([...new Set(liveness.map(({ property }) => property))].toSorted())
  })

  it("says of what can't be said which parser holds it", () => {
    for (const row of tableOf(name, "What")) {
      const held = namesIn(row["Held by"])
      expect(held).not.toEqual([])
      for (const name of held) expect(Object.keys(words)).toContain(name)
    }
  })

  it("says something in every cell of every table", () => {
    const tables = tablesOf(pageOf(name))
    expect(tables.map(firstOf)).toEqual(TABLES)
    for (const row of tables.flat()) for (const cell of Object.values(row)) expect(cell).toMatch(/\S/)
  })
})

describe("the pages", () => {
  it("are of the domains that there are", () => {
    const pages = readdirSync(fileAt(PAGES)).filter((file) => file !== "README.md")
    expect(pages.toSorted()).toEqual(domainNames.map((name) => `${name}.md`).toSorted())
  })
})

import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import * as actors from "../../kernel/actors.ts"
import { domainNames, registry } from "../../kernel/registry.ts"

/** docs/domains.md against the code, in both directions: what one of them names, the other has. */

const fileAt = (path: string) => new URL(`../../${path}`, import.meta.url)

/** Every domain, with the parsers of its own file of types: one without its section is named by the tests below. */
const domains = await Promise.all(
  domainNames.map(async (name) => {
    const own: unknown = await import(fileAt(`kernel/${name}/${name}.ts`).href)
    const title = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
    return {
      title,
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

const sectionOf = (title: string): string => {
  const section = readFileSync(fileAt("docs/domains.md"), "utf8")
    .split(/^## /m)
    .find((one) => one.startsWith(`${title}\n`))
  if (section === undefined) throw new Error(`docs/domains.md has no section ${title}`)
  return section
}

/** The one table of a section whose first column has this name. */
const tableOf = (title: string, first: string): Table => {
  const [table, ...others] = tablesOf(sectionOf(title)).filter(([row]) => Object.keys(row ?? {})[0] === first)
  if (table === undefined || others.length > 0) throw new Error(`${title} wants one table of ${first}`)
  return table
}

/** The names in a cell, each between backticks. */
const namesIn = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)
const nameIn = (cell?: string): string => {
  const [name, ...others] = namesIn(cell)
  if (name === undefined || others.length > 0) throw new Error(`one name is wanted in "${cell ?? ""}"`)
  return name
}

const guardsIn = (title: string): string[] =>
  tableOf(title, "Guard").flatMap((row) => namesIn(row["Sites"]).map((site) => `${nameIn(row["Guard"])}@${site}`))
const rulesIn = (title: string): string[] => tableOf(title, "Rule").map((row) => `${nameIn(row["Rule"])}@rule`)

/** By site, the property that the page names. */
const propertiesIn = (title: string): ReadonlyMap<string, string> =>
  new Map([
    ...tableOf(title, "Guard").flatMap((row) =>
      namesIn(row["Sites"]).map((site): [string, string] => [
        `${nameIn(row["Guard"])}@${site}`,
        nameIn(row["Property that falls"]),
      ]),
    ),
    ...tableOf(title, "Rule").map((row): [string, string] => [
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

describe.each(domains)("the page of $title", ({ title, kernel: { definition }, words }) => {
  it("is about the domain of this name", () => {
    expect(sectionOf(title)).toContain(`Domain \`${definition.name}\`.`)
  })

  it("has every guard at every site, each once, and no other", () => {
    const sites = Object.entries<object>(definition.guards).flatMap(([command, row]) =>
      Object.keys(row).map((guard) => `${guard}@${command}`),
    )
    expect(guardsIn(title).toSorted()).toEqual(sites.toSorted())
  })

  it("has every rule, each once, and no other", () => {
    expect(rulesIn(title).toSorted()).toEqual(
      Object.keys(definition.rules)
        .map((rule) => `${rule}@rule`)
        .toSorted(),
    )
  })

  it("has every status and every command, each once, and no other", () => {
    expect(tableOf(title, "Status").map((row) => nameIn(row["Status"]))).toEqual(definition.chart.statuses)
    expect(tableOf(title, "Command").map((row) => nameIn(row["Command"]))).toEqual(Object.keys(definition.guards))
  })

  it("names beside each site the property that the model breaks there", () => {
    const negatives = Negatives.parse(modelled(definition.name, "negatives.json"))
    if (negatives === null) return
    const told = new Map(negatives.map(({ name, site, property }) => [`${name}@${site}`, property]))
    expect(propertiesIn(title)).toEqual(told)
  })

  it("has every property of liveness that the model checks, and no other", () => {
    const liveness = Liveness.parse(modelled(definition.name, "liveness.json"))
    if (liveness === null) return
    const named = tableOf(title, "Property").map((row) => nameIn(row["Property"]))
    expect(named.toSorted()).toEqual([...new Set(liveness.map(({ property }) => property))].toSorted())
  })

  it("says of what can't be said which parser holds it", () => {
    for (const row of tableOf(title, "What")) {
      const held = namesIn(row["Held by"])
      expect(held).not.toEqual([])
      for (const name of held) expect(Object.keys(words)).toContain(name)
    }
  })

  it("says something in every cell of every table", () => {
    const tables = tablesOf(sectionOf(title))
    expect(tables).toHaveLength(6)
    for (const row of tables.flat()) for (const cell of Object.values(row)) expect(cell).toMatch(/\S/)
  })
})

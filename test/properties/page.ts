import { readFileSync } from "node:fs"
import { expect, it } from "vitest"

/** The property that falls without each site, as the page of a domain has it: of a guard in its third column, of a rule in its fourth. */
export const fallsOnPage = (
  domain: string,
  sites: readonly string[],
  properties: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> => {
  const page = readFileSync(new URL(`../../docs/domains/${domain}.md`, import.meta.url), "utf8")
  const rows = page.split("\n").map((row) => row.split("|").map((cell) => cell.trim().replaceAll("`", "")))
  const falls = new Map(
    rows.flatMap(([, name = "", at = "", third = "", fourth = ""]): (readonly [string, string])[] => {
      if (third in properties) return [[`${name}@${at}`, third]]
      return fourth in properties ? [[`${name}@rule`, fourth]] : []
    }),
  )

  it("every site of the page has its property, and every property is one of the page's", () => {
    expect([...falls.keys()].toSorted()).toEqual(sites.toSorted())
    for (const name of Object.keys(properties)) expect(page).toContain(`\`${name}\``)
  })
  return falls
}

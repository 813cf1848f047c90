import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

/** The pages for people, held against the tree: what a page points at is there. */

const root = fileURLToPath(new URL("../../", import.meta.url))
const pages = [...globSync("*.md", { cwd: root }), ...globSync("docs/**/*.md", { cwd: root })]

/** The folders by which a path in backticks is known from other code; what is built has none of its own here. */
const OURS = /^(?:adapters|bin|demo|docs|kernel|models|scripts|test|verification)\/\S+$|^[A-Z]+\.md$/

const withoutFences = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, "")
const partsOf = (text: string, pattern: RegExp) => Array.from(text.matchAll(pattern), ([, part = ""]) => part)

/** As GitHub names a heading. */
const anchorsOf = (text: string) =>
  partsOf(withoutFences(text), /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  )

/** `<domain>` stands for each name, so one of them has to be there. */
const isThere = (path: string) => globSync(path.replace(/<[^<>]+>/g, "*"), { cwd: root }).length > 0

/** What a page at this path points at that is not there. */
const missing = (page: string, text: string): readonly string[] => {
  const prose = withoutFences(text)
  const links = partsOf(prose, /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link))
  const broken = links.filter((link) => {
    const [path = "", anchor] = link.split("#")
    if (path === "") return !anchorsOf(text).includes(anchor ?? "")
    const file = join(root, dirname(page), path)
    if (relative(root, file).startsWith("..") || !existsSync(file)) return true
    return anchor !== undefined && !anchorsOf(readFileSync(file, "utf8")).includes(anchor)
  })
  const paths = partsOf(prose, /`([^`\n]+)`/g).filter((code) => OURS.test(code))
  return [...broken, ...paths.filter((path) => !isThere(path))]
}

describe("the pages", () => {
  it.each(pages)("%s points only at what is there", (page) => {
    expect(missing(page, readFileSync(join(root, page), "utf8"))).toEqual([])
  })

  it("are those that a newcomer is sent to, and each decision is in the index", () => {
    expect(pages).toEqual(
      expect.arrayContaining(["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/domains/README.md"]),
    )
    const index = readFileSync(join(root, "docs/decisions/README.md"), "utf8")
    const listed = partsOf(index, /\]\(([^)\s]+)\)/g)
    expect(listed.toSorted()).toEqual(
      globSync("*.md", { cwd: join(root, "docs/decisions") })
        .filter((name) => name !== "README.md")
        .toSorted(),
    )
  })
})

describe("what is not there is found", () => {
  it.each([
    ["a page", "[a](gone.md)", ["gone.md"]],
    ["a page, from the folder of the one that names it", "[a](README.md) [b](../README.md)", ["README.md"]],
    ["a page outside", "[a](../../elsewhere.md)", ["../../elsewhere.md"]],
    ["a heading", "[a](#there) [b](#gone)\n\n## There\n", ["#gone"]],
    [
      "a heading of another page",
      "[a](domains/approvals.md#guards-of-approvals) [b](domains/approvals.md#gone)",
      ["domains/approvals.md#gone"],
    ],
    ["a file", "`kernel/gone.ts` and `kernel/machine.ts`", ["kernel/gone.ts"]],
    ["a file for any domain", "`kernel/<domain>/gone.ts` and `kernel/<domain>/guards.ts`", ["kernel/<domain>/gone.ts"]],
    ["a folder", "`models/gone/` and `models/<domain>/instances/`", ["models/gone/"]],
    ["a page by its name", "`GONE.md` and `SECURITY.md`", ["GONE.md"]],
    [
      "nothing that is no path",
      "`make verify`, `guards[command]`, `build/gone.json`, [a](https://example.org/gone)",
      [],
    ],
  ])("%s", (_, text, found) => {
    expect(missing("docs/page.md", text)).toEqual(found)
  })
})

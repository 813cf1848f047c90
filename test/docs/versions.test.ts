import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as z from "zod"

const textAt = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")
const Package = z.object({ engines: z.object({ node: z.string() }), devDependencies: z.object({ node: z.string() }) })
const { engines, devDependencies } = Package.parse(JSON.parse(textAt("package.json")))

/** What the README says of Node.js, with its lines run together. */
const readme = textAt("README.md").replaceAll("\n", " ")

describe("the versions of Node.js that the README names", () => {
  it("to install with is the one that the preflight asks for", () => {
    const [, major] = /^ *need Node\.js (\d+) /m.exec(textAt("scripts/preflight.sh")) ?? []
    expect(readme).toContain(`Node.js ≥ ${String(major)} to install with`)
  })

  it("of the clone is the one that is pinned", () => {
    expect(readme).toContain(`the repository's own Node.js, ${devDependencies.node}.`)
  })

  it("of the package is the one that the package asks for", () => {
    expect(readme).toContain(`asks for Node.js ${engines.node.replace(">=", "≥ ")}.`)
  })
})

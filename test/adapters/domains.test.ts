import { execFileSync } from "node:child_process"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { domainNames, domains } from "../../adapters/domains.ts"
import type { DomainName } from "../../adapters/domain.ts"
import { approvals } from "../../adapters/domains/approvals.ts"
import type { Doors } from "../../adapters/domains/doors.ts"
import { registry } from "../../kernel/registry.ts"
import { opened } from "./library/fixture.ts"

describe("the table of domains at the doors", () => {
  it("has every domain of the kernel, or does not compile", () => {
    // @ts-expect-error break-glass is missing
    const one: { readonly [N in DomainName]: Doors<N> } = { approvals }
    expect(Object.keys(one)).not.toEqual([...domainNames])
  })

  it.each(["config", "library", "standing", "http", "cli", "items"] as const)(
    "has the %s of each, or does not compile",
    (part) => {
      const { [part]: gone, ...rest } = approvals
      // @ts-expect-error a part is missing
      const doors: Doors<"approvals"> = rest
      expect(Object.values(doors)).not.toContain(gone)
    },
  )

  it("gives each domain a namespace of its own on the gate", async () => {
    const { gate } = await opened()
    expect([typeof gate.approvals.approve, typeof gate.breakGlass.countersign]).toEqual(["function", "function"])
  })

  it("calls no two of them by one word, and lets nobody sign for one what is the other's", () => {
    const all = domainNames.map((domain) => domains[domain])
    expect(new Set(all.map(({ items }) => items)).size).toBe(all.length)
    const said = domainNames.flatMap((domain) => Object.values<{ readonly what: string }>(registry[domain].statements))
    expect(new Set(said.map(({ what }) => what)).size).toBe(said.length)
    const keys = all.flatMap(({ config }) => Object.keys(config.shape))
    expect(new Set(keys).size).toBe(keys.length)
  })

  it("brings neither HTTP nor the command line to a gate in process", () => {
    const loading = `import { registerHooks } from "node:module"
      const loaded = []
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
      await import(${JSON.stringify(new URL("../../adapters/library/index.ts", import.meta.url).href)})
      console.log(JSON.stringify(loaded))`
    const printed = execFileSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", loading], {
      encoding: "utf8",
      cwd: import.meta.dirname,
    })
    const loaded = z.array(z.string()).parse(JSON.parse(printed))
    expect(loaded.some((url) => url.endsWith("/adapters/domains.ts"))).toBe(true)
    expect(loaded.filter((url) => /adapters\/(http|cli)\/|node_modules\/(@?hono|commander)\//.test(url))).toEqual([])
  })
})

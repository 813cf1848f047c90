import { chmodSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { cli } from "./cli.ts"
import { logged } from "./logged.ts"

type Paths = Awaited<ReturnType<typeof logged>>

describe("what others can change", () => {
  it.each<[string, (paths: Paths) => string, number]>([
    ["the config file", ({ config }) => config, 0o664],
    ["the key", ({ key }) => key, 0o620],
    ["the log", ({ store }) => store, 0o602],
    ["the heads beside the key", ({ heads }) => heads, 0o622],
    ["their folder", ({ folder }) => folder, 0o777],
  ])("attack 23: %s: nothing starts on it, and `config check` says how to mend it", async (_, pathOf, mode) => {
    const paths = await logged()
    const path = pathOf(paths)
    chmodSync(path, mode)
    for (const command of [
      ["config", "check", paths.config],
      ["serve", "--config", paths.config],
    ]) {
      const { code, stdout, stderr } = await cli(command)
      expect([code > 0, stdout]).toEqual([true, ""])
      // A file that is to be secret as well is told so first.
      expect(stderr).toMatch(/run `chmod (go-w|600) /)
      expect(stderr).toContain(`${path}\``)
    }
  })
})

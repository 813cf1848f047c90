import { globSync, readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { REPLACING } from "./replacing.ts"

it("every file that replaces a module has a worker's modules to itself", () => {
  const replacing = globSync("test/**/*.test.ts").filter((file) =>
    /\bvi\.(?:do)?[mM]ock\(/.test(readFileSync(file, "utf8")),
  )
  expect(replacing.sort()).toEqual([...REPLACING].sort())
})

import { mkdtemp, readdir, writeFile } from "node:fs/promises"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ToolchainError } from "../../../verification/tlc/errors.ts"
import { cacheFolder, ensureToolchain, pinned } from "../../../verification/tlc/toolchain.ts"

describe("the toolchain", () => {
  it("is kept outside the work tree", () => {
    expect(cacheFolder({ XDG_CACHE_HOME: "/c" })).toBe("/c/interlock")
    expect(cacheFolder({ XDG_CACHE_HOME: "relative" })).toBe(join(homedir(), ".cache", "interlock"))
    expect(cacheFolder({})).toBe(join(homedir(), ".cache", "interlock"))
  })

  it("is made by two at once without harm, leaves nothing half done, and is checked on every start", async () => {
    const cache = await mkdtemp(join(tmpdir(), "interlock-test-"))
    const [one, other] = await Promise.all([ensureToolchain(cache), ensureToolchain(cache)])
    expect(one).toEqual(other)
    expect(one.sha256).toBe(pinned)
    expect(await readdir(one.std)).toContain("Sequences.tla")
    expect(await readdir(one.driver)).toContain("TlcDriver.class")
    expect((await readdir(cache)).length).toBe(3)

    await writeFile(one.jar, "not TLC")
    await expect(ensureToolchain(cache)).rejects.toThrow(ToolchainError)
    await expect(ensureToolchain(cache)).rejects.toThrow(`not ${pinned}. Delete it and run again`)
  })
})

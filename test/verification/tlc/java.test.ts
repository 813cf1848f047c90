import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { findJava, releaseOf } from "../../../verification/tlc/java.ts"

/** A JAVA_HOME whose commands print what they are given. */
async function home(commands: Readonly<Record<string, string>>): Promise<NodeJS.ProcessEnv> {
  const folder = await mkdtemp(join(tmpdir(), "interlock-test-"))
  await mkdir(join(folder, "bin"))
  for (const [name, prints] of Object.entries(commands)) {
    const file = join(folder, "bin", name)
    await writeFile(file, `#!/bin/sh\necho '${prints}' >&2\n`)
    await chmod(file, 0o755)
  }
  return { JAVA_HOME: folder }
}

const found = (version: string): string => `openjdk version "${version}" 2025-04-15`

describe("Java", () => {
  it.each([
    ["1.8.0_392", 8],
    ["9", 9],
    ["11.0.2", 11],
    ["17.0.15", 17],
    ["25-ea", 25],
  ])("names its release: %s", (version, release) => {
    expect(releaseOf(found(version))).toBe(release)
  })
  it("has no release where none is printed", () => {
    expect(releaseOf("command not found")).toBe(null)
  })
  it("is taken with its compiler", async () => {
    const environment = await home({ java: found("11.0.2"), javac: "javac 11.0.2" })
    expect((await findJava(environment)).release).toBe(11)
  })
  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ["missing", {}, /^Java is missing .*Install it: apt-get install -y openjdk-17-jdk-headless$/],
    [
      "too old",
      { java: found("1.8.0_392"), javac: "javac" },
      /^Java 8 is too old .*: apt-get install -y openjdk-17-jdk-headless$/,
    ],
    [
      "without its compiler",
      { java: found("17.0.1") },
      /^Java 17 is here without its compiler.*: apt-get install -y openjdk-17-jdk-headless$/,
    ],
    [
      "broken",
      { java: "oh dear", javac: "javac" },
      /-version does not work.*: apt-get install -y openjdk-17-jdk-headless$/,
    ],
  ])("is told in one line when it is %s", async (_, commands, message) => {
    await expect(findJava(await home(commands))).rejects.toThrow(message)
  })
})

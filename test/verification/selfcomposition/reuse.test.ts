import { readFileSync, readdirSync } from "node:fs"
import { join, relative } from "node:path"
import { describe, expect, it } from "vitest"
import { keep, kept } from "../../../verification/run/reuse.ts"
import { ROOT } from "../../../verification/run/sources.ts"
import { compositions } from "../../../verification/selfcomposition/index.ts"
import { ShownComposition, filesOf, keyOf, shownOf } from "../../../verification/selfcomposition/reuse.ts"
import { tmp } from "../../adapters/tmp.ts"
import { reachedFrom } from "../imports.ts"
import { compositionReport } from "./reports.ts"

const toolchain = { jar: "", sha256: "f".repeat(64), std: "", driver: "", java: "", javac: "", release: 17 }

describe.each(compositions)("what was shown of $name", (composition) => {
  const shown = (faults: readonly string[] = []) => shownOf(compositionReport({ composition, faults }), [])

  it("is shown again for the same key and no other, and is not kept where it falls short", () => {
    const folder = tmp()
    const keptOf = (key: string) => kept(folder, composition.name, key, ShownComposition)
    keep(folder, "key", shown(["it does not hold"]))
    expect(keptOf("key")).toBeNull()
    keep(folder, "key", shown())
    expect(keptOf("key")).toEqual(JSON.parse(JSON.stringify(shown())))
    expect(keptOf("another key")).toBeNull()
  })
})

describe.each(compositions)("the key of $name", (composition) => {
  it("is another one for the checker, and for the Java that runs it", () => {
    const key = keyOf(composition, { toolchain })
    expect(keyOf(composition, { toolchain })).toBe(key)
    expect(keyOf(composition, { toolchain: { ...toolchain, sha256: "e".repeat(64) } })).not.toBe(key)
    expect(keyOf(composition, { toolchain: { ...toolchain, release: 21 } })).not.toBe(key)
  })

  it("is another one for every file that changes: of the model, of its library, of the harness", () => {
    const digest = (changed: string | null) => (files: readonly string[]) =>
      files.map((file) => (file === changed ? `${file} changed` : file)).join()
    const key = keyOf(composition, { toolchain }, digest(null))
    expect(filesOf(composition).filter((file) => keyOf(composition, { toolchain }, digest(file)) === key)).toEqual([])
  })

  it("leaves out nothing that verifying reads: what its code imports, however far, and its part of the models", () => {
    const files = filesOf(composition).map((file) => relative(ROOT, file))
    const entries = ["check", "told", "index", "reuse"].map((name) =>
      join(ROOT, `verification/selfcomposition/${name}.ts`),
    )
    const read = [...reachedFrom(entries)].map((file) => relative(ROOT, file))
    expect(read).toEqual(expect.arrayContaining(["verification/judgements.ts", "verification/tlc/driver.ts"]))
    expect(read.filter((file) => !files.includes(file))).toEqual([])
    for (const part of [
      "models/taint/NonInterference.tla",
      "models/taint/noninterference/negatives.json",
      "models/taint/noninterference/instances/acting.json",
      "models/lib/Guards.tla",
      "verification/tlc/TlcDriver.java",
      "package-lock.json",
    ])
      expect(files).toContain(part)
  })

  it("needs no other module of the domain: what its own extends is the library's, or TLA+'s", () => {
    const { domain, name } = composition
    const [, extended = ""] =
      /^EXTENDS (.*)$/m.exec(readFileSync(join(ROOT, "models", domain, `${name}.tla`), "utf8")) ?? []
    const modules = readdirSync(join(ROOT, "models", domain)).filter((file) => file.endsWith(".tla"))
    expect(extended).toContain("Guards")
    expect(extended.split(", ").filter((module) => modules.includes(`${module}.tla`))).toEqual([])
  })
})

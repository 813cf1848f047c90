import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { changedMeanwhile, keep, kept, keyOf, shownOf } from "../../../verification/run/reuse.ts"
import { tmp } from "../../adapters/tmp.ts"
import { domainReport } from "./reports.ts"

const toolchain = { jar: "", sha256: "f".repeat(64), std: "", driver: "", java: "", javac: "", release: 17 }
// The digests are of files, so the domain that is reported on is one that is there.
const shown = (faults: readonly string[] = []) =>
  shownOf(domainReport({ name: "approvals", faults }), { instances: [] })

describe("what was shown of a domain", () => {
  it("is shown again for the same key, and for no other", () => {
    const folder = tmp()
    keep(folder, "key", shown())
    expect(kept(folder, "approvals", "key")).toEqual(JSON.parse(JSON.stringify(shown())))
    expect(kept(folder, "approvals", "another key")).toBeNull()
    expect(kept(folder, "break-glass", "key")).toBeNull()
  })

  it("is not kept where it falls short", () => {
    const folder = tmp()
    keep(folder, "key", shown(["it does not hold"]))
    expect(kept(folder, "approvals", "key")).toBeNull()
  })

  it("is not kept where a file has changed meanwhile, since it speaks of nothing that is there", () => {
    const folder = tmp()
    const report = changedMeanwhile(domainReport({ name: "approvals" }))
    expect(report.faults).toEqual([expect.stringContaining("has changed while it was being verified")])
    keep(folder, "key", shownOf(report, { instances: [] }))
    expect(kept(folder, "approvals", "key")).toBeNull()
  })

  it("is not there where its file can't be read as one", () => {
    const folder = tmp()
    keep(folder, "key", shown())
    const file = join(folder, "approvals.json")
    for (const text of ["", "{", "null", '{"key":"key"}']) {
      writeFileSync(file, text)
      expect(kept(folder, "approvals", "key")).toBeNull()
    }
    expect(readFileSync(file, "utf8")).toBe('{"key":"key"}')
  })

  it("depends on the domain, its sources, the checker and the Java that runs it", () => {
    const key = keyOf("approvals", { toolchain })
    expect(keyOf("approvals", { toolchain })).toBe(key)
    expect(keyOf("break-glass", { toolchain })).not.toBe(key)
    expect(keyOf("approvals", { toolchain: { ...toolchain, sha256: "e".repeat(64) } })).not.toBe(key)
    expect(keyOf("approvals", { toolchain: { ...toolchain, release: 21 } })).not.toBe(key)
  })
})

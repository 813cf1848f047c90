import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { digestOfSources, kernelDigest } from "../../../adapters/library/kernel-digest.ts"
import { tmp } from "../tmp.ts"

const sources = (files: Readonly<Record<string, string>>) => {
  const folder = tmp()
  mkdirSync(join(folder, "gate"))
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
  return folder
}

describe("the digest of a kernel's sources", () => {
  it("is the same for the same sources, whatever lies beside them", () => {
    const one = sources({ "a.ts": "1", "gate/b.ts": "2" })
    const other = sources({ "gate/b.ts": "2", "a.ts": "1", "a.md": "notes", "a.d.ts": "declare" })
    expect(digestOfSources(one, ".ts")).toBe(digestOfSources(other, ".ts"))
  })

  it("is another one when a byte, a name or a place is", () => {
    const digests = [
      { "a.ts": "1", "gate/b.ts": "2" },
      { "a.ts": "1", "gate/b.ts": "3" },
      { "a.ts": "1", "gate/c.ts": "2" },
      { "a.ts": "1", "b.ts": "2" },
      { "a.ts": "1" },
    ].map((files) => digestOfSources(sources(files), ".ts"))
    expect(new Set(digests).size).toBe(digests.length)
  })

  it("is that of the kernel in this clone", () => {
    expect(kernelDigest()).toBe(digestOfSources(join(import.meta.dirname, "../../../kernel"), ".ts"))
  })
})

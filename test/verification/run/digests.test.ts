import { join, relative } from "node:path"
import { describe, expect, it } from "vitest"
import { digestsOf, kernelOf } from "../../../verification/run/digests.ts"
import { ROOT, filesBelow } from "../../../verification/run/sources.ts"
import { reachedFrom } from "../imports.ts"

describe("the digests of a domain", () => {
  it("take in every file of the kernel that it imports, however far", () => {
    const files = kernelOf("approvals")
    const reached = reachedFrom(filesBelow(join(ROOT, "kernel", "approvals")))
    expect([...reached].filter((path) => !files.includes(path))).toEqual([])
    expect(files.map((path) => relative(ROOT, path))).toEqual(
      expect.arrayContaining(["kernel/actors.ts", "kernel/json.ts", "kernel/time.ts", "kernel/approvals/guards.ts"]),
    )
  })

  it("leave out what is another domain's", () => {
    expect(kernelOf("approvals").filter((path) => relative(ROOT, path).startsWith("kernel/gate/"))).toEqual([])
  })

  it("are the same as long as nothing changes", () => {
    expect(digestsOf("approvals")).toEqual(digestsOf("approvals"))
  })
})

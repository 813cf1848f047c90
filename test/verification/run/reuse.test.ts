import { readFileSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { describe, expect, it } from "vitest"
import {
  ShownDomain,
  filesOf,
  keep,
  kept as keptOf,
  keyOf,
  reuse,
  shownOf,
  stillOf,
} from "../../../verification/run/reuse.ts"
import { ROOT } from "../../../verification/run/sources.ts"
import { tmp } from "../../adapters/tmp.ts"
import { reachedFrom } from "../imports.ts"
import { domainReport } from "./reports.ts"
import { domainNames } from "../../../kernel/registry.ts"

const toolchain = { jar: "", sha256: "f".repeat(64), std: "", driver: "", java: "", javac: "", release: 17 }
// The digests are of files, so the domain that is reported on is one that is there.
const shown = (faults: readonly string[] = []) =>
  shownOf(domainReport({ name: "approvals", faults }), { instances: [] })

const kept = (folder: string, name: string, key: string) => keptOf(folder, name, key, ShownDomain)

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
    const report = stillOf(domainReport({ name: "approvals" }), "key", "another key")
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

describe("a domain", () => {
  const verifying = (folder: string) => {
    let key = "key"
    let runs = 0
    let changes: string | null = null
    return {
      change: (to: string) => void (key = to),
      changeMeanwhile: (to: string) => void (changes = to),
      runs: () => runs,
      show: (isFresh = false) =>
        reuse(
          {
            name: "approvals",
            key: () => key,
            as: ShownDomain,
            verify: () => {
              runs += 1
              key = changes ?? key
              return Promise.resolve(domainReport({ name: "approvals" }))
            },
            shownOf: (report) => shownOf(report, { instances: [] }),
          },
          folder,
          isFresh,
        ),
    }
  }

  it("is verified once, and again where its key has changed or it has to be fresh", async () => {
    const { show, runs, change } = verifying(tmp())
    const first = await show()
    expect([first.again, runs()]).toEqual([false, 1])
    const second = await show()
    expect(second.shown).toEqual(JSON.parse(JSON.stringify(first.shown)))
    expect([second.again, runs()]).toEqual([true, 1])
    expect([(await show(true)).again, runs()]).toEqual([false, 2])
    change("another key")
    expect([(await show()).again, runs()]).toEqual([false, 3])
  })

  it("falls short where a file has changed while it was being verified, and is verified again", async () => {
    const { show, runs, changeMeanwhile } = verifying(tmp())
    changeMeanwhile("another key")
    expect((await show()).shown.certificate.ok).toBe(false)
    expect([(await show()).again, runs()]).toEqual([false, 2])
  })
})

describe("the key", () => {
  it("is another one for every file that changes: of the model, of its library, of the kernel, of the harness", () => {
    const one = filesOf("approvals")
    const digest = (changed: string | null) => (files: readonly string[]) =>
      files.map((file) => (file === changed ? `${file} changed` : file)).join()
    const key = keyOf("approvals", { toolchain }, digest(null))
    expect(one.filter((file) => keyOf("approvals", { toolchain }, digest(file)) === key)).toEqual([])
  })

  it("leaves out nothing that verifying reads: what its code imports, however far, and the domain's folders", () => {
    const files = filesOf("approvals").map((file) => relative(ROOT, file))
    const others = domainNames.filter((name) => name !== "approvals")
    const read = [...reachedFrom([join(ROOT, "verification/cli.ts")])]
      .map((file) => relative(ROOT, file))
      // What only tells of results, what is asked of two runs, and other domains' own.
      .filter(
        (file) =>
          !/^verification\/(?:evidence|selfcomposition)\//.test(file) &&
          !others.some((name) => file.includes(`/${name}/`)),
      )
    expect(read).toEqual(expect.arrayContaining(["verification/judgements.ts", "kernel/approvals/guards.ts"]))
    expect(read.filter((file) => !files.includes(file))).toEqual([])
    for (const part of ["models/approvals/Approvals.tla", "models/approvals/negatives.json", "models/lib/Guards.tla"])
      expect(files).toContain(part)
    for (const part of [
      "verification/tlc/TlcDriver.java",
      "models/approvals/instances/ending.json",
      "package-lock.json",
    ])
      expect(files).toContain(part)
  })
})

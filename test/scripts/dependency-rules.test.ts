import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))

/** Three packages of the names that the rules speak of: one that the kernel may take, one for the edge, one for development. */
const packages = (): Readonly<Record<string, string>> => ({
  "package.json": JSON.stringify({
    type: "module",
    dependencies: { zod: "1.0.0", hono: "1.0.0" },
    devDependencies: { vitest: "1.0.0" },
  }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: { module: "nodenext", allowImportingTsExtensions: true, noEmit: true },
  }),
  ...Object.fromEntries(
    ["zod", "hono", "vitest"].flatMap((name) => [
      [
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: "1.0.0", type: "module", main: "index.js" }),
      ],
      [`node_modules/${name}/index.js`, "export const z = 1, Hono = 1, test = 1"],
    ]),
  ),
})

/** A tree with these files and nothing else, judged by the project's own rules: the names of those that are broken. */
const broken = (files: Readonly<Record<string, string>>): readonly string[] => {
  const tree = mkdtempSync(join(tmpdir(), "interlock-rules-"))
  try {
    for (const [path, text] of Object.entries({ ...packages(), ...files })) {
      mkdirSync(dirname(join(tree, path)), { recursive: true })
      writeFileSync(join(tree, path), text)
    }
    const folders = [...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? ""))]
    const { stdout } = spawnSync(
      join(root, "node_modules/.bin/depcruise"),
      ["--config", join(root, ".dependency-cruiser.mjs"), "--output-type", "json", ...folders],
      { cwd: tree, encoding: "utf8" },
    )
    const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } }
    return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort()
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}

describe("the dependency rules", () => {
  it("let arrows point one way", () => {
    expect(
      broken({
        "kernel/a.ts": 'import { z } from "zod"\nexport const a = z',
        "adapters/b.ts":
          'import { a } from "../kernel/a.ts"\nimport { sep } from "node:path"\nexport const b = [a, sep]',
        "verification/c.ts": 'import { a } from "../kernel/a.ts"\nexport const c = a',
      }),
    ).toEqual([])
  })

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      "the kernel reads the machine",
      { "kernel/a.ts": 'import { sep } from "node:path"\nexport const a = sep' },
      "kernel-is-closed",
    ],
    [
      "the kernel takes a library for the edge",
      { "kernel/a.ts": 'import { Hono } from "hono"\nexport const a = Hono' },
      "kernel-is-closed",
    ],
    [
      "the kernel knows an adapter",
      {
        "kernel/a.ts": 'import { b } from "../adapters/b.ts"\nexport const a = b',
        "adapters/b.ts": "export const b = 1",
      },
      "kernel-is-closed",
    ],
    [
      "one domain knows another",
      {
        "kernel/approvals/a.ts": 'import { b } from "../taint/b.ts"\nexport const a = b',
        "kernel/taint/b.ts": "export const b = 1",
      },
      "domains-are-rooms",
    ],
    [
      "an adapter knows the verification",
      {
        "adapters/a.ts": 'import { b } from "../verification/b.ts"\nexport const a = b',
        "verification/b.ts": "export const b = 1",
      },
      "adapters-know-no-verification",
    ],
    [
      "the verification knows an adapter",
      {
        "verification/a.ts": 'import { b } from "../adapters/b.ts"\nexport const a = b',
        "adapters/b.ts": "export const b = 1",
      },
      "verification-knows-no-adapters",
    ],
    [
      "two files need each other",
      {
        "adapters/a.ts": 'import { b } from "./b.ts"\nexport const a = (): unknown => b',
        "adapters/b.ts": 'import { a } from "./a.ts"\nexport const b = (): unknown => a',
      },
      "no-cycles",
    ],
    [
      "the product needs a development package",
      { "adapters/a.ts": 'import { test } from "vitest"\nexport const a = test' },
      "no-development-packages-in-the-product",
    ],
    [
      "an import leads nowhere",
      { "adapters/a.ts": 'import { b } from "./gone.ts"\nexport const a = b' },
      "no-unresolved",
    ],
  ])("fail where %s", (_, files, rule) => {
    expect(broken(files)).toEqual([rule])
  })
})

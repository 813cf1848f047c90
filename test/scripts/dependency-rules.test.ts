import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { cruise } from "dependency-cruiser"
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options"
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config"
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

const rules = await extractDepcruiseOptions(join(root, ".dependency-cruiser.mjs"))

const topOf = (paths: readonly string[]) => [...new Set(paths.map((path) => path.split("/")[0] ?? ""))]

/** A tree with these files and nothing else, judged by the project's own rules: the names of those that are broken. */
const broken = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const tree = mkdtempSync(join(tmpdir(), "interlock-rules-"))
  try {
    for (const [path, text] of Object.entries({ ...packages(), ...files })) {
      mkdirSync(dirname(join(tree, path)), { recursive: true })
      writeFileSync(join(tree, path), text)
    }
    const { output } = await cruise(topOf(Object.keys(files)), { ...rules, baseDir: tree }, undefined, {
      tsConfig: extractTSConfig(join(tree, "tsconfig.json")),
    })
    if (typeof output === "string") throw new Error(output)
    return [...new Set(output.summary.violations.map(({ rule }) => rule.name))].sort()
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}

const leaf = "export const leaf = 1"
const imports = (...paths: readonly string[]) =>
  `${paths.map((path, n) => `import { leaf as leaf${n} } from "${path}"\n`).join("")}export const leaf = [${paths
    .map((_, n) => `leaf${n}`)
    .join(", ")}]`

describe("the dependency rules", () => {
  it("let arrows point one way", async () => {
    expect(
      await broken({
        "kernel/a.ts": 'import { z } from "zod"\nexport const leaf = z',
        "adapters/b.ts":
          'import { leaf } from "../kernel/a.ts"\nimport { sep } from "node:path"\nexport const b = [leaf, sep]',
        "verification/c.ts": imports("../kernel/a.ts"),
        "verification/bench/d.ts": imports("../../adapters/store/e.ts"),
        "adapters/store/e.ts": leaf,
      }),
    ).toEqual([])
  })

  it("let a domain be added with its own folders and a line in the registry", async () => {
    expect(
      await broken({
        "kernel/word.ts": leaf,
        "kernel/alpha/rules.ts": imports("../word.ts"),
        "kernel/alpha/index.ts": imports("./rules.ts", "../word.ts"),
        "kernel/registry.ts": imports("./alpha/index.ts"),
        "kernel/gate/gate.ts": imports("../registry.ts", "../ledger/body.ts"),
        "kernel/ledger/body.ts": imports("../registry.ts"),
        "adapters/library/alpha/open.ts": imports("../../../kernel/alpha/index.ts", "../../../kernel/gate/gate.ts"),
        "adapters/http/resource.ts": leaf,
        "adapters/http/alpha/routes.ts": imports("../resource.ts", "../../library/alpha/open.ts"),
        "adapters/domains.ts": imports("./http/alpha/routes.ts"),
        "verification/domains/alpha/world.ts": imports("../../../kernel/alpha/index.ts"),
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
      { "kernel/a.ts": imports("../adapters/b.ts"), "adapters/b.ts": leaf },
      "kernel-is-closed",
    ],
    [
      "one domain knows another",
      { "kernel/alpha/a.ts": imports("../beta/b.ts"), "kernel/beta/b.ts": leaf },
      "domains-stand-alone",
    ],
    [
      "one domain knows a part of another that is in a folder of its own",
      { "kernel/alpha/a.ts": imports("../beta/deep/b.ts"), "kernel/beta/deep/b.ts": leaf },
      "domains-stand-alone",
    ],
    [
      "a domain knows another whose name begins as its own does",
      { "kernel/alpha/a.ts": imports("../alphabet/b.ts"), "kernel/alphabet/b.ts": leaf },
      "domains-stand-alone",
    ],
    [
      "a domain knows the gate",
      { "kernel/alpha/a.ts": imports("../gate/b.ts"), "kernel/gate/b.ts": leaf },
      "domains-stand-alone",
    ],
    [
      "a domain knows which domains there are",
      { "kernel/alpha/a.ts": imports("../registry.ts"), "kernel/registry.ts": leaf },
      "domains-stand-alone",
    ],
    [
      "a domain knows the gate's ports",
      { "kernel/alpha/a.ts": imports("../ports.ts"), "kernel/ports.ts": leaf },
      "domains-stand-alone",
    ],
    [
      "a word of the kernel knows a domain",
      { "kernel/a.ts": imports("./alpha/b.ts"), "kernel/alpha/b.ts": leaf },
      "words-know-no-folder",
    ],
    [
      "a word of the kernel knows the ledger",
      { "kernel/a.ts": imports("./ledger/b.ts"), "kernel/ledger/b.ts": leaf },
      "words-know-no-folder",
    ],
    ...["gate", "ledger", "notices"].map((folder): [string, Readonly<Record<string, string>>, string] => [
      `kernel/${folder} knows a domain past the registry`,
      { [`kernel/${folder}/a.ts`]: imports("../alpha/b.ts"), "kernel/alpha/b.ts": leaf },
      "domains-are-known-by-the-registry",
    ]),
    ...["http", "cli", "library", "config"].map((door): [string, Readonly<Record<string, string>>, string] => [
      `what adapters/${door} has of one domain knows what another door has of another`,
      { [`adapters/${door}/alpha/a.ts`]: imports("../../library/beta/b.ts"), "adapters/library/beta/b.ts": leaf },
      "doors-stand-alone",
    ]),
    [
      "what a door has of one domain knows another domain",
      { "adapters/http/alpha/a.ts": imports("../../../kernel/beta/b.ts"), "kernel/beta/b.ts": leaf },
      "doors-stand-alone",
    ],
    [
      "the binding of one domain knows that of another",
      { "verification/domains/alpha/a.ts": imports("../beta/b.ts"), "verification/domains/beta/b.ts": leaf },
      "bindings-stand-alone",
    ],
    [
      "the binding of one domain knows another domain",
      { "verification/domains/alpha/a.ts": imports("../../../kernel/beta/b.ts"), "kernel/beta/b.ts": leaf },
      "bindings-stand-alone",
    ],
    ...["verification", "test", "demo", "scripts"].map((folder): [string, Readonly<Record<string, string>>, string] => [
      `an adapter knows ${folder}`,
      { "adapters/a.ts": imports(`../${folder}/b.ts`), [`${folder}/b.ts`]: leaf },
      "adapters-know-no-verification",
    ]),
    [
      "the verification knows an adapter",
      { "verification/a.ts": imports("../adapters/b.ts"), "adapters/b.ts": leaf },
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
      "two folders need each other, though no two files do",
      {
        "adapters/http/a.ts": imports("../library/b.ts"),
        "adapters/library/b.ts": leaf,
        "adapters/library/c.ts": imports("../http/d.ts"),
        "adapters/http/d.ts": leaf,
      },
      "no-cycles-between-folders",
    ],
    [
      "three folders need each other in a ring, if only for types",
      {
        "kernel/gate/a.ts": imports("../ledger/b.ts"),
        "kernel/ledger/b.ts": leaf,
        "kernel/ledger/c.ts": imports("../notices/d.ts"),
        "kernel/notices/d.ts": leaf,
        "kernel/notices/e.ts": 'import type { F } from "../gate/f.ts"\nexport type E = F',
        "kernel/gate/f.ts": "export type F = 1",
      },
      "no-cycles-between-folders",
    ],
    ...["util", "adapters/util", "verification/util"].map(
      (folder): [string, Readonly<Record<string, string>>, string] => [
        `a file stands alone in ${folder}, a folder that no rule names`,
        { [`${folder}/a.ts`]: leaf },
        "no-unknown-folder",
      ],
    ),
    [
      "somebody imports from a folder that no rule names",
      { "adapters/http/a.ts": imports("../util/b.ts"), "adapters/util/b.ts": leaf },
      "no-unknown-folder",
    ],
    [
      "a folder that no rule names imports something",
      { "adapters/util/a.ts": imports("../b.ts"), "adapters/b.ts": leaf },
      "no-unknown-folder",
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
  ])("fail where %s", async (_, files, rule) => {
    expect(await broken(files)).toEqual([rule])
  })

  it("are asked of every folder of ours, those too that nobody has heard of", () => {
    const tree = mkdtempSync(join(tmpdir(), "interlock-rules-"))
    try {
      for (const folder of ["kernel", "unheard-of", "node_modules", "build"]) mkdirSync(join(tree, folder))
      const { stdout } = spawnSync(
        "make",
        ["-n", "-o", "node_modules/.installed", "-f", join(root, "Makefile"), "check"],
        {
          cwd: tree,
          encoding: "utf8",
        },
      )
      const line = stdout.split("\n").find((each) => each.includes("depcruise")) ?? ""
      expect(line.split(" ").slice(3).sort()).toEqual(["kernel/", "unheard-of/"])
    } finally {
      rmSync(tree, { recursive: true, force: true })
    }
  })
})

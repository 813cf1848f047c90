import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import * as z from "zod"
import { type Said, compilerOn, without } from "./compiler.ts"
import { copyWithToy, edits, toyFiles } from "./copy.ts"

/**
 * A further domain is its own folders and a line in three tables. The toy (test/fixtures/toy-domain) is added so to a copy
 * of the project, which compiles, verifies and opens its doors; and whatever is left out of it, somebody names.
 */

/** Until somebody thinks that it hangs: a whole project is compiled and tested here, and its machine may be busy. */
const PATIENCE_MS = 900_000

let copy: string
beforeAll(() => {
  copy = copyWithToy(String(process.pid))
  return () => {
    rmSync(copy, { recursive: true, force: true })
  }
})

const textOf = (path: string) => readFileSync(join(copy, path), "utf8")

/** A file left out of what is there, under a name beside it: a variant, by its path. */
interface Variant {
  readonly path: string
  readonly text: string
  /** What the compiler has to name. */
  readonly named: RegExp
}

const variant = (path: string, what: string, change: (text: string) => string, named: RegExp): Variant => ({
  path: join(dirname(path), `${basename(path, ".ts")}-without-${what}.ts`),
  text: change(textOf(path)),
  named,
})

const missing = (property: string) => new RegExp(`Property '"?${property}"?' is missing`)
const leavingOut = (path: string, parts: readonly string[], which = 0): readonly Variant[] =>
  parts.map((part) => variant(path, part, (text) => without(text, part, which), missing(part)))

/** A file that is not there, for the one that gathers the others. */
const fileLeftOut = (path: string, file: string): Variant =>
  variant(
    path,
    `file-${basename(file)}`,
    (text) => text.replaceAll(`"${file}.ts"`, `"${file}-gone.ts"`),
    new RegExp(`Cannot find module '${file}-gone\\.ts'`),
  )

const KERNEL = "kernel/lockers/index.ts"
const BINDING = "verification/domains/lockers/index.ts"

const variants = (): readonly Variant[] => [
  // The machine, and the one call that hands the domain over.
  ...leavingOut(KERNEL, ["opens", "guards", "rules", "facts", "chart", "lasts"]),
  ...leavingOut(
    KERNEL,
    [
      ...["name", "machine", "schemas", "prefixes", "settingsOf", "warnings", "reserved", "ended"],
      ...["sweep", "sentences", "stage", "authority", "statements", "asked", "notices"],
    ],
    -1,
  ),
  // What reads them is told that it reads anything.
  variant(KERNEL, "policy", (text) => without(text, "policy"), /'\(policy: unknown\) => boolean'/),
  variant(KERNEL, "tool", (text) => without(text, "tool"), /'Known<unknown>' is not assignable/),
  ...leavingOut(KERNEL, ["id", "command", "kept", "statuses"]),
  ...leavingOut("kernel/lockers/sentences.ts", ["lockerHasRoom", "openerIsHuman"]),
  ...leavingOut("kernel/lockers/guards.ts", ["tag", "expire"]),
  ...leavingOut("kernel/lockers/facts.ts", ["close"]),
  ...leavingOut("kernel/lockers/chart.ts", ["tag"]),
  ...leavingOut("kernel/lockers/rules.ts", ["endIsTheRealEnd"]),
  ...leavingOut("kernel/lockers/stage.ts", ["failing", "says", "claims"]),
  ...["lockers", "rules", "facts", "guards", "chart", "lasts", "sentences", "stage", "sweep"].map((file) =>
    fileLeftOut(KERNEL, `./${file}`),
  ),
  // The doors.
  ...leavingOut("adapters/domains/lockers.ts", [
    "items",
    "config",
    "library",
    "standing",
    "http",
    "cli",
    "schema",
    "of",
  ]),
  ...leavingOut("adapters/config/lockers/section.ts", ["shape", "tool", "settings", "findings", "doubts"], -1),
  fileLeftOut("adapters/domains/lockers.ts", "../config/lockers/section"),
  fileLeftOut("adapters/domains/lockers.ts", "../library/lockers/lockers"),
  fileLeftOut("adapters/domains/lockers.ts", "../library/lockers/standing"),
  fileLeftOut("adapters/domains/lockers.ts", "../http/lockers/mount"),
  fileLeftOut("adapters/domains/lockers.ts", "../cli/lockers/register"),
  // The binding.
  ...leavingOut(BINDING, [
    ...["domain", "ended", "module", "ghosts", "broken", "effects", "named", "properties", "words", "stepText"],
    ...["controls", "open"],
    // How an instance of it is read.
    ...["instance", "interpretationOf", "actions", "projectionOf", "isWithinBound", "propertiesOf"],
  ]),
  ...leavingOut("verification/domains/lockers/words.ts", ["NoTagAfterTime"]),
  ...leavingOut("verification/domains/lockers/properties.ts", ["NoTagAfterTime"]),
  ...leavingOut("verification/domains/lockers/broken.ts", ["endIsTheRealEnd"]),
  ...["alphabet", "broken", "instance", "interpretation", "project", "properties", "step-text", "words"].map((file) =>
    fileLeftOut(BINDING, `./${file}`),
  ),
  // The lines.
  ...["adapters/domains.ts", "verification/domains/index.ts"].map((path) =>
    variant(path, "line", (text) => text.replace(edits[path]?.line ?? "", ""), missing("lockers")),
  ),
]

describe("the toy domain", { timeout: PATIENCE_MS }, () => {
  let compile: ReturnType<typeof compilerOn>
  let all: readonly Variant[]
  let files: readonly string[]
  let said: Said
  let tested: Promise<unknown>
  beforeAll(() => {
    const args = ["node_modules/vitest/vitest.mjs", "run", "--reporter=json", `--outputFile=${TESTED}`]
    // Beside the compiler, which keeps this process busy. Whether it found a fault, its report says.
    const tests = spawn(process.execPath, [...args, ...HOUSE], { cwd: copy, stdio: "ignore" })
    tested = once(tests, "exit")
    compile = compilerOn(copy)
    all = variants()
    const compiled = compile(Object.fromEntries(all.map(({ path, text }) => [path, text])))
    files = compiled.files
    said = compiled.said
    // Where nobody waited for them, they would write into the folder after its end.
    return async () => {
      tests.kill()
      await tested
    }
  }, PATIENCE_MS)

  it("is three lines, each with its import, and folders of its own", () => {
    expect(Object.keys(edits)).toEqual(["kernel/registry.ts", "adapters/domains.ts", "verification/domains/index.ts"])
    expect(toyFiles.filter((path) => !/\blockers\b/.test(path))).toEqual([])
  })

  it("compiles, and so does everything else", () => {
    expect(files).toEqual(expect.arrayContaining(toyFiles.filter((path) => path.endsWith(".ts"))))
    expect(files.flatMap((path) => said(path).map((line) => `${path}: ${line}`))).toEqual([])
  })

  it("leaves no dead code", () => {
    const { status, stderr } = spawnSync(process.execPath, ["scripts/dead-code.ts"], { cwd: copy, encoding: "utf8" })
    expect([status, stderr]).toEqual([0, ""])
  })

  it("does not compile without any one of its parts, and the compiler names that", () => {
    expect(all.length).toBeGreaterThan(70)
    expect(
      all
        .filter(({ path, named }) => !said(path).some((line) => named.test(line)))
        .map(({ path }) => [path, said(path)]),
    ).toEqual([])
  })

  it("does not compile where the kernel's table has no line of it: doors and binding name it", () => {
    const path = "kernel/registry.ts"
    const { said } = compile({ [path]: textOf(path).replace(edits[path]?.line ?? "", "") })
    for (const table of ["adapters/domains.ts", "verification/domains/index.ts"])
      expect(said(table).join("\n")).toMatch(/lockers/)
    expect(said("adapters/domains/lockers.ts").join("\n")).toMatch(/Type '"lockers"' does not satisfy/)
  })

  it("has its place in every table of the house, and its doors open", async () => {
    await tested
    const report = Report.parse(JSON.parse(textOf(TESTED)))
    const ran = report.testResults.flatMap(({ assertionResults }) => assertionResults)
    expect(ran.filter(({ status }) => status === "failed")).toEqual([])
    const passed = ran.flatMap(({ status, fullName }) => (status === "passed" ? [fullName] : []))
    for (const of of ["the stage of lockers", "lockers in process", "lockers over HTTP", "lockers at the command line"])
      expect(passed.some((name) => name.startsWith(of))).toBe(true)
    for (const of of [
      "lockers in the config file",
      "the domain lockers",
      "the settings of lockers",
      "the model of lockers",
    ])
      expect(passed.some((name) => name.startsWith(of))).toBe(true)
    expect(report.success).toBe(true)
  })
})

/** The toy's own tests, and all of the house's that know of domains: a further one changes none of them. */
const HOUSE = [
  "test/kernel",
  "test/adapters",
  "test/docs",
  "test/verification/domains/asked.test.ts",
  "test/verification/domains/settings.test.ts",
  "test/verification/evidence/rows.test.ts",
  "test/verification/run/cli.test.ts",
  "test/verification/run/reuse.test.ts",
]
const TESTED = "build/tests.json"

const Report = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
})

/** The harness on the copy. */
const harness = (command: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["verification/cli.ts", command, "--domain", "lockers", ...args],
    { cwd: copy, encoding: "utf8" },
  )
  return { status, said: `${stdout}${stderr}` }
}

/** Runs something while a file of the copy is another one, or none. */
const whileChanged = <T>(path: string, change: (text: string) => string | null, run: () => T): T => {
  const file = join(copy, path)
  const before = readFileSync(file, "utf8")
  const after = change(before)
  if (after === before) throw new Error(`nothing changes in ${path}`)
  if (after === null) rmSync(file)
  else writeFileSync(file, after)
  try {
    return run()
  } finally {
    writeFileSync(file, before)
  }
}

const Rows = z.array(z.looseObject({ name: z.string(), site: z.string().optional() }))
const withoutRow = (name: string) => (text: string) =>
  JSON.stringify(Rows.parse(JSON.parse(text)).filter((row) => row.name !== name))

describe("the model of the toy domain", { timeout: PATIENCE_MS }, () => {
  it("is the kernel's, site by site: equal, killed, replayed", () => {
    const { status, said } = harness("verify", "--fresh")
    expect([status, said]).toEqual([0, expect.stringMatching(/lockers +\d+ +\d+ +\d+ +13 +13\/13 +14\/14 +13\/13/)])
  })

  it.each([
    ["a row of its negatives", "negatives.json", withoutRow("taggerIsOwner"), "has no property for taggerIsOwner@tag"],
    ["an assumption's negative", "liveness.json", withoutRow("everyLockerEndsTimeStands"), "falls without it"],
    ["a run", "liveness.json", withoutRow("everyLockerEnds"), "does not ask whether EveryLockerEnds holds"],
    ["its larger instance", "instances/thronging.json", () => null, "there is no instance for invariants"],
    ["its instance for runs", "instances/lasting.json", () => null, "everyLockerEnds is asked in lasting"],
    ["its graph's instance", "instances/handling.json", () => null, "in handling, which is not there"],
    ["a witness", "instances/handling.json", (text: string) => text.replace('"Never_Full", ', ""), "Never_Full"],
    ["its module", "Lockers.tla", () => null, "Lockers.tla"],
    ["its negatives", "negatives.json", () => null, "negatives.json"],
    ["its runs", "liveness.json", () => null, "liveness.json"],
    [
      "a kind of actor at a command",
      "instances/handling.json",
      (text: string) => text.replaceAll('"sweeperOfT2"]', "]").replaceAll(", ]", "]"),
      "a foreign service",
    ],
  ] as const)("is missed without %s, by name", (_, file, change, named) => {
    const { status, said } = whileChanged(`models/lockers/${file}`, change, () => harness("verify"))
    expect(status).not.toBe(0)
    expect(said).toContain(named)
  })

  it("is held to how long it says that a locker matters, and to the graphs that are committed", () => {
    const { status, said } = whileChanged(
      "models/lockers/graphs.json",
      () => "{}",
      () =>
        whileChanged(
          "kernel/lockers/lasts.ts",
          (text) => text.replace("kept.closesAt", "null"),
          () => harness("verify"),
        ),
    )
    expect(status).toBe(1)
    expect(said).toContain("Open(l2, alice, three) is told of what is said to matter no longer")
    expect(said).toContain("stands of what lasts can be left out")
    expect(said).toContain("models/lockers/graphs.json is not of the model's graphs in handling")
  })
})

/** `make bench`: figures, never a test. A table (or with --json the JSON) on stdout, and build/bench.json. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { availableParallelism, loadavg } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { ROOT } from "../run/sources.ts"
import { cases } from "./cases/all.ts"
import { patterns } from "./hostile/patterns.ts"
import { AIMS, type Siege, siege, siegeTable } from "./hostile/siege.ts"
import type { Bounds } from "./measure.ts"
import { type Result, runCase } from "./run.ts"
import { benchTable, machineLine } from "./table.ts"

/** A case within some seconds, and enough pairs for a 99th percentile where an answer is quick. */
const BOUNDS: Bounds = { warmMs: 1_000, runMs: 4_000, pairs: 20_000 }

/** Long enough that a 99th percentile is not the one worst answer. */
const SIEGE_MS = 15_000

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } })

const build = join(ROOT, "build")
await mkdir(build, { recursive: true })
// Not the system's temporary folder: that may be memory, which syncs in no time.
const scratch = await mkdtemp(join(build, "bench-"))
const machine = { load: loadavg()[0] ?? 0, cores: availableParallelism(), node: process.version }
const results: (readonly [name: string, result: Result])[] = []
const sieges = new Map<string, Siege>()
try {
  for (const one of cases) {
    process.stderr.write(`measuring ${one.name}\n`)
    results.push([one.name, await runCase(one, scratch, BOUNDS)])
  }
  for (const pattern of patterns) {
    process.stderr.write(`measuring hostile.${pattern.name}\n`)
    sieges.set(pattern.name, await siege(pattern, scratch, SIEGE_MS))
  }
} finally {
  await rm(scratch, { recursive: true, force: true })
}

const aims = new Map(cases.map(({ name, aim }) => [name, aim]))
const figures = results.map(([name, result]) => [name, { ...result, aim: aims.get(name) }] as const)
const hostile = [...sieges].map(([name, result]) => [`hostile.${name}`, { ...result, aims: AIMS }] as const)
const json = `${JSON.stringify(Object.fromEntries([...figures, ...hostile]), null, 2)}\n`
await writeFile(join(build, "bench.json"), json)
process.stdout.write(
  values.json ? json : `${benchTable(cases, new Map(results))}\n\n${siegeTable(sieges)}\n\n${machineLine(machine)}\n`,
)

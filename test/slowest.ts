import { relative } from "node:path"
import type { Reporter, TestModule } from "vitest/node"

const SHOWN = 10

/** A line a file of tests, slowest first: what its tests and its imports took, in seconds. */
export const slowestOf = (files: readonly { readonly name: string; readonly ms: number }[]): readonly string[] =>
  files
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, SHOWN)
    .map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`)

const timed = (module: TestModule) => {
  const { duration, collectDuration } = module.diagnostic()
  return { name: relative(process.cwd(), module.moduleId), ms: duration + collectDuration }
}

/** Says after a run where its time went. */
export const slowestFirst: Reporter = {
  onTestRunEnd: (modules) => {
    if (modules.length > SHOWN) process.stdout.write(`\n${slowestOf(modules.map(timed)).join("\n")}\n`)
  },
}

/** Exports that nobody imports, and files that nobody reaches, are dead: `make check` fails on them. */
import { analyzeTsConfig } from "ts-unused-exports"

/** What is used from outside the import graph: started by name, or the public surface of the package. */
const entries = [
  "kernel/index",
  "adapters/library/index",
  "adapters/cli/main",
  "demo/demo",
  "verification/cli",
  "verification/bench/bench",
  "verification/mutation/run",
  "eslint.config",
  "vitest.config",
  "scripts/dead-code",
]

const found = analyzeTsConfig("tsconfig.json", [
  "--findCompletelyUnusedFiles",
  `--ignoreFiles=(^|/)(${entries.join("|")}|test/.*)(\\.ts)?$`,
])
const { unusedFiles = [], ...dead } = found
const lines = [
  ...Object.entries(dead).flatMap(([path, names]) =>
    names.map(({ exportName, location }) => `${path}:${String(location?.line ?? 1)} exports ${exportName}, and nobody imports it`),
  ),
  ...unusedFiles.filter((path) => !entries.some((entry) => path.endsWith(`${entry}.ts`)) && !path.includes("/test/")).map((path) => `${path} is reached by nobody`),
]
if (lines.length > 0) {
  process.stderr.write(`${lines.join("\n")}\n`)
  process.exitCode = 1
}

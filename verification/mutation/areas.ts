/**
 * The kernel, cut into areas whose mutants are killed by their own tests. A mutant that is hit while its module loads runs
 * every test it is given, so an area is given those that mirror it and not the whole suite: less may kill, nothing more.
 */
export const areas = {
  texts: {
    mutate: [
      "kernel/canonical.ts",
      "kernel/parse-json.ts",
      "kernel/digest.ts",
      "kernel/tool.ts",
      "kernel/word.ts",
      "kernel/effects.ts",
      "kernel/plan.ts",
    ],
    tests: ["test/kernel/*.test.ts"],
  },
  ledger: {
    mutate: ["kernel/ledger/*.ts"],
    tests: ["test/kernel/ledger/*.test.ts", "test/kernel/digest.test.ts"],
  },
  notices: {
    mutate: ["kernel/notices/*.ts"],
    tests: ["test/kernel/notices/*.test.ts"],
  },
  gate: {
    mutate: [
      "kernel/gate/*.ts",
      "kernel/ports.ts",
      "kernel/domain.ts",
      "kernel/known.ts",
      "kernel/registry.ts",
      "kernel/table.ts",
    ],
    tests: [
      "test/kernel/gate/*.test.ts",
      "test/kernel/ports.test.ts",
      "test/kernel/domain.test.ts",
      "test/kernel/registry.test.ts",
      "test/kernel/table.test.ts",
    ],
  },
  approvals: {
    mutate: ["kernel/approvals/*.ts", "kernel/machine.ts", "kernel/actors.ts", "kernel/json.ts", "kernel/time.ts"],
    tests: ["test/kernel/*.test.ts", "test/kernel/approvals/**/*.test.ts", "test/properties/approvals/*.test.ts"],
  },
  "break-glass": {
    mutate: ["kernel/break-glass/*.ts"],
    tests: ["test/kernel/break-glass/**/*.test.ts", "test/properties/break-glass/*.test.ts"],
  },
} as const satisfies Readonly<Record<string, Area>>

export interface Area {
  /** Stryker's globs, without braces: it cuts its option at every comma. */
  readonly mutate: readonly string[]
  /** vitest's globs. */
  readonly tests: readonly string[]
}
export type AreaName = keyof typeof areas

/** What no area mutates: prose for people (a test holds the names and the shape). */
export const PROSE = "kernel/**/sentences.ts"

export const isArea = (name: string | undefined): name is AreaName => name !== undefined && Object.hasOwn(areas, name)

/** By this variable the run tells the test runner's configuration, which Stryker loads, of which area it is. */
export const AREA = "INTERLOCK_MUTATION_AREA"

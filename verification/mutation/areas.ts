import { domainNames } from "../domains/index.ts"

const testsOf = (domain: string): readonly string[] => [
  `test/kernel/${domain}/**/*.test.ts`,
  `test/properties/${domain}/*.test.ts`,
]

/** What the kernel's root has of texts and their forms, each with the test that mirrors it. */
const TEXTS = ["canonical", "parse-json", "digest", "tool", "word", "effects", "plan"]

/**
 * The kernel, cut into areas whose mutants are killed by their own tests. A mutant that is hit while its module loads runs
 * every test it is given, so an area is given those that mirror it and not the whole suite: less may kill, nothing more.
 */
export const areas: Readonly<Record<string, Area>> = {
  texts: {
    mutate: TEXTS.map((name) => `kernel/${name}.ts`),
    tests: TEXTS.map((name) => `test/kernel/${name}.test.ts`),
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
  idiom: {
    mutate: [
      "kernel/machine.ts",
      "kernel/actors.ts",
      "kernel/keyring.ts",
      "kernel/factor.ts",
      "kernel/json.ts",
      "kernel/time.ts",
    ],
    tests: ["test/kernel/*.test.ts", ...domainNames.flatMap(testsOf)],
  },
  ...Object.fromEntries(
    domainNames.map((domain) => [domain, { mutate: [`kernel/${domain}/*.ts`], tests: testsOf(domain) }]),
  ),
}

export interface Area {
  /** Stryker's globs, without braces: it cuts its option at every comma. */
  readonly mutate: readonly string[]
  /** vitest's globs. */
  readonly tests: readonly string[]
}
/** What no area mutates: prose for people (a test holds the names and the shape). */
export const PROSE = "kernel/**/sentences.ts"

/** What the model says too, by domain: guards, rules, facts and chart. The graphs kill its mutants. */
export const modelled: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  domainNames.map((domain) => [
    domain,
    ["guards", "rules", "facts", "chart"].map((file) => `kernel/${domain}/${file}.ts`),
  ]),
)

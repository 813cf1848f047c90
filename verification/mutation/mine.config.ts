import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Short tests first: most mutants die of an example, and the first failure ends a mutant's run. */
class ShortFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => Number(moduleId.includes("/properties/"))
    return Promise.resolve(files.toSorted((a, b) => isLong(a) - isLong(b) || a.moduleId.localeCompare(b.moduleId)))
  }
}

/** The tests that have to kill the mutants of the kernel: its own, and its comparison with a naive reading of the table. */
export default defineConfig({
  test: {
    include: ["test/kernel/*.test.ts", "test/kernel/approvals/**/*.test.ts", "test/properties/**/*.test.ts"],
    // The one looks at the generator; the other plays the same runs as reference.test.ts, forty times over.
    exclude: ["test/properties/**/coverage.test.ts", "test/properties/**/properties.test.ts"],
    setupFiles: ["verification/mutation/setup.ts"],
    sequence: { sequencer: ShortFirst },
    isolate: false,
    testTimeout: 60_000,
  },
})

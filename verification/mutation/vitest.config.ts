import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"
import { TESTS, told } from "./environment.ts"

/** Short tests first: most mutants die of an example, and the first failure ends a mutant's run. */
class ShortFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => Number(moduleId.includes("/properties/"))
    return Promise.resolve(files.toSorted((a, b) => isLong(a) - isLong(b) || a.moduleId.localeCompare(b.moduleId)))
  }
}

export default defineConfig({
  test: {
    include: told(TESTS).split(","),
    // The one looks at the generator; the other plays the same runs as reference.test.ts, forty times over.
    exclude: ["test/properties/**/coverage.test.ts", "test/properties/**/properties.test.ts"],
    setupFiles: ["verification/mutation/setup.ts"],
    sequence: { sequencer: ShortFirst },
    isolate: false,
    testTimeout: 60_000,
  },
})

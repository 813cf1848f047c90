import { defineConfig } from "vitest/config"

/** The graphs alone, as the killer of the mutants that the model has something to say about. */
export default defineConfig({
  test: {
    include: ["verification/mutation/graphs.test.ts"],
    isolate: false,
    testTimeout: 60_000,
  },
})

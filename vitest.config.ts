import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { REPLACING } from "./test/replacing.ts"
import { slowestFirst } from "./test/slowest.ts"

const TIMEOUTS = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    passWithNoTests: false,
    // One more than vitest takes by itself: many tests wait, for a process, a disk or a port.
    maxWorkers: availableParallelism(),
    reporters: ["default", slowestFirst],
    projects: [
      // Files share their worker's modules: evaluated anew for each of them, those take most of the time of all tests.
      {
        // A fixture's own tests are run where it is laid out, not here.
        test: {
          name: "shared",
          include: ["test/**/*.test.ts"],
          exclude: [...REPLACING, "test/fixtures/**"],
          isolate: false,
          ...TIMEOUTS,
        },
      },
      { test: { name: "replacing", include: [...REPLACING], ...TIMEOUTS } },
    ],
  },
})

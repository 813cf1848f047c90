import { defineConfig } from "vitest/config"
import { REPLACING } from "./test/replacing.ts"
import { slowestFirst } from "./test/slowest.ts"

const TIMEOUTS = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    passWithNoTests: false,
    reporters: ["default", slowestFirst],
    projects: [
      // Files share their worker's modules: evaluated anew for each of them, those take most of the time of all tests.
      {
        test: { name: "shared", include: ["test/**/*.test.ts"], exclude: [...REPLACING], isolate: false, ...TIMEOUTS },
      },
      { test: { name: "replacing", include: [...REPLACING], ...TIMEOUTS } },
    ],
  },
})

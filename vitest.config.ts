import { defineConfig } from "vitest/config"
import { slowestFirst } from "./test/slowest.ts"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    passWithNoTests: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", slowestFirst],
  },
})

import { onTestFinished, vi } from "vitest"
import { run } from "../../../adapters/cli/run.ts"

/** Runs a command line in this process, as it runs without a terminal: what it prints, and its exit code. */
export const cli = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const printed = { stdout: "", stderr: "" }
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      printed[name] += String(text)
      return true
    }),
  )
  const before = process.env
  process.env = { PATH: before["PATH"], HOME: "/nowhere", ...env }
  process.exitCode = 0
  try {
    await run(args)
    return { ...printed, code: process.exitCode }
  } finally {
    process.exitCode = 0
    process.env = before
    for (const spy of spies) spy.mockRestore()
  }
}

/** Something to be closed when the running test ends. */
export const closing = <T extends { readonly close: () => unknown }>(thing: T): T => {
  onTestFinished(async () => {
    await thing.close()
  })
  return thing
}

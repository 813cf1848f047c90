import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { RenderingError, type RenderingLimits, render } from "../../../adapters/executor/render.ts"
import { tmp } from "../tmp.ts"
import { renderingOf, standIn } from "./stand-in.ts"

const LIMITS: RenderingLimits = { bytes: 1_000, saidBytes: 100, ms: 60_000 }
const untouched = { passTo: () => undefined }

const rendered = (show: string | undefined, limits: Partial<RenderingLimits> = {}) => {
  const folder = tmp()
  const { program } = standIn(folder, show === undefined ? {} : { show })
  const plan = join(folder, "plan")
  writeFileSync(plan, "adds a record")
  return render(program, plan, untouched, { ...LIMITS, ...limits })
}

describe("rendering a saved plan", () => {
  it("gives the very bytes that the program prints", async () => {
    const { bytes, said } = await rendered(undefined)
    expect([Buffer.from(bytes).toString(), said]).toEqual([Buffer.from(renderingOf("adds a record")).toString(), ""])
  })

  it("gives the same bytes each time", async () => {
    expect((await rendered(undefined)).bytes).toEqual((await rendered(undefined)).bytes)
  })

  it("gives as much as is bounded of what is said beside", async () => {
    const { said } = await rendered("process.stderr.write('a'.repeat(5_000))")
    expect(said).toBe("a".repeat(100))
  })

  it.each<[string, string, Partial<RenderingLimits>, RegExp]>([
    ["fails", "process.stderr.write('no plan'); process.exitCode = 1", {}, /can't render this plan/],
    ["is killed", "process.kill(process.pid, 'SIGKILL')", {}, /can't render this plan/],
    ["prints too much", "process.stdout.write('a'.repeat(1_001))", {}, /more than anybody approves/],
    [
      "prints without end",
      "const more = () => process.stdout.write('a'.repeat(65_536), more); more()",
      {},
      /more than anybody approves/,
    ],
    ["hangs", "setInterval(() => undefined, 60_000)", { ms: 1 }, /takes too long/],
    [
      "leaves something behind that holds its output open",
      `(await import("node:child_process")).spawn(process.execPath, ["-e", "setInterval(() => undefined, 60_000)"], { stdio: "inherit" }).unref(); process.exit(0)`,
      { ms: 1_000 },
      /takes too long/,
    ],
  ])("attack 12: a program that %s renders nothing", async (_, show, limits, message) => {
    const rendering = rendered(show, limits)
    await expect(rendering).rejects.toThrow(RenderingError)
    await expect(rendering).rejects.toThrow(message)
  })

  it("says where there is no such program", async () => {
    await expect(render(join(tmp(), "none"), "plan", untouched, LIMITS)).rejects.toThrow(/can't be started/)
  })
})

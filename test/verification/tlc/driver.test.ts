import { cp, mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Job } from "../../../verification/tlc/arguments.ts"
import { readDot } from "../../../verification/tlc/dot.ts"
import { openDriver, runAlone } from "../../../verification/tlc/driver.ts"
import type { Driver } from "../../../verification/tlc/driver.ts"
import { TlcError, UnsoundRunError } from "../../../verification/tlc/errors.ts"
import { ensureToolchain } from "../../../verification/tlc/toolchain.ts"
import type { Toolchain } from "../../../verification/tlc/toolchain.ts"

let toolchain: Toolchain
let driver: Driver

beforeAll(async () => {
  toolchain = await ensureToolchain()
  driver = await openDriver(toolchain, { threads: 2 })
})

afterAll(async () => {
  await driver.close()
})

/** A run of the sample with these lines in its cfg. */
async function sample(kind: Job["kind"], ...lines: readonly string[]): Promise<Job> {
  const dir = await mkdtemp(join(tmpdir(), "interlock-test-"))
  await cp(fileURLToPath(new URL("fixtures/Sample.tla", import.meta.url)), join(dir, "Sample.tla"))
  await writeFile(join(dir, "Sample.cfg"), ["CONSTANT Model = aModelValue", ...lines].join("\n"))
  return { dir, module: "Sample.tla", cfg: "Sample.cfg", kind }
}

describe("the driver", () => {
  it("gives the verdict that TLC gives in a JVM of its own", async () => {
    const job = await sample("safety", "SPECIFICATION Spec", "PROPERTY NeverZeroAgain")
    const [shared, alone] = await Promise.all([driver.run(job), runAlone(toolchain, job)])
    expect(shared.verdict).toEqual(alone.verdict)
    expect(shared.verdict).toMatchObject({ outcome: "property", property: "NeverZeroAgain" })
  })

  it("keeps runs apart, however many there are at a time", async () => {
    const [holds, falls] = await Promise.all([
      sample("safety", "SPECIFICATION Spec"),
      sample("safety", "SPECIFICATION Spec", "INVARIANT Below"),
    ])
    const runs = await Promise.all(
      Array.from({ length: 12 }, (_, index) => driver.run(index % 3 === 0 ? falls : holds)),
    )
    expect(runs.map(({ verdict }) => verdict.property)).toEqual(
      runs.map((_, index) => (index % 3 === 0 ? "Below" : null)),
    )
  })

  it("dumps the graph", async () => {
    const job = await sample("safety", "SPECIFICATION Spec")
    const dump = join(job.dir, "graph.dot")
    const { verdict } = await driver.run({ ...job, dump })
    const graph = await readDot(dump)
    expect({ states: graph.states.size, initial: graph.initial.size, edges: graph.edges.length }).toEqual({
      states: 4,
      initial: 2,
      edges: 11,
    })
    expect(verdict.distinctStates).toBe(4)
  })

  it("leaves out of the graph what the constraint leaves out of the model", async () => {
    const job = await sample("safety", "SPECIFICATION Spec", "CONSTRAINT Below")
    const dump = join(job.dir, "graph.dot")
    await driver.run({ ...job, dump })
    const { states, edges } = await readDot(dump)
    expect([...states.values()].map((state) => state["x"])).toEqual([0, 1, 2])
    expect(edges).toHaveLength(7)
  })

  it("names the one property of a liveness run", async () => {
    const { verdict } = await driver.run(await sample("liveness", "SPECIFICATION FairSpec", "PROPERTY Rests"))
    expect(verdict).toMatchObject({
      outcome: "property",
      property: "Rests",
      lasso: { kind: "back", to: 1, action: "Back" },
    })
  })

  it.each([[["PROPERTY Rests Reaches"]], [[]]])(
    "refuses a liveness run that doesn't list just one property: %j",
    async (lines) => {
      const job = await sample("liveness", "SPECIFICATION FairSpec", ...lines)
      await expect(driver.run(job)).rejects.toThrow(UnsoundRunError)
      await expect(runAlone(toolchain, job)).rejects.toThrow(UnsoundRunError)
    },
  )

  it("finds modules in the libraries of a job", async () => {
    const library = await sample("safety")
    const job = await sample("safety", "SPECIFICATION Spec")
    await writeFile(join(job.dir, "MC.tla"), "---- MODULE MC ----\nEXTENDS Sample\n====\n")
    await writeFile(join(job.dir, "Sample.tla"), "not this one")
    const moved = {
      ...job,
      dir: await mkdtemp(join(tmpdir(), "interlock-test-")),
      module: "MC.tla",
      libraries: [library.dir],
    }
    await Promise.all([
      cp(join(job.dir, "MC.tla"), join(moved.dir, "MC.tla")),
      cp(join(job.dir, "Sample.cfg"), join(moved.dir, "Sample.cfg")),
    ])
    expect((await driver.run(moved)).verdict.outcome).toBe("holds")
    expect((await runAlone(toolchain, moved)).verdict.outcome).toBe("holds")
  })

  it("fails a job whose JVM is gone, and says so", async () => {
    const job = await sample("safety", "SPECIFICATION Spec")
    const broken = await openDriver({ ...toolchain, driver: "/nowhere" }, { threads: 1 })
    await expect(broken.run(job)).rejects.toThrow(
      /Sample.tla with Sample.cfg: The JVM that runs TLC ended with exit code 1/,
    )
    await expect(broken.run(job)).rejects.toThrow(TlcError)
    await broken.close()
  })

  it("fails the jobs that still run when it is closed", async () => {
    const closed = await openDriver(toolchain, { threads: 1 })
    const running = closed.run(await sample("safety", "SPECIFICATION Spec")).catch((error: unknown) => error)
    await closed.close()
    expect(await running).toBeInstanceOf(TlcError)
  })
})

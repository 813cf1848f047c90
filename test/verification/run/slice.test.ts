import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { approvals } from "../../../verification/domains/approvals/index.ts"
import { breakGlass } from "../../../verification/domains/break-glass/index.ts"
import { driftsIn } from "../../../verification/run/drift.ts"
import { dumpGraphs } from "../../../verification/run/graphs.ts"
import { instanceNamed, readDomain } from "../../../verification/run/model.ts"
import { checkNegatives } from "../../../verification/run/negatives.ts"
import { faultsOfSlice, verifySlice } from "../../../verification/run/slice.ts"
import { type Runner, withRunner } from "../../../verification/run/runner.ts"

/** One JVM for the whole file. */
let runner: Runner
let close: () => void
let closed: Promise<void>

beforeAll(
  () =>
    new Promise<void>((opened, failed) => {
      closed = withRunner((given) => {
        runner = given
        opened()
        return new Promise<void>((end) => (close = end))
      })
      closed.catch(failed)
    }),
)

afterAll(async () => {
  close()
  await closed
})

/** The smallest instance, with TLC itself. */
const ending = () => {
  const files = readDomain(approvals)
  return { files, of: instanceNamed(files, "ending") }
}

describe("an instance", () => {
  it("is one graph on both sides, intact and broken at each site, with the digest that was committed", async () => {
    const { files, of } = ending()
    const report = await verifySlice(files, of, runner)
    const { differences, graph, coverage, reasons, negatives, witnesses } = report
    expect(faultsOfSlice(report)).toEqual([])
    expect([...differences.keys()]).toEqual([])
    expect(reasons.wrong).toEqual([])
    expect(coverage.exercised.toSorted()).toEqual(of.slice.exercises.toSorted())
    expect(graph).toBe(files.graphs["ending"])
    // The kill matrix, and the witnesses of the intact machine's run.
    const asked = [...files.negatives].flatMap(([site, { instance }]) => (instance === "ending" ? [site] : []))
    expect(negatives.map(({ site, killed, replay }) => [site, killed, replay?.ok])).toEqual(
      asked.map((site) => [site, true, true]),
    )
    expect(witnesses.map(({ name, ok }) => [name, ok])).toEqual(of.file.witnesses.map((name) => [name, true]))
  })

  it("brings properties down, by TLC's own verdict, and both kernels walk the counterexample", async () => {
    const { files } = ending()
    const sites = ["requestIsOpen@cancel", "oneRejectionEnds@rule"]
    const told: string[] = []
    const reports = await checkNegatives(files, sites, runner, ({ site }) => told.push(site))
    expect(reports).toMatchObject(sites.map((site) => ({ site, killed: true, replay: { ok: true } })))
    expect(told.toSorted()).toEqual(sites.toSorted())
  })
})

describe("an intact machine that is at fault", () => {
  it("is told where it leaves its bound, and what else there is to see is seen all the same", async () => {
    const { files, of } = ending()
    const narrow = { ...of, file: { ...of.file, bound: { ...of.file.bound, maxUses: 0 } } }
    const report = await verifySlice(files, narrow, runner)
    expect(faultsOfSlice(report).slice(0, 2)).toEqual([
      "TLC finds the intact model at fault: invariant MC_IntactStates",
      "TLC finds the intact model at fault: invariant WithinBounds",
    ])
    expect(report.differences.size).toBeGreaterThan(0)
    expect(report.modelStates).toBeGreaterThan(0)
  })

  /** The domain with another text of its model. */
  const rewritten = async (from: string, to: string) => {
    const { files, of } = ending()
    const folder = join(await mkdtemp(join(tmpdir(), "interlock-test-")), "approvals")
    await cp(join(files.folder, "..", "lib"), join(folder, "..", "lib"), { recursive: true })
    await mkdir(folder)
    const module = await readFile(join(files.folder, "Approvals.tla"), "utf8")
    expect(module).toContain(from)
    await writeFile(join(folder, "Approvals.tla"), module.replace(from, to))
    // What is broken in the intact machine is told without any other.
    return { files: { ...files, folder, binding: { ...files.binding, sites: [] } }, of }
  }

  it.each([
    [
      "a state",
      "\nNoEarlyExpiry ==",
      "\nNoEarlyExpiry == FALSE /\\",
      "invariant MC_IntactStates",
      "invariant NoEarlyExpiry",
    ],
    [
      "a step",
      "\nNoUseAfterEndStep ==",
      "\nNoUseAfterEndStep == FALSE /\\",
      "property MC_IntactSteps",
      "property NoUseAfterEnd",
    ],
    [
      "a step that the model doesn't have",
      "\nNext ==\n  \\/ Tick",
      "\nNext ==",
      "property MC_IntactSteps",
      "property MC_AddsNothing",
    ],
  ])("is told by %s", async (_, from, to, first, second) => {
    const { files, of } = await rewritten(from, to)
    const told = faultsOfSlice(await verifySlice(files, of, runner))
    expect(told.filter((fault) => fault.startsWith("TLC finds"))).toEqual([
      `TLC finds the intact model at fault: ${first}`,
      `TLC finds the intact model at fault: ${second}`,
    ])
  })
})

describe("a property of rest", () => {
  const SITE = "openIsByNow@rule"
  const waiting = () => {
    const files = readDomain(breakGlass)
    return { files, of: instanceNamed(files, files.negatives.get(SITE)?.instance ?? "") }
  }

  it("falls where the broken machine rests, by TLC's own verdict, and the intact kernel goes on from there", async () => {
    const { files } = waiting()
    const [report] = await checkNegatives(files, [SITE], runner, () => undefined)
    expect(report).toMatchObject({
      killed: true,
      verdict: "property of NobodyWaitsForASweeper (exit 13)",
      replay: { ok: true, departure: null, goesOn: { refusedBy: ["holderHasNoOpenGrant"] } },
    })
    expect(report?.replay?.goesOn?.label).toMatch(/^Request__/)
  })

  it("is asked of the intact machine too, on both sides, where a negative asks it", async () => {
    const { files, of } = waiting()
    // A cooldown that outlasts the clock: whoever had a grant never asks again, and no sweeper is to blame.
    const { Settings, ...constants } = of.file.constants
    const file = { ...of.file, constants: { ...constants, Settings: Object.assign({}, Settings, { cooldown: 9 }) } }
    const slow = { file, slice: breakGlass.open(file) }
    const faults = faultsOfSlice(await verifySlice(files, slow, runner))
    expect(faults).toContain("TLC finds the intact model at fault: property NobodyWaitsForASweeper")
    expect(faults.join("\n")).toMatch(/the intact kernel breaks NobodyWaitsForASweeper after /)
  })
})

describe("a drift", () => {
  const loosened = ["cancellerIsInitiatorOrAdmin@cancel", "identityIsIdAndTenant@rule"]

  it("of the kernel or of the model is noticed, with where; there is none in the intact ones", async () => {
    const { files, of } = ending()
    const { machines } = await dumpGraphs(files, of, loosened, runner)
    const seeded = driftsIn(of.slice, machines, loosened)
    const look = (side: "kernel" | "model", name: string) =>
      seeded.find((drift) => drift.side === side && drift.name === name)?.look()

    expect([
      look("kernel", "policyIsUnchanged@consume"),
      look("kernel", "used of consume"),
      look("kernel", "rejected"),
      look("model", "cancellerIsInitiatorOrAdmin@cancel"),
      look("model", "identityIsIdAndTenant@rule"),
    ]).toEqual([
      "ending, on Consume(r1, aliceByRobo, p1, v2, kept) after 2 steps",
      "ending, on Consume(r1, aliceByRobo, p1, v1, kept) after 2 steps",
      "ending, on Reject(r1, carol, opsCarol, p1, good, v1) after 1 steps",
      "ending, on Cancel(r1, daveByRobo) after 1 steps",
      "ending, on Cancel(r1, aliceOfT2) after 1 steps",
    ])

    // The same comparison with nothing drifted: the model's intact machine under a site's name.
    const intact = new Map([...machines].map(([name]) => [name, machines.get("intact") ?? never()]))
    expect(
      driftsIn(of.slice, intact, loosened).flatMap(({ side, look }) => (side === "model" ? [look()] : [])),
    ).toEqual([null, null])
  })

  it("can't be looked for in a dump without the machine", () => {
    expect(() => driftsIn(ending().of.slice, new Map(), loosened).map(({ look }) => look())).toThrow(
      "ending: the dump has no machine intact",
    )
  })
})

const never = (): never => {
  throw new Error("the dump has no intact machine")
}

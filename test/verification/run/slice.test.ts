import { describe, expect, it } from "vitest"
import { approvals } from "../../../verification/domains/approvals/index.ts"
import { driftsIn } from "../../../verification/run/drift.ts"
import { dumpGraphs } from "../../../verification/run/graphs.ts"
import { instanceNamed } from "../../../verification/run/liveness.ts"
import { readDomain } from "../../../verification/run/model.ts"
import { checkNegatives } from "../../../verification/run/negatives.ts"
import { verifySlice } from "../../../verification/run/slice.ts"
import { inWorkshop } from "../../../verification/run/workshop.ts"

/** The smallest instance, with TLC itself. */
const ending = () => {
  const files = readDomain(approvals)
  return { files, of: instanceNamed(files, "ending") }
}

describe("an instance", () => {
  it("is one graph on both sides, intact and broken at each site, with the digest that was committed", async () => {
    const { files, of } = ending()
    const { differences, faults, graph, honesty, reasons } = await inWorkshop((workshop) =>
      verifySlice(files, of, workshop),
    )
    expect(faults).toEqual([])
    expect([...differences.keys()]).toEqual([])
    expect(reasons.wrong).toEqual([])
    expect(honesty.exercised.toSorted()).toEqual(of.slice.exercises.toSorted())
    expect(graph).toBe(files.graphs["ending"])
  })

  it("brings properties down, by TLC's own verdict, and both kernels walk the counterexample", async () => {
    const { files } = ending()
    const sites = ["requestIsOpen@cancel", "oneRejectionEnds@rule"]
    const told: string[] = []
    const reports = await inWorkshop((workshop) =>
      checkNegatives(files, sites, workshop, ({ site }) => told.push(site)),
    )
    expect(reports).toMatchObject(sites.map((site) => ({ site, killed: true, replay: { ok: true } })))
    expect(told.toSorted()).toEqual(sites.toSorted())
  })
})

describe("a drift", () => {
  const loosened = ["cancellerIsInitiatorOrAdmin@cancel", "identityIsIdAndTenant@rule"]

  it("of the kernel or of the model is noticed, with where; there is none in the intact ones", async () => {
    const { files, of } = ending()
    const { machines } = await inWorkshop((workshop) => dumpGraphs(files, of, loosened, workshop))
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
      "ending, on Consume(r1, aliceByRobo, p1, v2) after 2 steps",
      "ending, on Consume(r1, aliceByRobo, p1, v1) after 2 steps",
      "ending, on Reject(r1, carol, opsCarol, p1, good) after 1 steps",
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

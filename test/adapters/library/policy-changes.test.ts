import { describe, expect, it } from "vitest"
import { policyChanges } from "../../../adapters/library/policy-changes.ts"
import { type Deployment, deployment, opened, reconfigured } from "./fixture.ts"

/** What is said at the start of a life, after one that recorded something. */
const saidAfter = async (
  first: (world: Awaited<ReturnType<typeof opened>>) => Promise<unknown>,
  change: (was: Deployment) => Deployment,
) => {
  const deployed = deployment("sqlite: log.db")
  const before = await opened(deployed)
  await first(before)
  await before.gate.close()
  const { gate, config } = await opened(change(deployed))
  return policyChanges(gate, config().policies)
}
const asked = ({ gate, as, terraform }: Awaited<ReturnType<typeof opened>>) => gate.decide(as("deployer"), terraform())
const stricter = (was: Deployment) => reconfigured(was, "permit: 2m", "permit: 1m")

describe("attack 10: a policy that has changed", () => {
  it("is told where something is open: that a change back makes it good again", async () => {
    expect(await saidAfter(asked, stricter)).toEqual([
      "the policy of acme has changed since its last record, with 1 requests and 0 grants open: what was approved under the former policy is of no use now, and is again where it is changed back; reject, cancel or revoke what is not to come back",
    ])
  })

  it.each([
    ["nothing is open", () => Promise.resolve(), stricter],
    ["the policy is the same", asked, (was: Deployment) => was],
  ] as const)("is not told of where %s", async (_, first, change) => {
    expect(await saidAfter(first, change)).toEqual([])
  })

  it("is not told of where what was recorded has ended", async () => {
    const reads = ({ gate, as }: Awaited<ReturnType<typeof opened>>) =>
      gate.decide(as("deployer"), { tool: "tickets.search", payload: new TextEncoder().encode("{}") })
    expect(await saidAfter(reads, stricter)).toEqual([])
  })
})

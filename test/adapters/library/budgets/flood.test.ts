import { describe, expect, it } from "vitest"
import { type Caps, BudgetId } from "../../../../kernel/budgets/budgets.ts"
import { ActorId } from "../../../../kernel/actors.ts"
import { acme, deployment, opened, reconfigured } from "../fixture.ts"

/** What one agent does to a gate that asks for budgets, and what its neighbours notice. */

const FLOOD = 150
const caps = (changed: Partial<Caps> = {}) => ({
  ...{ spend: 1_000_000, affected: 1_000_000, blast: 10, depth: 1, rate: 40, open: 16, unknown: 5 },
  ...changed,
})

/** Two agents have budgets of such caps; the lease is longer than any test, and a window too. */
const flooded = async (changed: Partial<Caps>) => {
  const newAgents = JSON.stringify({ ...caps(changed), tools: ["notes.write"] })
  const budgets = `    budgets: { window: 1h, lease: 1h, newAgents: ${newAgents}, reporters: [] }`
  const world = await opened(reconfigured(deployment(), "  - id: globex", `${budgets}\n  - id: globex`))
  const { gate, as } = world
  for (const agent of ["deployer", "helper"])
    await gate.budgets.open(as("alice").actor, { agent: BudgetId.parse(agent), owner: ActorId.parse("carol") })
  const calls = async (name: "deployer" | "helper", count: number, text: (call: number) => string) => {
    const all = Array.from({ length: count }, (_, call) =>
      gate.decide(as(name), { tool: "notes.write", payload: new TextEncoder().encode(text(call)) }),
    )
    return (await Promise.all(all)).map(({ verdict, reasons }) =>
      verdict === "allow" ? verdict : reasons.map(({ guard }) => guard).join(),
    )
  }
  return { ...world, calls }
}

const counted = (told: readonly string[]) =>
  Object.fromEntries(Object.entries(Object.groupBy(told, (one) => one)).map(([one, all]) => [one, all?.length]))

describe("an agent that asks for more at once than its budget lets it", () => {
  it.each<[string, Partial<Caps>, (call: number) => string, number, string]>([
    ["in a window", { rate: 7 }, String, 7, "rateIsWithinLimit"],
    ["that runs at once", { open: 5 }, String, 5, "openReservationsAreBelowCap"],
    ["of the very same", {}, () => "again", 3, "callIsNotRepeating"],
  ])("is given as much %s, and keeps no other agent from its own", async (_, changed, text, most, guard) => {
    const { gate, calls } = await flooded(changed)
    const [flood, others] = await Promise.all([
      calls("deployer", FLOOD, text),
      calls("helper", 2, (call) => `helper ${call}`),
    ])
    expect(counted(flood)).toEqual({ allow: most, [guard]: FLOOD - most })
    expect(others).toEqual(["allow", "allow"])
    const meterOf = async (agent: string) => (await gate.budgets.get(acme(), agent))?.kept.calls.length
    expect([await meterOf("deployer"), await meterOf("helper")]).toEqual([most, 2])
    // And later, too.
    expect(await calls("helper", 1, () => "helper, after the flood")).toEqual(["allow"])
  })
})

describe("an agent without a budget", () => {
  it("is given nothing, as often as it asks", async () => {
    const { gate, as, calls } = await flooded({})
    const mute = Array.from({ length: FLOOD }, (_, call) =>
      gate.decide(as("inspector-bot"), { tool: "notes.write", payload: new TextEncoder().encode(`${call}`) }),
    )
    const told = (await Promise.all(mute)).map(({ reasons }) => reasons.map(({ guard }) => guard).join())
    expect(counted(told)).toEqual({ agentHasBudget: FLOOD })
    expect(await calls("helper", 1, () => "helper")).toEqual(["allow"])
  })
})

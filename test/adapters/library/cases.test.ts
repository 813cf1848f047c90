import { expect, it } from "vitest"
import { type Deployment, caseBytes, deployment, opened, reconfigured } from "./fixture.ts"

/** What the gate makes of plans in which other tools were wrong, by what the policy says of writes. */

const tools = { allow: "notes.write", step_up: "terraform.apply", deny: "mail.send" } as const
const inspected = (deployed: Deployment, writes: string) =>
  reconfigured(deployed, `effect: write, writes: ${writes}`, `effect: write, inspector: terraform, writes: ${writes}`)

it.each([
  ["case 05: outputs alone are a write", "05-outputs-only", { allow: "allow", step_up: "step_up", deny: "deny" }],
  [
    "case 07a: what a stranger's provider does while it reads is not known",
    "07a-foreign-data-source",
    { allow: "step_up", step_up: "step_up", deny: "deny" },
  ],
])("%s, whatever the policy says of writes", async (_, name, verdicts) => {
  const { gate, as } = await opened(inspected(inspected(deployment(), "allow"), "deny"))
  const verdictOf = async (tool: string) => (await gate.decide(as("ci"), { tool, payload: caseBytes(name) })).verdict
  expect({
    allow: await verdictOf(tools.allow),
    step_up: await verdictOf(tools.step_up),
    deny: await verdictOf(tools.deny),
  }).toEqual(verdicts)
})

import { changed, sshLine } from "../fixture.ts"

/** The caps of new agents, a line each. */
const CAPS = [
  "        spend: 10000",
  "        affected: 50",
  "        blast: 5",
  "        depth: 2",
  "        rate: 20",
  "        open: 4",
  "        unknown: 3",
  "        tools: [terraform.apply]",
]

/** A valid file with a section for budgets at its end: two administrators with keys, and a service that reports. */
export const budgetLines = () => [
  ...changed(
    "      - { id: alice, kind: human, roles: [admin] }",
    [
      `      - { id: alice, kind: human, roles: [admin], keys: [${sshLine()}] }`,
      `      - { id: dora, kind: human, roles: [admin], keys: [${sshLine()}] }`,
      "      - { id: ci, kind: service, roles: [executor] }",
    ].join("\n"),
  ).split("\n"),
  "    budgets:",
  "      window: 1h",
  "      lease: 15m",
  "      newAgents:",
  ...CAPS,
  "      reporters: [executor]",
]

/** What the tool's entry ends with, and what its calls cost. */
export const costing = (cost: string, all = budgetLines()): string =>
  changed("uses: 1, lifetime: 8h }", `uses: 1, lifetime: 8h, cost: ${cost} }`, all)

import { changed } from "../fixture.ts"

/** A valid file with a section for sessions at its end: an agent, and a service that says who is in the tenant. */
export const sessionLines = () => [
  ...changed(
    "    groups:",
    "      - { id: hr, kind: service, roles: [registrar] }\n      - { id: helper, kind: agent }\n    groups:",
  ).split("\n"),
  "    sessions:",
  "      required: false",
  "      lifetime: 12h",
  "      idle: 30m",
  "      credential: 45s",
  "      factor: 15m",
  "      maxDepth: 3",
  "      maxSessions: 4",
  "      sensitive: [destructive]",
  "      agents:",
  "        deployer:",
  "          - { tool: terraform.apply, effects: [read, write] }",
  "      directory: [registrar]",
]

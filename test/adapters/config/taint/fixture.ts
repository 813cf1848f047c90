import { sshLine, lines } from "../fixture.ts"

/** The valid file with a section on taint at its end; bob may endorse. */
export const taintLines = () => [
  ...lines().map((line) =>
    line.includes("{ id: bob,") ? `      - { id: bob, kind: human, roles: [reviewer], keys: [${sshLine()}] }` : line,
  ),
  "    taint:",
  "      mode: value",
  "      sources: [user, mail]",
  "      trusted: [user, state]",
  "      endorsers: [reviewer]",
  "      endorsement: 10m",
  "      tools:",
  "        terraform.apply:",
  "          effect: egress",
  "          arguments: { /plan: trusted, /to: trusted, /note: any }",
  "          recipients: [/to]",
  "          adds: { sources: [state], readers: anyone }",
]

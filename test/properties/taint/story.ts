import * as fc from "fast-check"
import type { Taint } from "../../../kernel/taint/facts.ts"
import { type Command, namedIn } from "../../../kernel/taint/taint.ts"
import { START, digest } from "../../fixtures/people.ts"
import { type Played, type Trail, refusedBy } from "../trail.ts"
import { type Scenario, scenario } from "./draws.ts"
import { play } from "./play.ts"

/** A run as somebody would tell it: what fast-check prints of the smallest one that fails. */

const who = ({ id, tenant, kind }: Pick<Command["by"], "id" | "tenant" | "kind">) =>
  `${kind} ${id}${tenant === "acme" ? "" : ` of ${tenant}`}`
const named = (names: readonly string[] | "anyone") => (names === "anyone" ? names : `[${names.join(", ")}]`)
const table = (of: Readonly<Record<string, string>>) =>
  `{${Object.entries(of)
    .map(([place, what]) => `${place}: ${what}`)
    .join(", ")}}`
const content = (of: string) => ["one", "two", "three", "four"].find((word) => digest(word) === of) ?? of.slice(0, 4)

const said = (command: Command): string => {
  switch (command.type) {
    case "open":
      return `for ${who(command.initiator)}, seen by ${named(command.audience)}, ${command.mode}`
    case "spawn":
      return `from ${command.parent}`
    case "ingest":
      return `"${content(command.digest)}" from ${command.source}, for ${named(command.readers)}`
    case "show":
      return command.value
    case "derive":
      return `"${content(command.digest)}" of ${named(command.inputs)}`
    case "call":
      return `${command.tool} ${table(command.plan)}, tells ${named(command.recipients)}, by ${table(Object.fromEntries(namedIn(command.endorsements)))}`
    case "result":
      return `"${content(command.digest)}" of ${command.call}`
    case "write":
      return `${command.value} into ${command.resource}`
    case "read":
      return `"${content(command.digest)}" from ${command.resource}`
    case "endorse": {
      const { signature, conversation, tool, plan, slot } = command
      return `${slot} of ${tool} ${table(plan)} in ${conversation}, ${signature === null ? "unsigned" : `signed by ${who(signature.signer)}`}`
    }
    case "withdraw":
    case "expire":
      return ""
  }
}

const line = (played: Played<Taint>): string => {
  const { command, now, answer } = played
  const became = answer.accepted ? "accepted" : `refused: ${[...refusedBy(played)].join(", ")}`
  return `+${now - START} ${command.type} ${command.id} ${said(command)} (by ${who(command.by)}) -> ${became}`
}

export const storyOf = (trail: Trail<Taint>): string => trail.map(line).join("\n")

/** Scenarios that tell themselves. */
export const stories = (): fc.Arbitrary<Scenario> =>
  scenario().map((drawn) => ({
    ...drawn,
    [fc.toStringMethod]: () => `${JSON.stringify(drawn.settings)}\n${storyOf(play(drawn))}\n`,
  }))

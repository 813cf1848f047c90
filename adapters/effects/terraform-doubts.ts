import type { Change } from "../../kernel/effects.ts"
import { forgets } from "./terraform-actions.ts"
import { isHolder } from "./terraform-code-names.ts"
import { OPAQUE } from "./terraform-code.ts"
import type { Block } from "./terraform-configuration.ts"
import type { Exposure } from "./terraform-exposure.ts"
import { AUTHORITATIVE } from "./terraform-grants.ts"
import { isContainer, isGuard, isKnownType } from "./terraform-known.ts"
import { isTable } from "./terraform-lists.ts"
import type { ResourceChange } from "./terraform-plan.ts"
import { PROTECTIONS } from "./terraform-protections.ts"
import { knowledgeOf } from "./terraform-providers.ts"
import { isDecisive, withheld } from "./terraform-watched.ts"

/** What is not known of one change, a sentence each: what we can't tell is never taken for harmless. */

export interface Doubtful {
  readonly planned: ResourceChange
  readonly change: Change
  readonly block: Block | undefined
  readonly exposure: Exposure
  /** The names of what the author wrote and isn't known yet. */
  readonly unknown: ReadonlySet<string>
  /** Whether the plan has a configuration at all; where it hasn't, that is said once for all of it. */
  readonly isConfigured: boolean
}

/** Changes that bring new values, some of which may not be known yet. */
export const BRINGING: readonly Change[] = ["create", "update", "replace"]
/** Changes that run a resource's provisioners. */
export const PROVISIONING: readonly Change[] = ["create", "replace", "destroy"]

export const doubtsOf = (changing: Doubtful): readonly string[] => {
  const { planned, change, exposure } = changing
  const { type } = planned
  return [
    ...exposure.unreadable.map((name) => `the document in ${name} can't be read`),
    ...exposure.redacted.map((name) => `${name} was taken out of the plan`),
    ...(BRINGING.includes(change) ? bringingDoubts(changing) : []),
    ...provisionerDoubts(changing),
    ...(OPAQUE.includes(type) ? ["runs code or a template of its own, which may do anything"] : []),
    ...exposure.code.map((name) => `${name} is code, which may do anything where it runs`),
    ...(AUTHORITATIVE.test(type) && (change === "create" || change === "replace")
      ? ["whoever else has this loses it, and the plan doesn't say who that is"]
      : []),
    ...(forgets(planned.change.actions) ? [forgotten(change)] : []),
    ...stateDoubts(planned),
    ...originDoubts(planned, change),
  ]
}

const forgotten = (change: Change): string =>
  change === "forget"
    ? "leaves the state and stays as it is, under nobody's management"
    : "what it replaces leaves the state and stays as it is, under nobody's management"

const bringingDoubts = ({ planned, change, unknown }: Doubtful): readonly string[] => {
  return [
    ...[...unknown].flatMap((name) =>
      name === ""
        ? ["nothing of it is known before apply"]
        : isDecisive(planned.type, name) ||
            isContainer(planned.type, name) ||
            isHolder(planned.type, name) ||
            (change !== "create" && (Object.hasOwn(PROTECTIONS, name) || isGuard(planned.type, name)))
          ? [`${name} is known only after apply`]
          : [],
    ),
    ...withheld(planned.type, planned.change).map((name) => `${name} was taken out of the plan`),
  ]
}

const provisionerDoubts = ({
  planned: { mode, deposed },
  change,
  block,
  isConfigured,
}: Doubtful): readonly string[] => {
  if (mode !== "managed" || !PROVISIONING.includes(change)) return []
  if (block !== undefined) return block.hasProvisioners ? ["runs provisioners, which may do anything"] : []
  if (!isConfigured) return []
  return change === "destroy" || deposed !== undefined
    ? ["its block is gone from the configuration, and what removed it may run provisioners"]
    : ["the configuration doesn't have its block, which may run provisioners"]
}

/** Where another state is read from: over HTTP that is wherever somebody says, and what is asked for is told there. */
const stateDoubts = ({ type, change: { after } }: ResourceChange): readonly string[] => {
  if (type !== "terraform_remote_state") return []
  const backend = isTable(after) ? after["backend"] : undefined
  return typeof backend === "string" && backend !== "http"
    ? []
    : ["reads a state from an address that anybody may have"]
}

/** Whose code makes the change, and whether its type is one that was looked at. Reading runs a provider's code as well. */
const originDoubts = ({ provider_name, type, mode }: ResourceChange, change: Change): readonly string[] => {
  const knowledge = knowledgeOf(provider_name)
  if (knowledge === "unknown") return ["the provider isn't one whose access and network types this reader knows"]
  const isNew = mode !== "managed" || BRINGING.includes(change)
  return knowledge === "covered" && isNew && !OPAQUE.includes(type) && !isKnownType(mode, type)
    ? ["the type isn't one that this reader knows"]
    : []
}

import type { Effects } from "./effects.ts"
import type { ToolPolicy } from "./policy.ts"

/**
 * What the gate asks of a call before any domain is asked. Each is a sentence that is true when all is well; what fails
 * in `denials` denies, what fails in `stepUps` waits for people.
 */

/** What is known of a call: the tool as declared, and what the call would do, null where nothing resolves that. */
interface Known {
  readonly tool: ToolPolicy
  readonly effects: Effects | null
}

const writes = ({ tool, effects }: Known): boolean =>
  effects === null
    ? tool.effect !== "read"
    : !effects.resolved ||
      effects.counts.create + effects.counts.update + effects.counts.replace + effects.counts.destroy > 0

export const denials = {
  policyAllows: (known: Known) => known.tool.writes !== "deny" || !writes(known),
} as const

export const stepUps = {
  effectsAreResolved: ({ effects }: Known) => effects?.resolved ?? true,
  nothingIsDestroyed: ({ tool, effects }: Known) =>
    effects === null ? tool.effect !== "destructive" : effects.counts.destroy === 0,
  nothingIsReplaced: ({ effects }: Known) => (effects?.counts.replace ?? 0) === 0,
  accessIsUnchanged: ({ effects }: Known) => (effects?.iam.length ?? 0) === 0,
  networkIsUnopened: ({ effects }: Known) =>
    effects?.network.every(({ network }) => network !== "opened-to-world") ?? true,
  writesNeedNoApproval: (known: Known) => known.tool.writes === "allow" || !writes(known),
} as const

/** The names of the sentences that fail, in the table's order. */
export const failing = <const Name extends string, Subject>(
  table: Readonly<Record<Name, (subject: Subject) => boolean>>,
  subject: Subject,
): readonly Name[] => (Object.keys(table) as Name[]).filter((name) => !table[name](subject))

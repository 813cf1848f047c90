import type { Authority } from "../domain.ts"
import type { Resource } from "../effects.ts"
import { Action } from "./break-glass.ts"
import type { BreakGlass } from "./facts.ts"

const isOpened = ({ iam, network }: Pick<Resource, "iam" | "network">) => iam !== "none" || network !== "none"
const isOpenedToWorld = ({ iam, network }: Pick<Resource, "iam" | "network">) =>
  iam === "granted-to-world" || network === "opened-to-world"

/**
 * A grant stands in for the people who would be asked, and only where it is named. Only what is known to the last resource
 * can lie in its scope.
 */
export const authority: Authority<BreakGlass, unknown> = {
  lift: (asks, { caller, plan: { tool, effects } }, named) => {
    if (asks.length === 0 || named === null) return { kind: "unneeded" }
    if (effects?.resolved !== true) return { kind: "denies", reasons: ["effectsAreResolved"] }
    const written = effects.resources.filter(({ change }) => change !== "read")
    // An object that is named by its id lies in no scope, whatever the address that it is taken in under.
    if (written.some(({ imports }) => imports !== undefined)) return { kind: "denies", reasons: ["actionIsInScope"] }
    const action = Action.safeParse({
      tool,
      // What is moved is touched in both places.
      resources: written.flatMap(({ movedFrom, address, type, ...changes }) =>
        [...(movedFrom === undefined ? [] : [movedFrom]), address].map((place) => ({
          address: place,
          opens: isOpened(changes) ? type : null,
        })),
      ),
      opensToWorld: written.some(isOpenedToWorld),
    })
    if (!action.success) return { kind: "denies", reasons: ["policyWasEvaluated"] }
    return {
      kind: "claim",
      command: { type: "use", id: named, by: caller, action: action.data },
      // An active grant has its end; without one there is no time left.
      until: ({ kept }) => kept.expiresAt ?? kept.requestedAt,
    }
  },
}

import type { Authority } from "../domain.ts"
import type { Resource } from "../effects.ts"
import { keysOf } from "../table.ts"
import { Action, Address, ResourceType, isWithinBounds } from "./break-glass.ts"
import type { BreakGlass } from "./facts.ts"
import { reasons } from "./sentences.ts"

const isOpened = ({ iam, network }: Pick<Resource, "iam" | "network">) => iam !== "none" || network !== "none"
const isOpenedToWorld = ({ iam, network }: Pick<Resource, "iam" | "network">) =>
  iam === "granted-to-world" || network === "opened-to-world"

/** A resource as effects have it: its address as the tool writes it, and its type where it is opened. */
interface Place {
  readonly address: string
  readonly opens: string | null
}

/** What is moved is touched in both places. */
const placesOf = ({ movedFrom, address, type, iam, network }: Resource): readonly Place[] =>
  [...(movedFrom === undefined ? [] : [movedFrom]), address].map((place) => ({
    address: place,
    opens: isOpened({ iam, network }) ? type : null,
  }))

/** What has to be true of the places before a grant can be asked about them. */
const asked = {
  actionTouchesSomething: (places) => places.length > 0,
  actionIsWithinBounds: isWithinBounds,
  addressesCanBeCovered: (places) => places.every(({ address }) => Address.safeParse(address).success),
  // A type that no policy can name is named by none.
  openedTypesAreGrantable: (places) =>
    places.every(({ opens }) => opens === null || ResourceType.safeParse(opens).success),
} as const satisfies Readonly<
  Record<keyof typeof reasons | "openedTypesAreGrantable", (places: readonly Place[]) => boolean>
>

/**
 * A grant stands in for the people who would be asked, and only where it is named. Only what is known to the last resource
 * can lie in its scope.
 */
export const authority: Authority<BreakGlass, unknown> = {
  sentences: reasons,
  lift: (asks, { caller, plan: { tool, effects } }, named) => {
    if (asks.length === 0 || named === null) return { kind: "unneeded" }
    if (effects?.resolved !== true) return { kind: "denies", reasons: ["effectsAreResolved"] }
    const written = effects.resources.filter(({ change }) => change !== "read")
    // An object that is named by its id lies in no scope, whatever the address that it is taken in under.
    if (written.some(({ imports }) => imports !== undefined)) return { kind: "denies", reasons: ["actionIsInScope"] }
    const places = written.flatMap(placesOf)
    const failing = keysOf(asked).filter((name) => !asked[name](places))
    if (failing.length > 0) return { kind: "denies", reasons: failing }
    const action = Action.parse({ tool, resources: places, opensToWorld: written.some(isOpenedToWorld) })
    return {
      kind: "claim",
      command: { type: "use", id: named, by: caller, action },
      // An active grant has its end; without one there is no time left.
      until: ({ kept }) => kept.expiresAt ?? kept.requestedAt,
    }
  },
}

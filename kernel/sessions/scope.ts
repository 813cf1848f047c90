import type { ActorId } from "../actors.ts"
import type { ToolName } from "../tool.ts"
import type { Effect, Scope, Settings } from "./sessions.ts"

/** The effects that a scope has for a tool, none where it doesn't name it. */
export const effectsFor = (scope: Scope, tool: ToolName): readonly Effect[] =>
  scope.find((pair) => pair.tool === tool)?.effects ?? []

/** What the deployment lets an agent do. Whoever is none of the tenant's may do nothing. */
export const scopeOf = ({ agents }: Pick<Settings, "agents">, agent: ActorId): Scope =>
  (Object.hasOwn(agents, agent) ? agents[agent] : undefined) ?? []

/** Whether all of these effects are among those. */
export const liesWithin = (effects: readonly Effect[], within: readonly Effect[]): boolean =>
  effects.every((effect) => within.includes(effect))

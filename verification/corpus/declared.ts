import { comesFrom } from "../../kernel/taint/label.ts"
import type { ToolFlow } from "../../kernel/taint/taint.ts"
import { ToolName } from "../../kernel/tool.ts"
import type { World } from "./world.ts"

export type Effect = ToolFlow["effect"]
type Settings = World["settings"]

const flowOf = ({ tools }: Settings, tool: string): ToolFlow | null => {
  const name = ToolName.safeParse(tool).data
  return name !== undefined && Object.hasOwn(tools, name) ? (tools[name] ?? null) : null
}

/** What a call does at most: one of a tool that isn't declared may do anything. */
export const effectOf = (settings: Settings, tool: string): Effect => flowOf(settings, tool)?.effect ?? "egress"

/** Whether strangers may have written what the tool gives back. */
export const isOfStrangers = (settings: Settings, tool: string): boolean => {
  const flow = flowOf(settings, tool)
  return flow === null || !comesFrom(flow.adds, settings.trusted)
}

/** Whether an argument has to be trusted: one that isn't declared has to be. */
export const hasToBeTrusted = (settings: Settings, tool: string, slot: string): boolean =>
  argumentsOf(settings, tool)?.get(slot) !== "any"

/** The arguments of a tool by JSON pointer; null where it isn't declared. */
export const argumentsOf = (settings: Settings, tool: string): ReadonlyMap<string, "trusted" | "any"> | null => {
  const flow = flowOf(settings, tool)
  return flow === null ? null : new Map(Object.entries(flow.arguments))
}

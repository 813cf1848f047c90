import type { Principal } from "../../../kernel/actors.ts"
import type { Command, ScopePair, Settings } from "../../../kernel/break-glass/break-glass.ts"
import { digest } from "../../fixtures/people.ts"

/** Two words of the table that both the reference and the properties need, read as naively as possible. */

/** Whether a name is this one, or goes on after a boundary: a dot, a slash, a colon, a bracket. */
const isUnder = (resource: string, prefix: string) => {
  if (resource === prefix) return true
  return [".", "/", ":", "["].some((boundary) =>
    resource.startsWith(prefix.endsWith(boundary) ? prefix : `${prefix}${boundary}`),
  )
}
export const isCovered = (tool: string, resource: string, scope: readonly ScopePair[]) =>
  scope.filter((pair) => pair.tool === tool).some((pair) => isUnder(resource, pair.prefix))

/** The digest of what was asked for, spelt in RFC 8785's order of names. */
export const termsOf = (
  { id: grant, by, agent, reason, scope, durationMs }: Extract<Command, { readonly type: "request" }>,
  { tenant }: Settings,
) => {
  const who = ({ id, kind, tenant }: Principal) => ({ id, kind, tenant })
  return digest(
    JSON.stringify({
      agent: agent === null ? null : who(agent),
      durationMs,
      grant,
      holder: who(by),
      reason,
      scope: scope.map(({ prefix, tool }) => ({ prefix, tool })),
      tenant,
      type: "interlock/grant/v1",
    }),
  )
}

import type { Guards, Register, Shape, Step } from "../../kernel/machine.ts"

/** One command, what the kernel answered, and the register on both sides of it. */
export interface Played<S extends Shape> {
  readonly before: Register<S>
  readonly command: S["command"]
  readonly now: number
  readonly answer: Step<S, Guards<S>>
  readonly after: Register<S>
}
export type Trail<S extends Shape> = readonly Played<S>[]

/** What the kernel has against a command. */
export const refusedBy = <S extends Shape>({ answer }: Played<S>): ReadonlySet<string> => {
  if (answer.accepted) return new Set()
  return new Set(answer.refusal === "guards" ? answer.guards : [answer.refusal])
}

/** How often a site refused alone. */
export const alone = <S extends Shape>(played: Trail<S>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const one of played) {
    const [guard, ...others] = refusedBy(one)
    if (guard === undefined || others.length > 0) continue
    const site = `${guard}@${one.command.type}`
    counts.set(site, (counts.get(site) ?? 0) + 1)
  }
  return counts
}

/** Whether at some moment an entity had this status. */
export const reaches = <S extends Shape>(trail: Trail<S>, status: S["status"]): boolean =>
  trail.some(({ after }) => [...after.entities.values()].some((entity) => entity.status === status))

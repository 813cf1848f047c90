import type { Actor } from "../../kernel/actors.ts"

/** As often at most is one caller's being refused told, in milliseconds. */
const INTERVAL_MS = 60_000

/**
 * Tells the operator who meets a cap: one line a caller and interval, with how many were refused since the line before. What
 * is refused so is in no record, which whoever asks too much could fill with it.
 */
export const refusals = (report: (line: string) => void, now: () => number = () => performance.now()) => {
  const told = new Map<string, { at: number; since: number }>()
  return ({ tenant, id }: Pick<Actor, "tenant" | "id">, what: string): void => {
    const name = `${tenant}/${id}`
    const earlier = told.get(name)
    if (earlier !== undefined && now() - earlier.at < INTERVAL_MS) {
      earlier.since += 1
      return
    }
    const since = earlier?.since ?? 0
    report(
      `too many: ${name} is refused by the cap ${what}${since === 0 ? "" : `, and ${since} times since the last such line`}`,
    )
    told.set(name, { at: now(), since: 0 })
  }
}

import type { Actor } from "../../kernel/actors.ts"
import { sparingly } from "../sparingly.ts"

/** Tells that a caller was refused by a cap: what is refused is in no log. */
export const refusals = (report: (line: string) => void, now?: () => number) => {
  const tell = sparingly(report, now)
  return ({ tenant, id }: Pick<Actor, "tenant" | "id">, what: string): void => {
    const name = `${tenant}/${id}`
    tell(name, `too many: ${name} is refused by the cap ${what}`)
  }
}

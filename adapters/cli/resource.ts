import type * as z from "zod"
import type { Client } from "./client.ts"
import { CommandError, EXIT } from "./exit.ts"

/** Which of a list are wanted. */
export interface Wanted {
  readonly status?: string | undefined
  /** No more than so many; all of them where nobody says. */
  readonly limit?: number | undefined
}

/** The most that one page holds (`limit` in the service's OpenAPI document). */
const PAGE = 500

/** The paths and lists of one domain's entities, as every domain has them. */
export const resourceAt = ({ call }: Pick<Client, "call">, items: string) => ({
  pathOf: (id: string, action = "") => `v1/${items}/${encodeURIComponent(id)}${action === "" ? "" : `/${action}`}`,
  /** Page after page, the latest first. */
  list: async <Answer extends z.ZodType, Item>(
    answer: Answer,
    itemsOf: (page: z.output<Answer>) => { readonly items: readonly Item[]; readonly next: string | null },
    { status, limit = Number.MAX_SAFE_INTEGER }: Wanted,
  ): Promise<readonly Item[]> => {
    const listed: Item[] = []
    let cursor: string | null = null
    do {
      const query = new URLSearchParams({ limit: String(Math.min(limit - listed.length, PAGE)) })
      if (status !== undefined) query.set("status", status)
      if (cursor !== null) query.set("cursor", cursor)
      const page = itemsOf(await call(answer, `v1/${items}?${query.toString()}`))
      listed.push(...page.items)
      if (page.next !== null && page.items.length === 0)
        throw new CommandError(
          EXIT.unavailable,
          "the service gives page after page with nothing in it: ask who runs it",
        )
      cursor = page.next
    } while (cursor !== null && listed.length < limit)
    return listed
  },
})

import type { Cursor, IndexEntry, IndexQuery } from "../../kernel/ledger/store.ts"

interface Row extends IndexEntry {
  readonly opened: number
}

/** Whether `a` came into being after `b`. */
const isLater = (a: Cursor, b: Cursor): boolean => a.opened > b.opened || (a.opened === b.opened && a.id > b.id)

/** The index of one tenant's entities, as long as the process lasts. */
export const memoryIndex = () => {
  const rows = new Map<string, Row>()
  const keyOf = ({ domain, id }: Pick<IndexEntry, "domain" | "id">) => `${domain} ${id}`
  return {
    put: (entry: IndexEntry): void => {
      const key = keyOf(entry)
      rows.set(key, { ...entry, opened: rows.get(key)?.opened ?? entry.seq })
    },
    latest: (entity: Pick<IndexEntry, "domain" | "id">): number | null => rows.get(keyOf(entity))?.seq ?? null,
    page: ({ domain, statuses, before, limit }: IndexQuery): readonly (Cursor & Pick<IndexEntry, "seq">)[] =>
      [...rows.values()]
        .filter((row) => row.domain === domain && (statuses?.includes(row.status) ?? true))
        .filter((row) => before === null || isLater(before, row))
        .sort((a, b) => (isLater(a, b) ? -1 : 1))
        .slice(0, limit)
        .map(({ opened, id, seq }) => ({ opened, id, seq })),
  }
}

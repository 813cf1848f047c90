/** Of the statuses of a kind of entity, one that was found; null where it is another kind's. */
export const amongst = <Named extends string>(statuses: readonly Named[], status: string): Named | null =>
  statuses.find((named) => named === status) ?? null

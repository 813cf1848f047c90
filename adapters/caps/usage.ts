/** What is in use by name, never more than `most` of it. Names that use nothing take no room. */
export const usage = (most: number) => {
  const used = new Map<string, number>()
  return {
    /** Takes so much more, or nothing. */
    take: (name: string, amount: number): boolean => {
      const after = (used.get(name) ?? 0) + amount
      if (after > most) return false
      used.set(name, after)
      return true
    },
    give: (name: string, amount: number): void => {
      const after = (used.get(name) ?? 0) - amount
      if (after > 0) used.set(name, after)
      else used.delete(name)
    },
  }
}
export type Usage = ReturnType<typeof usage>

/** Whether every place can be given to somebody of its own: tried one after the other, in every way there is. */
export const canFill = (places: readonly ReadonlySet<string>[], taken: ReadonlySet<string> = new Set()): boolean => {
  const [place, ...rest] = places
  if (place === undefined) return true
  return [...place].some((person) => !taken.has(person) && canFill(rest, new Set([...taken, person])))
}

/** Letters to insert, drop or change to get from one word to the other (Levenshtein). */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1]
    for (const [j, other] of Array.from(to).entries()) {
      const [before = 0, above = 0, left = 0] = [row[j], row[j + 1], next[j]]
      next.push(Math.min(above + 1, left + 1, before + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

/** What is said of a name that nothing in the tenant has. */
export const isNotThere = (kind: string, written: string, known: Iterable<string>): string =>
  `there is no ${kind} "${written}" in this tenant${didYouMean(written, known)}`

/** ` (did you mean "x"?)` where most letters of a known name are as written, else nothing. */
export const didYouMean = (written: string, known: Iterable<string>): string => {
  const start = written.slice(0, 64)
  const [nearest] = Array.from(known, (name) => ({ name, far: distance(start.toLowerCase(), name.toLowerCase()) }))
    .filter(({ far }) => far * 2 < start.length)
    .sort((a, b) => a.far - b.far)
  return nearest ? ` (did you mean "${nearest.name}"?)` : ""
}

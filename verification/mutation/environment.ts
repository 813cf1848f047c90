/**
 * By these variables the run tells the test runner's configuration, which Stryker loads beside the mutants, which tests an
 * area's are, and which domain's graphs are asked: that configuration loads nothing of the kernel.
 */
export const TESTS = "INTERLOCK_MUTATION_TESTS"
export const GRAPHS = "INTERLOCK_MUTATION_GRAPHS"

/** What a variable says. @throws {Error} where it says nothing */
export const told = (variable: string): string => {
  const said = process.env[variable]
  if (said === undefined) throw new Error(`${variable} doesn't say what has to kill: start this with make mutation`)
  return said
}

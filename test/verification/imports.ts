import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type\b)[^"]*?from "(\.[^"]+)"/gm)].map(
    ([, path = ""]) => join(dirname(file), path),
  )

/** Every file that these import, and what those import; types are gone when it runs. */
export const reachedFrom = (files: readonly string[]): ReadonlySet<string> => {
  const reached = new Set(files)
  for (const file of reached) for (const imported of importsOf(file)) reached.add(imported)
  return reached
}

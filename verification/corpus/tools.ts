import { parse } from "yaml"
import * as z from "zod"
import { CorpusError } from "./errors.ts"
import { textOf } from "./read.ts"

/**
 * What a deployment says of tools: `sources`, `trusted` and `tools` of a tenant's `taint`, written there as here. What is in them the
 * config's own reader judges.
 */
const Declared = z.strictObject({
  sources: z.array(z.string()).default([]),
  trusted: z.array(z.string()).default([]),
  tools: z.record(z.string(), z.unknown()),
})
export type Declared = z.infer<typeof Declared>

const valueIn = (file: string): unknown => {
  try {
    return parse(textOf(file))
  } catch (error) {
    if (error instanceof CorpusError || !(error instanceof Error)) throw error
    throw new CorpusError(`${file} is neither YAML nor JSON: ${error.message}`)
  }
}

/** @throws CorpusError */
export const readTools = (file: string): Declared => {
  const { data, error } = Declared.safeParse(valueIn(file))
  if (data !== undefined) return data
  throw new CorpusError(
    `${file} declares no tools: write sources, trusted and tools, as docs/corpus.md has them\n${z.prettifyError(error)}`,
  )
}

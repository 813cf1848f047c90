import { readFileSync, readdirSync } from "node:fs"
import * as z from "zod"

/** Real plans of other people, with the facts that were read out of them independently of this reader. */

const directory = () => new URL("../../corpus/terraform/", import.meta.url)
export const bytesOf = (file: string): Uint8Array => readFileSync(new URL(file, directory()))

const Index = z.object({
  plans: z.array(
    z.object({
      file: z.string(),
      actions: z.record(z.string(), z.number()).optional(),
      notCreateOrNoop: z.array(z.object({ address: z.string(), actions: z.array(z.string()) })).optional(),
      iamOrNetworkTypes: z.array(z.string()).optional(),
      parse: z.string().optional(),
    }),
  ),
})
export const index = () => Index.parse(JSON.parse(readFileSync(new URL("index.json", directory())).toString())).plans

const Texts = z.object({ texts: z.array(z.object({ desc: z.string(), text: z.string() })) })
export const texts = () =>
  Texts.parse(JSON.parse(readFileSync(new URL("derived_raw_text.json", directory())).toString())).texts

export const planFiles = (): readonly string[] =>
  readdirSync(directory()).filter(
    (file) => file.endsWith(".json") && !["index.json", "derived_raw_text.json"].includes(file),
  )
export const soundFiles = (): readonly string[] => planFiles().filter((file) => !file.startsWith("malformed-"))

/** The plan's JSON, whatever its encoding, for building variants of it. */
export const textOf = (file: string): string => {
  const bytes = bytesOf(file)
  return new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-8").decode(bytes)
}

/** `node --expose-gc heap-of-texts.ts <length>`: the bytes that an index of so many characters of untrusted text leaves in use. */
import { textIndex } from "../../adapters/texts/regions.ts"
import { answers } from "./texts.ts"

const [length = "0"] = process.argv.slice(2)
const index = textIndex<number>()
for (const [id, text] of answers(Number(length)).entries())
  if (!index.add(text, id)) throw new Error("the index is full")
if (globalThis.gc === undefined) throw new Error("run with --expose-gc")
await globalThis.gc({ execution: "async" })
await globalThis.gc({ execution: "async" })
const { heapUsed, arrayBuffers } = process.memoryUsage()
process.stdout.write(`${heapUsed + arrayBuffers}`)
// Until here it is in use.
if (!index.find("").complete) throw new Error("the index is full")

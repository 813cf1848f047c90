/** `node attacker.ts <pattern> <url> <key> <ledger>`: attacks until it is ended. */
import { patterns } from "./patterns.ts"

const [name, url = "", apiKey = "", ledger = ""] = process.argv.slice(2)
const pattern = patterns.find((one) => one.name === name)
if (pattern === undefined) throw new Error("there is no such pattern")
pattern.attack({ url, apiKey, ledger })
process.send?.("attacking")

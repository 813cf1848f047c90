import { existsSync, readFileSync } from "node:fs"
import * as z from "zod"

/** Beside the sources in a clone, above what was built of them in the package. */
const PLACES = ["../package.json", "../../package.json"].map((path) => new URL(path, import.meta.url))

const Package = z.object({ version: z.string() })

/** Which version this is. */
export const version = (): string => {
  const place = PLACES.find((path) => existsSync(path))
  return place === undefined ? "unknown" : Package.parse(JSON.parse(readFileSync(place, "utf8"))).version
}

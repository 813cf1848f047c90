import { readFileSync, readdirSync } from "node:fs"
import { extname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { canonicalize } from "../../kernel/canonical.ts"
import { type Digest, digestOf } from "../../kernel/digest.ts"

/**
 * The digest of a kernel's sources: SHA-256 over the RFC 8785 JSON of path → SHA-256 of the file, which sorts the paths.
 * @param folder a kernel's folder
 * @param extension of its sources, with the dot; declarations are none
 */
export const digestOfSources = (folder: string, extension: string): Digest => {
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => extname(path) === extension && !path.endsWith(".d.ts"))
    .map((path) => [path.replaceAll("\\", "/"), digestOf(readFileSync(join(folder, path)))] as const)
  return digestOf(canonicalize(Object.fromEntries(sources)))
}

/** The digest of the kernel that runs here: of its TypeScript in a clone, of its JavaScript in the built package. */
export const kernelDigest = (): Digest =>
  digestOfSources(fileURLToPath(new URL("../../kernel/", import.meta.url)), extname(fileURLToPath(import.meta.url)))

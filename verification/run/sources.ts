import { createHash } from "node:crypto"
import { readFileSync, readdirSync } from "node:fs"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"

/** The root of the checkout. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url))

export const digestOfText = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex")

/** Every file below a folder, in the order of their paths. */
export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

/** SHA-256 over the names and digests of files, so that it changes when one of them is changed, moved or added. */
export const digestOfFiles = (files: readonly string[]): string =>
  digestOfText(files.map((file) => `${relative(ROOT, file)} ${digestOfText(readFileSync(file))}\n`).join(""))

import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"

const ROOT = new URL("../../", import.meta.url).pathname
/** The toy's own files, as they stand in the repository once it is one of its domains. */
export const TOY = join(ROOT, "test/fixtures/toy-domain")

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))

/** The toy's own files, by where they go. */
export const toyFiles: readonly string[] = filesBelow(TOY).toSorted()

/** All that is changed of what is there: in three tables a line, and the import that it needs. */
export const edits: Readonly<
  Record<string, { readonly import: string; readonly after: string; readonly line: string }>
> = {
  "kernel/registry.ts": {
    import: 'import { module as lockers } from "./lockers/index.ts"',
    after: '  "break-glass": breakGlass,\n',
    line: "  lockers,\n",
  },
  "adapters/domains.ts": {
    import: 'import { lockers } from "./domains/lockers.ts"',
    after: '  "break-glass": breakGlass,\n',
    line: "  lockers,\n",
  },
  "verification/domains/index.ts": {
    import: 'import { lockers } from "./lockers/index.ts"',
    after: '  "break-glass": breakGlass,\n',
    line: "  lockers,\n",
  },
}

/** A text with a line more in its table. Throws where the table isn't there, or is there twice. */
export const edited = (path: string, text: string): string => {
  const edit = edits[path]
  if (edit === undefined) throw new Error(`nothing of ${path} is changed`)
  const [before, rest, ...others] = text.split(edit.after)
  if (before === undefined || rest === undefined || others.length > 0) throw new Error(`${path} has no such table`)
  return `${edit.import}\n${before}${edit.after}${edit.line}${rest}`
}

/** What the project is, committed or not, and nothing of what was built or installed. */
const sources = (): readonly string[] =>
  execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" })
    .split("\0")
    .filter((path) => statSync(join(ROOT, path), { throwIfNoEntry: false })?.isFile() === true)

/** A copy of the project with the toy as a further domain, in a folder of its own below build/. */
export const copyWithToy = (name: string): string => {
  const copy = join(ROOT, "build", "toy-domain", name)
  rmSync(copy, { recursive: true, force: true })
  for (const path of sources()) {
    mkdirSync(join(copy, dirname(path)), { recursive: true })
    cpSync(join(ROOT, path), join(copy, path))
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"))
  cpSync(TOY, copy, { recursive: true })
  for (const path of Object.keys(edits))
    writeFileSync(join(copy, path), edited(path, readFileSync(join(copy, path), "utf8")))
  return copy
}

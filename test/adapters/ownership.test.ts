import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ownershipProblem } from "../../adapters/ownership.ts"
import { tmp } from "./tmp.ts"

const made = (mode: number, folderMode = 0o755) => {
  const folder = join(tmp(), "folder")
  mkdirSync(folder)
  const file = join(folder, "file")
  writeFileSync(file, "")
  chmodSync(file, mode)
  chmodSync(folder, folderMode)
  return { folder, file }
}

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

describe("a file that only its owner can change", () => {
  it.each([0o400, 0o600, 0o644, 0o755])("is taken with mode %o", (mode) => {
    expect(ownershipProblem(made(mode).file)).toBeNull()
  })

  it.each([0o620, 0o602, 0o666])("is not one with mode %o, and it is said how to mend that", (mode) => {
    const { file } = made(mode)
    expect(ownershipProblem(file)).toBe(`others than its owner can change ${file}: run \`chmod go-w ${file}\``)
  })

  it.each([0o775, 0o757])("is not one in a folder of mode %o, also where it isn't there yet", (mode) => {
    const { file, folder } = made(0o600, mode)
    const said = `others than its owner can change ${folder}: run \`chmod go-w ${folder}\``
    expect(ownershipProblem(file)).toBe(said)
    expect(ownershipProblem(join(folder, "none"))).toBe(said)
  })

  it("is taken in a folder where only owners move files", () => {
    expect(ownershipProblem(made(0o600, 0o1777).file)).toBeNull()
  })

  it("is not one where a link leads to a folder that others can change", () => {
    const { file, folder } = made(0o600, 0o777)
    const link = join(tmp(), "link")
    symlinkSync(file, link)
    expect(ownershipProblem(link)).toContain(`others than its owner can change ${folder}`)
  })

  it.runIf(isRoot)("is not one that belongs to another user, or whose folder does", () => {
    const { file } = made(0o600)
    chownSync(file, NOBODY, NOBODY)
    expect(ownershipProblem(file)).toContain(`${file} belongs to another user`)
    const other = made(0o600)
    chownSync(other.folder, NOBODY, NOBODY)
    expect(ownershipProblem(other.file)).toContain(`${other.folder} belongs to another user`)
  })
})

import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/**
 * What `use` makes of a copy of bytes that only this user reaches, in a folder of its own within one that nobody else changes: in
 * a shared one somebody could put another in its place. Both are gone when it ends, however it
 * does; where the process ends first, by anything but SIGKILL, they go with it.
 */
export const withPrivateCopy = async <T>(
  within: string,
  bytes: Uint8Array,
  use: (copy: string) => Promise<T>,
): Promise<T> => {
  const folder = mkdtempSync(join(within, "run-"))
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true })
  }
  process.once("exit", remove)
  try {
    const copy = join(folder, "plan")
    writeFileSync(copy, bytes, { flag: "wx", mode: 0o600 })
    return await use(copy)
  } finally {
    process.off("exit", remove)
    remove()
  }
}

import { execFile } from "node:child_process"
import { mkdir } from "node:fs/promises"
import { promisify } from "node:util"

const HEAP_OF = new URL("heap-of.ts", import.meta.url)

/** What a log may tell of: requests that have ended, agents' budgets whose window is full, people's live sessions. */
export type Told = "ended" | "budgets" | "sessions"

/** The heap of a process of its own, in bytes, whose gate has so many of them in its log on disk, collected. */
export const heapAfter = async (folder: string, of: Told, count: number): Promise<number> => {
  await mkdir(folder)
  const args = ["--expose-gc", HEAP_OF.pathname, folder, of, `${count}`]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return Number(stdout)
}

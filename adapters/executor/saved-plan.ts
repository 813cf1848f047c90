import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs"
import { errorCode } from "../error-code.ts"

/** A plan of 10,000 resources is a few megabytes. */
export const MAX_PLAN_BYTES = 256 * 1024 * 1024

const problems = {
  unreadable: "can't be read: name the file that `terraform plan -out FILE` saved",
  noFile: "is not a file: name the one that `terraform plan -out FILE` saved",
  empty: "is empty: name the file that `terraform plan -out FILE` saved",
  tooLarge: `is larger than ${MAX_PLAN_BYTES / 1024 / 1024} MiB, which no plan is that people could read`,
} as const

/** There is no saved plan to run. The message says what to do. */
export class SavedPlanError extends Error {
  override readonly name = "SavedPlanError"
  constructor(file: string, problem: keyof typeof problems) {
    super(`${file} ${problems[problem]}`)
  }
}

/** Without waiting: a pipe that nobody writes to would keep whoever opens it. */
const open = (file: string): number => {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (errorCode(error) === null) throw error
    throw new SavedPlanError(file, "unreadable")
  }
}

/** The bytes of a saved plan, from one opening: what becomes of the file afterwards changes nothing. @throws SavedPlanError */
export const readSavedPlan = (file: string): Uint8Array => {
  const descriptor = open(file)
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw new SavedPlanError(file, "noFile")
    if (stat.size === 0) throw new SavedPlanError(file, "empty")
    if (stat.size > MAX_PLAN_BYTES) throw new SavedPlanError(file, "tooLarge")
    return readFileSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

import { UnsoundRunError } from "./errors.ts"

/** One run of TLC. */
export interface Job {
  /** The folder of the module and the cfg, absolute. */
  readonly dir: string
  /** File names within `dir`, the module's with `.tla`. */
  readonly module: string
  readonly cfg: string
  /** Folders in which modules that it extends are looked up, after `dir` and before the standard modules. */
  readonly libraries?: readonly string[]
  /** Where the state graph goes (absolute, ends in `.dot`), if it is wanted. */
  readonly dump?: string
  /** `liveness`: the cfg lists just one PROPERTY, since TLC doesn't say which temporal property fell. */
  readonly kind: "safety" | "liveness"
}

const refused = ["-continue", "-simulate", "-dfid", "-recover", "-view", "-difftrace"]

/**
 * Refuses arguments under which TLC's word is worth nothing. With more than one worker TLC 2.18 misses liveness violations
 * (tlaplus issue 971); with `-continue` it exits 0 on violations (issue 1385).
 */
export function assertSound(args: readonly string[]): readonly string[] {
  const found = args.find((argument) => refused.includes(argument))
  if (found !== undefined) throw new UnsoundRunError(`TLC is never run with ${found} here`)
  const workers = args.flatMap((argument, index) => (argument === "-workers" ? [args[index + 1]] : []))
  if (workers.length !== 1 || workers[0] !== "1")
    throw new UnsoundRunError(`TLC is run with -workers 1 here, not with ${workers.join() || "none"}`)
  return args
}

/** TLC's arguments for a job. `scratch` is a folder of its own for what TLC writes. */
export function tlcArguments(job: Job, scratch: string): readonly string[] {
  const dump = job.dump === undefined ? [] : ["-dump", "dot,actionlabels", job.dump]
  const fixed = ["-tool", "-workers", "1", "-fp", "0", "-fpmem", "0.02", "-metadir", scratch]
  return assertSound([...fixed, ...dump, "-config", `${job.dir}/${job.cfg}`, `${job.dir}/${job.module}`])
}

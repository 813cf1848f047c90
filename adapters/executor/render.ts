import { type ChildProcess, spawn } from "node:child_process"
import { environment } from "./environment.ts"
import type { Signals } from "./signals.ts"

/** What rendering a plan may take. */
export interface RenderingLimits {
  readonly bytes: number
  /** Of what it says beside, which is cut there. */
  readonly saidBytes: number
  readonly ms: number
}

/** More than any gate takes to be approved; providers of many hundred types need seconds to start. */
const LIMITS: RenderingLimits = { bytes: 64 * 1024 * 1024, saidBytes: 64 * 1024, ms: 120_000 }

const problems = {
  absent: "can't be started: name terraform or tofu with --terraform",
  failed: "can't render this plan: run it where the plan was made, after `terraform init`, with the same version",
  tooMuch: "renders this plan as more than anybody approves",
  tooLong: "takes too long to render this plan",
  interrupted: "was interrupted while it rendered this plan",
} as const

/** The plan isn't rendered, so nothing is run, and no permit is spent. `said` is what the program said, uncleaned. */
export class RenderingError extends Error {
  override readonly name = "RenderingError"
  readonly said: string
  constructor(program: string, problem: keyof typeof problems, said: string) {
    super(`${program} ${problems[problem]}; nothing ran, and the permit is not spent`)
    this.said = said
  }
}

export interface Rendered {
  readonly bytes: Uint8Array
  /** What the program said beside, uncleaned. */
  readonly said: string
}

/** Ends a program and all that it has started, such as providers: it leads a group of its own. */
const endGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL")
  } catch {
    // It has ended by itself.
  }
}

/** The exact bytes of `PROGRAM show -json PLAN`, within bounds. @throws RenderingError */
export const render = (
  program: string,
  plan: string,
  signals: Pick<Signals, "passTo">,
  { bytes, saidBytes, ms }: RenderingLimits = LIMITS,
): Promise<Rendered> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, ["show", "-json", "-no-color", plan], {
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    })
    const rendered: Buffer[] = []
    const said: Buffer[] = []
    let size = 0
    let saidSize = 0
    let isOver = false
    const saidText = (): string => Buffer.concat(said).subarray(0, saidBytes).toString("utf8")
    /** Whether it was this that ended it: what comes afterwards, such as a signal, is another's. */
    const end = (): boolean => {
      clearTimeout(timer)
      const isFirst = !isOver
      isOver = true
      return isFirst
    }
    const stop = (problem: keyof typeof problems): void => {
      if (!end()) return
      endGroup(child)
      // Who has left the group may hold them open still.
      child.stdout.destroy()
      child.stderr.destroy()
      reject(new RenderingError(program, problem, saidText()))
    }
    const timer = setTimeout(stop, ms, "tooLong")
    signals.passTo(() => {
      stop("interrupted")
    })
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length
      if (size > bytes) stop("tooMuch")
      else rendered.push(chunk)
    })
    child.stderr.on("data", (chunk: Buffer) => {
      if (saidSize < saidBytes) said.push(chunk)
      saidSize += chunk.length
    })
    child.once("error", () => {
      stop("absent")
    })
    child.once("close", (status) => {
      if (status !== 0) stop("failed")
      else if (end()) resolve({ bytes: Buffer.concat(rendered), said: saidText() })
    })
  })

import { spawn } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { createInterface } from "node:readline"
import { tlcArguments } from "./arguments.ts"
import type { Job } from "./arguments.ts"
import { propertiesOf } from "./cfg.ts"
import { TlcError, UnsoundRunError } from "./errors.ts"
import { parseOutput } from "./output.ts"
import type { TlcOutcome } from "./output.ts"
import { runProcess } from "./process.ts"
import type { Toolchain } from "./toolchain.ts"

export interface TlcRun {
  readonly verdict: TlcOutcome
  /** Wall-clock time of the run itself, in milliseconds. */
  readonly ms: number
  /** Everything that TLC wrote. */
  readonly output: string
}

/** Many runs in one JVM, `threads` of them at a time; each has one worker. */
export interface Driver {
  /** Rejects with TlcError if the JVM dies or TLC can't be run, with UnsoundRunError for a job that proves nothing. */
  run(job: Job): Promise<TlcRun>
  /** Ends the JVM; what still runs is rejected. */
  close(): Promise<void>
}

export interface DriverOptions {
  /** Runs at a time. */
  readonly threads: number
  /** Heap of the JVM in MB, for all the runs together. */
  readonly heap?: number
}

type Reply = { readonly exit: number; readonly ms: number } | { readonly failure: string }

/** Starts the JVM. Close it, or the process doesn't end. */
export async function openDriver(toolchain: Toolchain, { threads, heap = 1024 }: DriverOptions): Promise<Driver> {
  const scratch = await mkdtemp(join(tmpdir(), "interlock-tlc-"))
  const flags = [
    ...jvmFlags(heap, scratch),
    "-cp",
    toolchain.driver,
    "TlcDriver",
    toolchain.jar,
    toolchain.std,
    String(threads),
  ]
  const jvm = spawn(toolchain.java, flags, { stdio: ["pipe", "pipe", "pipe"] })
  const waiting = new Map<string, (reply: Reply) => void>()
  let complaints = ""
  let ended: string | null = null
  let jobs = 0

  jvm.stderr.setEncoding("utf8").on("data", (text: string) => (complaints = (complaints + text).slice(-4000)))
  jvm.stdin.on("error", () => undefined) // the JVM is gone: `close` says so to every job
  createInterface({ input: jvm.stdout }).on("line", (line) => {
    const [id = "", kind, ...rest] = line.split("\t")
    const settle = waiting.get(id)
    waiting.delete(id)
    settle?.(
      kind === "exit"
        ? { exit: Number(rest[0]), ms: Number(rest[1]) }
        : { failure: `TLC can't be run: ${rest.join(" ")}` },
    )
  })
  const gone = new Promise<void>((resolve) => {
    const end = (how: string): void => {
      ended ??= `The JVM that runs TLC ${how}. ${complaints.trim()}`.trim()
      for (const settle of waiting.values()) settle({ failure: ended })
      waiting.clear()
      resolve()
    }
    jvm.on("error", (error) => {
      end(`can't be started: ${error.message}`)
    })
    jvm.on("close", (code, signal) => {
      end(signal === null ? `ended with exit code ${String(code)}` : `was killed (${signal})`)
    })
  })

  async function run(job: Job): Promise<TlcRun> {
    await assertOneProperty(job)
    const id = String(jobs++)
    const output = join(scratch, `${id}.out`)
    const args = tlcArguments(job, join(scratch, `${id}.states`))
    const fields = [id, output, (job.libraries ?? []).join(delimiter), ...args]
    const odd = fields.find((field) => /[\t\r\n]/.test(field))
    if (odd !== undefined) throw new TlcError(`a path may hold no tab or line break: ${JSON.stringify(odd)}`)
    const reply = await new Promise<Reply>((resolve) => {
      if (ended !== null) {
        resolve({ failure: ended })
        return
      }
      waiting.set(id, resolve)
      jvm.stdin.write(`${fields.join("\t")}\n`)
    })
    if ("failure" in reply) throw new TlcError(`${job.module} with ${job.cfg}: ${reply.failure}`)
    const text = await readFile(output, "utf8")
    await Promise.all([
      rm(output, { force: true }),
      rm(join(scratch, `${id}.states`), { recursive: true, force: true }),
    ])
    return finished(job, reply.exit, reply.ms, text)
  }

  async function close(): Promise<void> {
    ended ??= "The driver was closed."
    jvm.stdin.end()
    await gone
    await rm(scratch, { recursive: true, force: true })
  }

  return { run, close }
}

/** One run in a JVM of its own, by TLC's own main: the second opinion on a verdict that nobody expected. `heap` in MB. */
export async function runAlone(
  toolchain: Toolchain,
  job: Job,
  { heap = 1024 }: { readonly heap?: number } = {},
): Promise<TlcRun> {
  await assertOneProperty(job)
  return inScratch(async (scratch) => {
    const started = performance.now()
    const { exit, output } = await runTlc(toolchain, job, tlcArguments(job, join(scratch, "states")), { heap, scratch })
    return finished(job, exit, Math.round(performance.now() - started), output)
  })
}

/** Runs TLC's main with arguments as given, sound or not: for the known answers, which show what the unsound ones do. */
export async function runUnchecked(
  toolchain: Toolchain,
  job: Job,
  change: (args: readonly string[]) => readonly string[],
): Promise<TlcOutcome> {
  return inScratch(async (scratch) => {
    const args = change(tlcArguments(job, join(scratch, "states")))
    const { exit, output } = await runTlc(toolchain, job, args, { heap: 1024, scratch })
    return parseOutput(exit, output)
  })
}

async function inScratch<T>(use: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), "interlock-tlc-"))
  try {
    return await use(scratch)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

interface Place {
  readonly heap: number
  readonly scratch: string
}

async function runTlc(
  toolchain: Toolchain,
  job: Job,
  args: readonly string[],
  { heap, scratch }: Place,
): Promise<{ exit: number; output: string }> {
  const library = `-DTLA-Library=${[...(job.libraries ?? []), toolchain.std].join(delimiter)}`
  const ended = await runProcess(toolchain.java, [
    ...jvmFlags(heap, scratch),
    library,
    "-cp",
    toolchain.jar,
    "tlc2.TLC",
    ...args,
  ])
  if (ended.code === null) {
    throw new TlcError(
      `${job.module} with ${job.cfg}: the JVM was killed (${String(ended.signal)}). ${ended.stderr.trim()}`,
    )
  }
  return { exit: ended.code, output: ended.stdout }
}

/** One worker needs neither a parallel collector nor C2. Java's soft caches hold the class loaders of past runs: 0 ms of grace. */
function jvmFlags(heap: number, scratch: string): readonly string[] {
  return [
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:SoftRefLRUPolicyMSPerMB=0",
    `-Xmx${heap}m`,
    `-Djava.io.tmpdir=${scratch}`,
  ]
}

/** Message 2116 doesn't name the temporal property that fell, so a liveness job lists just one, and that is the one. */
async function assertOneProperty(job: Job): Promise<void> {
  if (job.kind !== "liveness") return
  const listed = await listedProperties(job)
  if (listed.length !== 1)
    throw new UnsoundRunError(`${job.cfg} lists ${listed.length} properties; a liveness run lists just one`)
}

async function listedProperties(job: Job): Promise<readonly string[]> {
  return propertiesOf(await readFile(join(job.dir, job.cfg), "utf8"))
}

async function finished(job: Job, exit: number, ms: number, output: string): Promise<TlcRun> {
  const verdict = parseOutput(exit, output)
  if (job.kind !== "liveness" || verdict.outcome !== "property" || verdict.property !== null)
    return { verdict, ms, output }
  const [property = null] = await listedProperties(job)
  return { verdict: { ...verdict, property }, ms, output }
}

import { spawn } from "node:child_process"

/** How a child process ended; `missing` when there is no such command. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly missing: boolean
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end. Never rejects: a command that can't be started has `missing` or an error in `stderr`. */
export function runProcess(command: string, args: readonly string[], cwd: string = process.cwd()): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk))
    const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString("utf8")
    child.on("error", (error: NodeJS.ErrnoException) => {
      resolve({ code: null, signal: null, missing: error.code === "ENOENT", stdout: "", stderr: error.message })
    })
    child.on("close", (code, signal) => {
      resolve({ code, signal, missing: false, stdout: text(stdout), stderr: text(stderr) })
    })
  })
}

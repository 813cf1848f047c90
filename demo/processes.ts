import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as z from "zod"

const INTERLOCK = fileURLToPath(new URL("../bin/interlock", import.meta.url))
const EXECUTOR = fileURLToPath(new URL("./executor.ts", import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The environment without what would point a command elsewhere. */
const environment = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("INTERLOCK_"))),
  ...(process.stdout.isTTY && process.env["NO_COLOR"] === undefined ? { FORCE_COLOR: "1" } : {}),
  ...more,
})

const started = new Set<ChildProcess>()

const start = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess => {
  const child = spawn(command, args, { env: environment(env), stdio: ["pipe", "pipe", "pipe"] })
  started.add(child)
  child.once("exit", () => started.delete(child))
  return child
}

/** Ends what still runs, at once. */
export const killAll = (): void => {
  for (const child of started) child.kill("SIGKILL")
}

const ended = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve, reject) => {
    let stdout = ""
    let stderr = ""
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text))
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text))
    child.once("error", reject)
    child.once("close", (code) => {
      resolve({ code, stdout, stderr })
    })
  })

/** Runs `interlock` to its end. */
export const interlock = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> => {
  const child = start(INTERLOCK, args, env)
  child.stdin?.end()
  return ended(child)
}

/** Runs the executor to its end, with the permit on its standard input. */
export const execute = (args: readonly string[], permit: string): Promise<Ended> => {
  const child = start(process.execPath, ["--disable-warning=ExperimentalWarning", EXECUTOR, ...args])
  child.stdin?.end(permit)
  return ended(child)
}

export interface Service {
  readonly url: string
  /** Asks it to end, and gives how it ended. */
  readonly stop: () => Promise<Ended>
}

/** Starts `interlock serve`, and comes back once it has said where it answers. */
export const serve = async (config: string): Promise<Service> => {
  const child = start(INTERLOCK, ["serve", "--config", config, "--json"])
  const end = ended(child)
  const url = await new Promise<string>((resolve, reject) => {
    let text = ""
    child.stdout?.on("data", (chunk: string) => {
      text += chunk
      if (text.includes("\n")) resolve(z.object({ url: z.url() }).parse(JSON.parse(text)).url)
    })
    void end.then(({ code, stderr }) => {
      reject(new Error(`the service ended with ${String(code)} before it answered: ${stderr}`))
    }, reject)
  })
  return {
    url,
    stop: () => {
      child.kill("SIGTERM")
      return end
    },
  }
}

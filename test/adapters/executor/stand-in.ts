import { once } from "node:events"
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import * as z from "zod"

/** What the stand-in tells of each call: what came with it, and the plan's bytes and mode as it found them. */
const Call = z.object({
  command: z.enum(["show", "apply"]),
  options: z.array(z.string()),
  plan: z.string(),
  mode: z.number(),
  env: z.array(z.string()),
})

/** What it renders where the test says nothing else: its plans say what they do, as a real one does in its own format. */
export const renderingOf = (plan: string): Uint8Array =>
  new TextEncoder().encode(`{"rendered":${JSON.stringify(plan)}}\n`)

interface Behaviour {
  /** JavaScript that `show` runs; `text` is the plan. */
  readonly show?: string
  /** JavaScript that `apply` runs. */
  readonly apply?: string
}

const RENDERS = 'process.stdout.write(`{"rendered":${JSON.stringify(text)}}\\n`)'

/** JavaScript that stays until it is ended, and says to the test that it is there. */
export const STAYS = (socket: string): string =>
  `(await import("node:net")).connect(${JSON.stringify(socket)}).resume(); setInterval(() => undefined, 60_000)`

/** A program that speaks as much of Terraform's command line as is used: `show -json -no-color PLAN`, `apply -input=false PLAN`. */
export const standIn = (folder: string, { show = RENDERS, apply = "" }: Behaviour = {}) => {
  const script = join(folder, "terraform.mjs")
  const told = join(folder, "calls.jsonl")
  writeFileSync(
    script,
    `import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
     const [command, ...options] = process.argv.slice(2)
     const file = options.pop()
     const text = readFileSync(file, "utf8")
     const call = { command, options, plan: text, mode: statSync(file).mode & 0o777, env: Object.keys(process.env) }
     appendFileSync(${JSON.stringify(told)}, JSON.stringify(call) + "\\n")
     if (command === "show") { ${show} }
     if (command === "apply") { ${apply} }`,
  )
  const program = join(folder, "terraform")
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`)
  chmodSync(program, 0o700)
  const calls = () =>
    existsSync(told)
      ? readFileSync(told, "utf8")
          .trim()
          .split("\n")
          .map((line) => Call.parse(JSON.parse(line)))
      : []
  return { program, calls }
}

/** Where a program says that it is there (`STAYS`), so that nobody has to wait for a while and hope. */
export const meeting = async (folder: string) => {
  const socket = join(folder, "there")
  const server = createServer((connection) => connection.on("error", () => undefined).resume())
  onTestFinished(() => {
    server.close()
  })
  server.listen(socket)
  await once(server, "listening")
  return { socket, come: once(server, "connection") }
}

import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { Agent, request } from "node:http"
import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as after } from "node:timers/promises"
import { table } from "../../run/tables.ts"
import { quantile } from "../figures.ts"
import { READING } from "../world.ts"
import { type Pattern, patterns } from "./patterns.ts"
import { makeWorlds } from "./world.ts"

/** What others should feel of it at most, in milliseconds. Nothing fails by it. */
export const AIMS = { decision: 250, health: 100 } as const

/** What others felt meanwhile: 99th percentiles in milliseconds, and how many were asked. */
export interface Siege {
  readonly decisionP99ms: number
  readonly healthP99ms: number
  readonly asked: number
}

/** What is asked before is not counted, in milliseconds: a service that has just begun is slow by itself. */
const WARM_MS = 1_000

const entry = (name: string) => new URL(`${name}.ts`, import.meta.url)
const starting = (name: string, ...args: string[]) =>
  fork(entry(name), args, {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  })

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill("SIGKILL")
  await once(child, "exit")
}

/** Asks one after the other, each on a connection that stays, and says how long each took, in milliseconds. */
const asking = (
  url: string,
  method: string,
  headers: Record<string, string>,
  body: (asked: number) => string | null,
) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (asked: number) =>
    new Promise<void>((resolve, reject) => {
      const one = request(url, { method, agent, headers }, (answer) => {
        answer.resume()
        answer.once("end", () => {
          if (answer.statusCode === 200) resolve()
          else reject(new Error(`${url} answered ${answer.statusCode}`))
        })
      })
      one.once("error", reject)
      one.end(body(asked) ?? undefined)
    })
  return async (forMs: number): Promise<readonly number[]> => {
    const took: number[] = []
    const counts = performance.now() + WARM_MS
    for (let asked = 0, now = performance.now(); now < counts + forMs; now = performance.now()) {
      await ask((asked += 1))
      if (now >= counts) took.push(performance.now() - now)
      // As a client that has something else to do, and not an attack of its own: below its cap of calls a minute.
      await after(55)
    }
    agent.destroy()
    return took
  }
}

/** Measures what another tenant and a probe feel while one agent attacks. */
export const siege = async ({ name }: Pattern, folder: string, runMs: number): Promise<Siege> => {
  const own = join(folder, `hostile.${name}`)
  await mkdir(own, { recursive: true })
  const { config, ledger, own: key, hostile } = await makeWorlds(own)
  const service = starting("service", config)
  try {
    const url = String((await once(service, "message"))[0])
    const attacker = starting("attacker", name, url, hostile, ledger)
    try {
      await once(attacker, "message")
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" }
      const [decisions, probes] = await Promise.all([
        asking(`${url}/v1/decisions`, "POST", headers, (asked) =>
          JSON.stringify({ tool: READING, payload: `${asked}` }),
        )(runMs),
        asking(`${url}/healthz`, "GET", {}, () => null)(runMs),
      ])
      const p99 = (sample: readonly number[]) => Number(quantile(sample, 0.99).toPrecision(4))
      return { decisionP99ms: p99(decisions), healthP99ms: p99(probes), asked: decisions.length + probes.length }
    } finally {
      await ended(attacker)
    }
  } finally {
    await ended(service)
    await rm(own, { recursive: true, force: true })
  }
}

/** The figures of every pattern, below each other. */
export const siegeTable = (results: ReadonlyMap<string, Siege>): string => {
  const header = ["hostile", `decision p99 ms (≤ ${AIMS.decision})`, `healthz p99 ms (≤ ${AIMS.health})`, "asked"]
  const rows = patterns.flatMap(({ name }) => {
    const result = results.get(name)
    return result === undefined ? [] : [[name, `${result.decisionP99ms}`, `${result.healthP99ms}`, `${result.asked}`]]
  })
  const told = patterns.map(
    ({ name, what }) => `hostile.${name}\n  ${what}; what another tenant and a probe feel meanwhile`,
  )
  return `${table([header, ...rows])}\n\n${told.join("\n")}`
}

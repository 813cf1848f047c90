import { Agent, type ClientRequest, request } from "node:http"
import { DatabaseSync } from "node:sqlite"

/** What an attacker has: an agent's API key, and for one of them the file of the log. */
export interface Target {
  readonly url: string
  readonly apiKey: string
  readonly ledger: string
}

/** One hostile agent at its worst, until its process is ended. */
export interface Pattern {
  readonly name: string
  readonly what: string
  /** Begins, and goes on by itself. */
  readonly attack: (target: Target) => void
}

const MIB = 1024 * 1024
const TOOL = "terraform.apply"
const EMPTY = { format_version: "1.2", planned_values: { root_module: {} }, resource_changes: [], configuration: {} }

const agent = new Agent({ keepAlive: true, maxSockets: 512 })
const send = (
  { url, apiKey }: Target,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): ClientRequest =>
  request(`${url}${path}`, {
    method,
    agent,
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json", ...headers },
  })

/** Sends one body again and again, so many at a time; where it is refused for a while, so often that it costs the sender little. */
const again = (target: Target, atOnce: number, body: () => Buffer) => {
  const one = () => {
    const next = () => {
      setTimeout(one, 10)
    }
    const asked = send(target, "POST", "/v1/decisions")
    asked.once("error", next)
    asked.once("response", (answer) => {
      answer.resume()
      answer.once("close", next)
    })
    asked.end(body())
  }
  for (let begun = 0; begun < atOnce; begun += 1) one()
}

const call = (plan: object): Buffer => Buffer.from(JSON.stringify({ tool: TOOL, payload: JSON.stringify(plan) }))
const times = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => item(at))

/** The same body, made once. */
const always = (make: () => Buffer) => {
  const body = make()
  return () => body
}

const role = (index: number) => ({
  ...{
    address: `module.team.aws_iam_role.role_${index}`,
    mode: "managed",
    type: "aws_iam_role",
    name: `role_${index}`,
  },
  provider_name: "registry.terraform.io/hashicorp/aws",
  change: {
    ...{ actions: ["create"], before: null, after_unknown: { id: true } },
    after: { description: "x".repeat(400) },
  },
})

const products = () => {
  const resources = times(10_000, (index) => ({ type: "a", name: `${index}` }))
  const module_calls = { ["m".repeat(MIB)]: { module: { resources } } }
  return call({ ...EMPTY, configuration: { root_module: { module_calls } } })
}

export const patterns: readonly Pattern[] = [
  {
    name: "calm",
    what: "nothing, for comparison",
    attack: () => undefined,
  },
  {
    name: "names",
    what: "a module named with a megabyte, and 10,000 resources in it",
    attack: (target) => {
      again(target, 8, always(products))
    },
  },
  {
    name: "list",
    what: "8 MB of empty checks in a plan",
    attack: (target) => {
      again(
        target,
        8,
        always(() => call({ ...EMPTY, checks: times(2_700_000, () => ({})) })),
      )
    },
  },
  {
    name: "shapes",
    what: "a plan whose configuration is of another shape 700,000 times",
    attack: (target) => {
      again(
        target,
        8,
        always(() => call({ ...EMPTY, configuration: { root_module: { resources: times(700_000, () => 0) } } })),
      )
    },
  },
  {
    name: "plans",
    what: "honest plans of 9,000 resources that touch access, no two alike",
    attack: (target) => {
      let sent = 0
      const resource_changes = times(9_000, role)
      again(target, 8, () => call({ ...EMPTY, terraform_version: `1.0.${(sent += 1)}`, resource_changes }))
    },
  },
  {
    name: "values",
    what: "bodies of 8 MB that are 2,700,000 values",
    attack: (target) => {
      again(
        target,
        8,
        always(() => Buffer.from(`{"tool":"${TOOL}","payload":[${"{},".repeat(2_700_000)}{}]}`)),
      )
    },
  },
  {
    name: "bodies",
    what: "300 bodies of 7.9 MB at once",
    attack: (target) => {
      again(
        target,
        300,
        always(() => Buffer.from(`{"tool":"unknown","payload":"${"x".repeat(7.9e6)}"}`)),
      )
    },
  },
  {
    name: "waits",
    what: "waits that are begun and abandoned, 500 at a time",
    attack: (target) => {
      const one = () => {
        const asked = send(target, "GET", `/v1/approvals/req_${"0".repeat(24)}/wait?timeoutMs=60000`)
        asked.on("error", () => undefined)
        asked.end()
        setTimeout(() => {
          asked.destroy()
          one()
        }, 500)
      }
      for (let begun = 0; begun < 500; begun += 1) one()
    },
  },
  {
    name: "reads",
    what: "small asks as fast as they are answered, 64 at a time",
    attack: (target) => {
      let sent = 0
      again(target, 64, () => Buffer.from(`{"tool":"tickets.search","payload":"${(sent += 1)}"}`))
    },
  },
  {
    name: "lock",
    what: "another process that has the log's file locked for 100 ms out of 200",
    attack: ({ ledger }) => {
      const database = new DatabaseSync(ledger, { timeout: 5_000 })
      const lock = () => {
        database.exec("BEGIN IMMEDIATE")
        setTimeout(() => {
          database.exec("ROLLBACK")
          setTimeout(lock, 100)
        }, 100)
      }
      lock()
    },
  },
]

import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import * as z from "zod"
import { BudgetAnswer } from "../../../../adapters/http/budgets/schemas.ts"
import { VerdictAnswer } from "../../../../adapters/http/schemas.ts"
import { serve } from "../../../../adapters/http/serve.ts"
import { ApiKeyId, newApiKey } from "../../../../adapters/identity/api-keys.ts"
import { createKey } from "../../../../adapters/signer/file.ts"
import { makeWorld } from "../../../../demo/world.ts"
import { clock } from "../../library/break-glass/emergency.ts"
import { tmp } from "../../tmp.ts"
import { cli, closing } from "../cli.ts"

const Config = z.looseObject({
  tenants: z.tuple([
    z.looseObject({
      actors: z.array(z.looseObject({ id: z.string() })),
      tools: z.tuple([z.looseObject({ name: z.string() })]),
    }),
  ]),
})

/** The caps of new agents. No two are of one value. */
export const CAPS = {
  spend: 1_000,
  affected: 100,
  blast: 10,
  depth: 2,
  rate: 20,
  open: 5,
  unknown: 3,
  tools: ["notes.write"],
}

/** Alice, bob and carol administer; the service `executor` reports; what a note costs stands in its arguments. */
const withBudgets = (config: string, service: object, tools: readonly string[]): string => {
  const file = Config.parse(JSON.parse(config))
  const [tenant] = file.tenants
  const actors = tenant.actors.map((actor) =>
    ["alice", "bob", "carol"].includes(actor.id) ? { ...actor, roles: ["admin"] } : actor,
  )
  const [terraform] = tenant.tools
  const cost = { spend: { argument: "/amount" }, affected: { argument: "/to" } }
  const notes = { ...terraform, name: "notes.write", effect: "write", inspector: undefined, writes: "allow", cost }
  const budgets = { window: "1h", lease: "15m", newAgents: { ...CAPS, tools }, reporters: ["executor"] }
  return JSON.stringify({
    ...file,
    tenants: [{ ...tenant, actors: [...actors, service], tools: [terraform, notes], breakGlass: undefined, budgets }],
  })
}

/** A real gate on SQLite, served on a port of its own at 3 am, whose agents need budgets; carol answers for deployer's. */
export const spending = async ({ open = true, tools = CAPS.tools } = {}) => {
  const { at } = clock()
  const folder = tmp()
  const world = makeWorld(folder)
  const { key, sha256 } = newApiKey(ApiKeyId.parse("executor-1"))
  const executor = { apiKey: key }
  const entry = { id: "executor", kind: "service", roles: ["executor"], apiKeys: [{ id: "executor-1", sha256 }] }
  writeFileSync(world.config, withBudgets(readFileSync(world.config, "utf8"), entry, tools))
  await Effect.runPromise(createKey(join(folder, "server.key")))
  const service = closing(await serve(world.config))
  const as = (who: { readonly apiKey: string }, ...args: readonly string[]) =>
    cli(args, { INTERLOCK_URL: service.url, INTERLOCK_API_KEY: who.apiKey })
  const budget = (who: { readonly apiKey: string }, ...args: readonly string[]) => as(who, "budget", ...args)
  const signing = (who: typeof world.alice, ...args: readonly string[]) =>
    budget(who, ...args, "--yes", "--identity", who.identity)
  const path = (name: string) => join(folder, name)
  const written = (name: string, text: string | Uint8Array): string => {
    writeFileSync(path(name), text)
    return path(name)
  }
  let notes = 0
  /** An agent's call: its verdict. */
  const note = async (amount: unknown, to: unknown = 1) => {
    notes += 1
    const payload = written(`note-${notes}.json`, JSON.stringify({ amount, to, notes }))
    const { stdout } = await as(world.deployer, "ask", "--tool", "notes.write", payload, "--json")
    return VerdictAnswer.parse(JSON.parse(stdout))
  }
  const report = (id: string, spend: number, affected: number, who: { readonly apiKey: string } = executor) =>
    budget(who, "report", id, "--spend", String(spend), "--affected", String(affected))
  const overrun = async (): Promise<string> => {
    const id = (await note(7)).reservation ?? "none"
    await report(id, 8, 1)
    return id
  }
  const shown = async () =>
    BudgetAnswer.parse(JSON.parse((await budget(world.alice, "show", "deployer", "--json")).stdout)).budget
  if (open) await budget(world.alice, "open", "deployer", "--owner", "carol")
  return { ...world, service, executor, as, budget, signing, path, written, note, report, overrun, shown, at }
}

import { join } from "node:path"
import { readFileSync, writeFileSync } from "node:fs"
import { Effect } from "effect"
import * as z from "zod"
import { serve } from "../../../adapters/http/serve.ts"
import { VerdictAnswer } from "../../../adapters/http/schemas.ts"
import { createKey } from "../../../adapters/signer/file.ts"
import { REAL_PLAN, TOOL, makeWorld } from "../../../demo/world.ts"
import { tmp } from "../tmp.ts"
import { cli, closing } from "./cli.ts"

const Entry = z.looseObject({
  id: z.string(),
  kind: z.string(),
  apiKeys: z.array(z.looseObject({ id: z.string(), sha256: z.string() })).optional(),
})
type Entry = z.infer<typeof Entry>
const Config = z.looseObject({ tenants: z.tuple([z.looseObject({ actors: z.array(Entry) })]) })

/** What may be asked for in an emergency where the test says nothing else; bob and carol countersign. */
export const emergency = (changes: object = {}) => ({
  minDuration: "1m",
  maxDuration: "1h",
  requestLifetime: "15m",
  factorLifetime: "2m",
  grantable: [{ tool: TOOL, prefix: "null_resource." }],
  cooldown: "10m",
  requestRate: { max: 4, window: "1d" },
  maxActiveGrants: 2,
  countersigners: ["responder"],
  ...changes,
})

/** An agent that acts for whoever opens a session for it. The demo's deployer has the key; nobody else has one. */
const inSessions = ({ apiKeys = [], ...actor }: Entry, proofKey: object) => ({
  ...actor,
  ...(actor.id === "deployer" ? { proofKey } : {}),
  apiKeys: apiKeys.map(({ id, sha256 }) => ({ id, sha256 })),
})

/** @param administers who holds the role admin, and no other */
const withEmergencies = (
  config: string,
  parts: object,
  administers: string | null,
  proofKey: object | null,
): string => {
  const file = Config.parse(JSON.parse(config))
  const [tenant] = file.tenants
  const actors = tenant.actors.map((actor) => ({
    ...(proofKey !== null && actor.kind === "agent" ? inSessions(actor, proofKey) : actor),
    roles: actor.id === administers ? ["admin"] : ["bob", "carol"].includes(actor.id) ? ["responder"] : [],
  }))
  return JSON.stringify({ ...file, tenants: [{ ...tenant, actors, delegates: ["alice", "bob", "carol"], ...parts }] })
}

/** A real gate on SQLite, served on a port of its own, with the people and agents of the demo. */
export const served = async ({
  quorum = 2,
  breakGlass = emergency(),
  administers = null,
  more = {},
  proofKey = null,
}: {
  readonly quorum?: number
  readonly breakGlass?: object
  readonly administers?: string | null
  /** Further sections of the tenant. */
  readonly more?: object
  /** The key of the deployer, where agents call within sessions. */
  readonly proofKey?: object | null
} = {}) => {
  const folder = tmp()
  const world = makeWorld(folder)
  const config = readFileSync(world.config, "utf8").replace('"quorum": 2', `"quorum": ${quorum}`)
  writeFileSync(world.config, withEmergencies(config, { breakGlass, ...more }, administers, proofKey))
  await Effect.runPromise(createKey(join(folder, "server.key")))
  const service = closing(await serve(world.config))
  const envOf = ({ apiKey }: { readonly apiKey: string }) => ({
    INTERLOCK_URL: service.url,
    INTERLOCK_API_KEY: apiKey,
  })
  const as = (who: { readonly apiKey: string }, ...args: readonly string[]) => cli(args, envOf(who))
  const sign = (who: typeof world.bob, verdict: "approve" | "reject", id: string, ...more: readonly string[]) =>
    as(who, verdict, id, "--yes", "--identity", who.identity, ...more)
  const lend = (who: typeof world.bob, id: string, to: string) =>
    as(who, "delegate", id, "--to", to, "--yes", "--identity", who.identity)
  /** A request for the real plan. */
  const asked = async (plan: string = REAL_PLAN): Promise<string> => {
    const { stdout } = await as(world.deployer, "ask", "--tool", TOOL, plan, "--json")
    return z.string().parse(VerdictAnswer.parse(JSON.parse(stdout)).request)
  }
  /** A file in the folder. */
  const written = (name: string, text: string | Uint8Array, mode = 0o600): string => {
    const path = join(folder, name)
    writeFileSync(path, text, { mode })
    return path
  }
  /** No private key, and no API key, is in what was printed. */
  const secretsIn = (text: string): readonly string[] =>
    [world.alice, world.bob, world.carol]
      .flatMap(({ identity, apiKey }) => [...readFileSync(identity, "utf8").split("\n").slice(1, -2), apiKey])
      .filter((secret) => secret !== "" && text.includes(secret))
  return { ...world, service, as, sign, lend, asked, written, secretsIn, envOf }
}

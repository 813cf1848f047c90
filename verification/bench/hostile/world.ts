import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { ApiKeyId, newApiKey } from "../../../adapters/identity/api-keys.ts"
import { createKey } from "../../../adapters/signer/file.ts"
import { READING } from "../world.ts"

/** A config file of two tenants with nothing in common, an agent in each, and the limits as they are by default. */
export const makeWorlds = async (folder: string) => {
  const [own, hostile] = [newApiKey(ApiKeyId.parse("own")), newApiKey(ApiKeyId.parse("hostile"))]
  await Effect.runPromise(createKey(join(folder, "server.key")))
  const tool = { schema: `sha256:${"0".repeat(64)}`, writes: "step_up", route: "two", uses: 1, lifetime: "8h" }
  const tenant = (id: string, sha256: string) => ({
    id,
    actors: [
      ...["alice", "bob", "carol"].map((person) => ({ id: person, kind: "human" })),
      { id: "deployer", kind: "agent", apiKeys: [{ id: id === "own" ? "own" : "hostile", sha256, for: "alice" }] },
    ],
    groups: { platform: ["alice", "bob", "carol"] },
    routes: { two: [{ mode: "sequential", groups: [{ name: "platform", quorum: 2 }], sla: "4h" }] },
    tools: [
      { ...tool, name: READING, effect: "read" },
      { ...tool, name: "terraform.apply", effect: "destructive", inspector: "terraform" },
    ],
    limits: { maxUses: 1, maxLifetime: "8h", maxOpenRequests: 20, decisionRate: { max: 10, window: "1h" } },
    permit: "5m",
  })
  const file = {
    version: 1,
    listen: { port: 0 },
    store: { sqlite: "interlock.db" },
    signer: { key: "server.key" },
    tenants: [tenant("own", own.sha256), tenant("hostile", hostile.sha256)],
  }
  const config = join(folder, "interlock.json")
  await writeFile(config, JSON.stringify(file))
  return { config, ledger: join(folder, "interlock.db"), own: own.key, hostile: hostile.key }
}

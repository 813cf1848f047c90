import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { type ApiKey, ApiKeyId, callerOfApiKey, hashApiKey, newApiKey } from "../../../adapters/identity/api-keys.ts"
import { Caller } from "../../../kernel/actors.ts"

const caller = (agent: string) =>
  Caller.parse({
    actor: { id: agent, tenant: "acme", kind: "agent", roles: [] },
    person: { id: "alice", tenant: "acme", kind: "human", roles: [] },
  })

const issued = (name: string) => {
  const id = ApiKeyId.parse(name)
  const { key, sha256 } = newApiKey(id)
  return { key, kept: { id, sha256, caller: caller(`${name}-agent`) } }
}

const keep = (...keys: readonly ApiKey[]) => new Map<string, ApiKey>(keys.map((key) => [key.id, key]))

describe("an API key", () => {
  it("is ik_, its id, and 32 random bytes", () => {
    const first = issued("ci-1").key
    expect(first).toMatch(/^ik_ci-1_[A-Za-z0-9_-]{43}$/)
    expect(Buffer.from(first.slice(-43), "base64url")).toHaveLength(32)
    expect(issued("ci-1").key).not.toBe(first)
  })

  it("is kept as its SHA-256 alone", () => {
    const { key, kept } = issued("ci")
    expect(kept.sha256).toBe(createHash("sha256").update(key).digest("hex"))
    expect(kept.sha256).toBe(hashApiKey(key))
    expect(JSON.stringify(kept)).not.toContain(key.slice(-43))
  })

  it("tells the agent and the person for whom it acts", () => {
    const [one, two] = [issued("one"), issued("two")]
    const keys = keep(one.kept, two.kept)
    expect(callerOfApiKey(keys, one.key)).toEqual(caller("one-agent"))
    expect(callerOfApiKey(keys, two.key)).toEqual(caller("two-agent"))
  })

  it("tells nobody with another secret, another id, an unknown id, or in another form", () => {
    const [one, two] = [issued("one"), issued("two")]
    const keys = keep(one.kept, two.kept)
    for (const key of [
      one.key.slice(0, -1),
      `${one.key}A`,
      ` ${one.key}`,
      `${one.key}\n`,
      one.key.toUpperCase(),
      `${one.key.slice(0, -43)}${"A".repeat(43)}`,
      `ik_two_${one.key.slice(-43)}`,
      `ik_three_${one.key.slice(-43)}`,
      one.kept.sha256,
      "",
    ]) {
      expect(callerOfApiKey(keys, key)).toBeUndefined()
    }
  })

  it("has an id without underscore, so that it splits in one way only", () => {
    expect(ApiKeyId.safeParse("a_b").success).toBe(false)
    expect(ApiKeyId.safeParse("").success).toBe(false)
  })
})

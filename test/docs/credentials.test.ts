import { execFile } from "node:child_process"
import { generateKeyPairSync } from "node:crypto"
import { readFileSync } from "node:fs"
import { promisify } from "node:util"
import { expect, it } from "vitest"
import { VerdictAnswer } from "../../adapters/http/schemas.ts"
import { SessionChangeAnswer } from "../../adapters/http/sessions/schemas.ts"
import { served } from "../adapters/cli/served.ts"

const page = readFileSync(new URL("../../docs/credentials.md", import.meta.url), "utf8")
const SEARCH = "tickets.search"

/** The program of the page, word for word. */
const programOf = (text: string): string => /## Over HTTP\n[^]*?```js\n([^]*?)```/.exec(text)?.[1] ?? "none"

const sessions = {
  ...{ lifetime: "8h", idle: "30m", factor: "2m", maxDepth: 3, maxSessions: 3, sensitive: [] },
  agents: { deployer: [{ tool: SEARCH, effects: ["read"] }] },
  directory: ["responder"],
}

const tools = [
  {
    ...{ name: SEARCH, schema: `sha256:${"0".repeat(64)}`, effect: "read", writes: "deny" },
    ...{ route: "two-people", uses: 1, lifetime: "1h" },
  },
]

it("who does what docs/credentials.md says, and knows nothing of our code, calls within a session", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const { kty, crv, x } = publicKey.export({ format: "jwk" })
  const world = await served({
    administers: "alice",
    // There are no grants of a tool that nothing reads.
    more: { sessions, tools, breakGlass: undefined },
    proofKey: { kty, crv, x },
  })
  const { as, bob, alice, deployer, written, envOf } = world
  await as(bob, "subject", "enrol", "alice", "--scope", `${SEARCH}=read`)
  const opened = await as(alice, "session", "open", "deployer", "--identity", alice.identity, "--json")
  const env = {
    ...envOf(deployer),
    INTERLOCK_SESSION: SessionChangeAnswer.parse(JSON.parse(opened.stdout)).id,
    INTERLOCK_AGENT_KEY: written("deployer.key.pem", privateKey.export({ type: "pkcs8", format: "pem" })),
  }
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", programOf(page)], {
    env,
  })
  expect(VerdictAnswer.parse(JSON.parse(stdout))).toMatchObject({ verdict: "allow", reasons: [] })
})

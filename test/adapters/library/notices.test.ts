import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { sign } from "../../../adapters/identity/sshsig.ts"
import { formatPublicKey } from "../../../adapters/identity/public-keys.ts"
import { parseConfig } from "../../../adapters/config/config.ts"
import { grantRequestOf } from "../../../adapters/library/index.ts"
import { Scope } from "../../../kernel/break-glass/break-glass.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import { Notice } from "../../../kernel/notices/notice.ts"
import { Instant } from "../../../kernel/time.ts"
import { accepts, receiver, status } from "../notify/receiver.ts"
import { SECRET } from "../notify/secrets.ts"
import { acme, deployment, opened } from "./fixture.ts"

/** A deployment whose notices go to `url`. */
const told = (url: string) => {
  const deployed = deployment()
  writeFileSync(join(deployed.folder, "pager.secret"), SECRET, { mode: 0o600 })
  const text = deployed.text.replace(
    "tenants:",
    `notify: [{ name: pager, webhook: "${url}", secret: pager.secret }]\ntenants:`,
  )
  return { ...deployed, text, config: () => parseConfig(text, join(deployed.folder, "interlock.yaml")) }
}

const asking = async (gate: Awaited<ReturnType<typeof opened>>) => {
  const { actor } = gate.as("alice")
  const terms = {
    agent: null,
    reason: "the database is down",
    scope: Scope.parse([{ tool: "terraform.apply", prefix: "aws_cloudwatch_event_rule." }]),
    durationMs: 60_000,
  }
  const statement = canonicalize(grantRequestOf(actor, terms, Instant.parse(Date.now())))
  const { alice } = gate.people
  const signature = await sign(statement, alice)
  const proof = { format: "sshsig", publicKey: formatPublicKey(alice.publicKey), signature } as const
  const outcome = await gate.gate.breakGlass.request(actor, { ...terms, signed: { statement, proof } })
  if (outcome.type !== "accepted") throw new Error(`refused: ${JSON.stringify(outcome)}`)
  return outcome.id
}

describe("notices of a gate", () => {
  it("go to the config's receivers, signed, once each, however often they are sent for", async () => {
    const pager = await receiver()
    const gate = await opened(told(pager.url))
    const id = await asking(gate)
    const failures: string[] = []
    const send = () => gate.gate.notices.deliverOnce((line) => failures.push(line))
    expect(await send()).toBe(1)
    await gate.gate.breakGlass.revoke(gate.as("alice").actor, { id })
    expect([await send(), await send()]).toEqual([1, 0])
    expect(failures).toEqual([])
    const now = Math.floor(Date.now() / 1000)
    expect(pager.requests.map((request) => accepts(SECRET, request, now))).toEqual([true, true])
    const notices = pager.requests.map(({ body }) => Notice.parse(JSON.parse(body)))
    expect(notices).toMatchObject([
      { event: "requested", tenant: acme(), grant: id, reason: "the database is down" },
      { event: "ended", grant: id },
    ])
  })

  it("that a receiver refused are there for the next time, and a person is told why", async () => {
    const pager = await receiver(status(500))
    const gate = await opened(told(pager.url))
    await asking(gate)
    const failures: string[] = []
    const send = () => gate.gate.notices.deliverOnce((line) => failures.push(line))
    expect([await send(), await send()]).toEqual([0, 1])
    expect(failures).toEqual(["pager is not told of acme yet: it answered 500"])
    const [first, second] = pager.requests
    expect(second?.id).toBe(first?.id)
  })

  it("go out by themselves where the gate is told to, and closing waits for nobody", async () => {
    const pager = await receiver()
    const gate = await opened(told(pager.url))
    gate.gate.notices.deliver(() => undefined)
    gate.gate.notices.deliver(() => undefined)
    await asking(gate)
    await pager.got(1)
    await pager.close()
    await gate.gate.close()
    expect(pager.requests).toHaveLength(1)
  })
})

import { ApiKeyId, newApiKey } from "../../../../adapters/identity/api-keys.ts"
import { formatPublicKey } from "../../../../adapters/identity/public-keys.ts"
import { sign } from "../../../../adapters/identity/sshsig.ts"
import { type BudgetChange, budgetChangeOf } from "../../../../adapters/library/budgets/budgets.ts"
import type { BudgetThaw, BudgetWidening } from "../../../../adapters/library/budgets/inputs.ts"
import type { OpenGate } from "../../../../adapters/library/index.ts"
import type { Actor } from "../../../../kernel/actors.ts"
import { type Caps, Caps as CapsSchema } from "../../../../kernel/budgets/budgets.ts"
import { canonicalize } from "../../../../kernel/canonical.ts"
import { Instant } from "../../../../kernel/time.ts"
import { type Deployment, acme, actingOn, deployment } from "../fixture.ts"

export type Person = keyof Deployment["people"]

/** The caps that the config has for new agents. No two are of one value. */
export const caps = (changed: Partial<Record<keyof Caps, unknown>> = {}): Caps =>
  CapsSchema.parse({
    spend: 1_000,
    affected: 100,
    blast: 10,
    depth: 2,
    rate: 20,
    open: 5,
    unknown: 3,
    tools: ["notes.write", "terraform.apply"],
    ...changed,
  })

const replacing = (text: string, was: string, is: string): string => {
  if (!text.includes(was)) throw new Error(`the config has no ${was}`)
  return text.replaceAll(was, is)
}

const section = [
  "    budgets:",
  "      window: 1h",
  "      lease: 15m",
  "      reporters: [executor]",
  `      newAgents: ${JSON.stringify(caps())}`,
]

const same = (text: string): string => text

/**
 * The deployment of every test, whose agents have budgets: alice, bob and carol administer acme, carol answers for the agents, the
 * service `ci` executes; and in globex, stranger and `watcher`. What a note costs stands in its arguments.
 * @param change what a test wants otherwise in the file
 */
export const budgeted = (change: (text: string) => string = same): Deployment => {
  const deployed = deployment()
  const changes: readonly (readonly [was: string, is: string])[] = [
    ["roles: [responder]", "roles: [responder, admin]"],
    ["- { id: ci, kind: service,", "- { id: ci, kind: service, roles: [executor],"],
    [
      "- { id: watcher, kind: service, roles: [auditor],",
      "- { id: watcher, kind: service, roles: [auditor, executor],",
    ],
    [
      "writes: allow, route: two, uses: 1, lifetime: 1h }",
      "writes: allow, route: two, uses: 1, lifetime: 1h, cost: { spend: { argument: /amount }, affected: { argument: /to } } }",
    ],
    ["  - id: globex", `${section.join("\n")}\n  - id: globex`],
  ]
  const written = changes.reduce((text, [was, is]) => replacing(text, was, is), deployed.text)
  const text = change([written, ...section].join("\n"))
  return { ...deployed, text, config: () => deployed.config(text) }
}

/** The file with more agents of acme, by their ids: the key of each. */
export const withAgents = (...ids: readonly string[]) => {
  const keys = ids.map((id, n) => ({ id, ...newApiKey(ApiKeyId.parse(`more-${n}`)) }))
  const lines = keys.map(
    ({ id, sha256 }, n) =>
      `      - { id: "${id}", kind: agent, apiKeys: [{ id: more-${n}, sha256: ${sha256}, for: alice }] }`,
  )
  const deployed = budgeted((file) =>
    file.replace("    groups: { ops: [alice", `${lines.join("\n")}\n    groups: { ops: [alice`),
  )
  return { deployed, keys }
}

/** A note as an agent calls it, with what it costs. */
export const note = (amount: unknown = 7, to: unknown = 1, text = "hello") => ({
  tool: "notes.write",
  payload: new TextEncoder().encode(JSON.stringify({ amount, to, text })),
})

/** How the people of a deployment change budgets. */
export const changing = (gate: OpenGate, deployed: Deployment) => {
  const { people } = deployed
  const { as } = actingOn(gate, deployed)
  const signedBy = async (name: Person, said: object) => {
    const statement = canonicalize(said)
    const signature = await sign(statement, people[name])
    const proof = { format: "sshsig" as const, publicKey: formatPublicKey(people[name].publicKey), signature }
    return { statement, proof }
  }
  const opened = async (agent = "deployer", owner = "carol", by: Actor = as("alice").actor) =>
    gate.budgets.open(by, { agent, owner })
  const budgetOf = async (agent = "deployer", tenant = acme()) => {
    const budget = await gate.budgets.get(tenant, agent)
    if (budget === null) throw new Error(`there is no budget of ${agent}`)
    return budget
  }
  const signs = (name: Person, change: BudgetChange) => signedBy(name, budgetChangeOf(as(name).actor, change))

  /** The next widening of an agent's budget, signed for by two people. */
  const widening = async (
    changed: Partial<Record<keyof Caps, unknown>> = { spend: 2_000 },
    {
      by = "alice",
      with: other = "bob",
      from = Date.now(),
      serial,
      agent = "deployer",
    }: {
      readonly by?: Person
      readonly with?: Person
      readonly from?: number
      readonly serial?: number
      readonly agent?: string
    } = {},
  ): Promise<BudgetWidening> => {
    const { id, kept } = await budgetOf(agent, as(by).actor.tenant)
    const wanted = { caps: caps(changed), from: Instant.parse(from), serial: serial ?? kept.serial + 1 }
    const change = { what: "widening", id, ...wanted } as const
    const [signed, countersigned] = [await signs(by, change), await signs(other, change)]
    return { id, ...wanted, signed, countersigner: other, countersigned }
  }
  /** The next thaw of it, in the same way. */
  const thaw = async (
    {
      by = "alice",
      with: other = "bob",
      serial,
    }: { readonly by?: Person; readonly with?: Person; serial?: number } = {},
    agent = "deployer",
  ): Promise<BudgetThaw> => {
    const { id, kept } = await budgetOf(agent, as(by).actor.tenant)
    const change = { what: "thaw", id, serial: serial ?? kept.serial + 1 } as const
    const [signed, countersigned] = [await signs(by, change), await signs(other, change)]
    return { id, serial: change.serial, signed, countersigner: other, countersigned }
  }
  /** An agent's call, allowed: the id under which it is reported. */
  const called = async (...given: Parameters<typeof note>): Promise<string> => {
    const { reservation, reasons } = await gate.decide(as("deployer"), note(...given))
    if (reservation === null) throw new Error(`the call is denied: ${JSON.stringify(reasons)}`)
    return reservation
  }
  const reported = (id: string, amounts: { spend: number; affected: number }, by: Parameters<typeof as>[0] = "ci") =>
    gate.budgets.report(as(by).actor, { id, amounts })
  /** Freezes the agent: its call cost more than was asked. */
  const overrun = async (): Promise<string> => {
    const id = await called(7, 1, "overrun")
    await reported(id, { spend: 8, affected: 1 })
    return id
  }
  return { as, signedBy, signs, opened, budgetOf, widening, thaw, called, reported, overrun }
}

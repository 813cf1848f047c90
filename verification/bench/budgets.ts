import { type Caller, Caller as CallerSchema, gateOf } from "../../kernel/actors.ts"
import { type Amounts, BudgetId, Caps, Command, type Settings } from "../../kernel/budgets/budgets.ts"
import type { Budgets } from "../../kernel/budgets/facts.ts"
import { type BudgetsRegister, budgets } from "../../kernel/budgets/index.ts"
import { digestOf } from "../../kernel/digest.ts"
import type { Policy } from "../../kernel/gate/policy.ts"
import type { Body } from "../../kernel/ledger/body.ts"
import type { Changed, Entity } from "../../kernel/machine.ts"
import { Duration, type Instant } from "../../kernel/time.ts"
import { following } from "./following.ts"
import { BEGINNING } from "./logs.ts"
import { READING, type Setup } from "./world.ts"

const HOUR = Duration.parse(3_600_000)
const COST: Amounts = { spend: 1, affected: 1 }

/** The widest window there is, and caps that nothing here meets. */
const caps = Caps.parse({
  ...{ spend: 1_000_000, affected: 1_000_000, blast: 10, depth: 1, rate: 48, open: 16, unknown: 16 },
  tools: [READING],
})

/** A tenant whose agents need budgets, and whose calls cost something. */
export const withBudgets = (world: Setup): Setup => {
  const fixed = (amount: number) => ({ from: "fixed", amount }) as const
  const cost = { spend: fixed(COST.spend), affected: fixed(COST.affected) }
  const settings = { required: true, windowMs: HOUR, leaseMs: HOUR, newCaps: caps, reporters: [] }
  const policy: Policy = {
    ...world.policy,
    tools: world.policy.tools.map((tool) => ({ ...tool, domains: { ...tool.domains, budgets: cost } })),
    domains: { ...world.policy.domains, budgets: settings },
  }
  return { ...world, policy }
}

export const agentOf = ({ policy: { tenant }, person }: Setup, number: number): Caller =>
  CallerSchema.parse({ actor: { id: `agent-${number}`, tenant, kind: "agent", roles: [] }, person: person("alice") })

const settingsOf = ({ policy: { tenant } }: Setup): Settings => ({
  ...{ tenant, required: true, windowMs: HOUR, leaseMs: HOUR, newCaps: caps },
  reporters: gateOf(tenant).roles,
})

/** A call of the agent of this number, by the kernel's command. */
export const reserving = (world: Setup, agent: number, id: string, asked: Amounts = COST): Command => {
  const by = agentOf(world, agent).actor
  const digest = digestOf(new TextEncoder().encode(id))
  return Command.parse({ type: "reserve", id, budget: by.id, by, tool: READING, digest, asked, depth: 1 })
}

/** The budget of the first agent after so many calls in its window, each of which was reported as it was asked for. */
const budgetAfter = (world: Setup, calls: number, now: Instant): Entity<Budgets> => {
  const { tenant } = world.policy
  const gate = gateOf(tenant)
  const admin = { ...world.person("bob"), roles: ["admin"] }
  const agent = agentOf(world, 0).actor.id
  const entities = following(
    budgets,
    settingsOf(world),
    [
      Command.parse({ type: "open", id: agent, by: admin, owner: "alice" }),
      ...Array.from({ length: calls }, (_, call) => `reservation_${call}`).flatMap((id) => [
        reserving(world, 0, id),
        Command.parse({ type: "release", id, by: gate }),
        Command.parse({ type: "settle", id, by: gate, amounts: COST }),
      ]),
    ],
    now,
  )
  const budget = entities.get(agent)
  if (budget === undefined) throw new Error("the bench's own budget is lost")
  return budget
}

/** As many calls as a window has before its last one. */
const ALMOST = caps.rate - 1

/** So many agents' budgets, copies of one as a log gives them: one object ten thousand times would always be in the cache. */
const copies = (world: Setup, count: number, budget: Entity<Budgets>): readonly Changed<Budgets>[] =>
  Array.from({ length: count }, (_, number) => ({
    ...structuredClone(budget),
    id: BudgetId.parse(agentOf(world, number).actor.id),
  }))

/** So many agents, each with a window that lacks one call, as the kernel has them. */
export const fullRegister = (world: Setup, agents: number, now: Instant): BudgetsRegister => ({
  settings: settingsOf(world),
  entities: new Map<string, Changed<Budgets>>(
    copies(world, agents, budgetAfter(world, ALMOST, now)).map((entity) => [entity.id, entity]),
  ),
})

/** A log that has such budgets, several in a record. */
const told = (world: Setup, each: number, entities: readonly Changed<Budgets>[]): readonly Body[] =>
  Array.from({ length: Math.ceil(entities.length / each) }, (_, record): Body => {
    const after = entities.slice(record * each, (record + 1) * each)
    const [first] = after
    if (first === undefined) throw new Error("a record of no budget")
    const command = Command.parse({ type: "narrow", id: first.id, by: world.person("bob"), caps })
    return {
      type: "command",
      proof: null,
      transition: { domain: "budgets", command, facts: null, outcome: { accepted: true, after } },
    }
  })

/** A record holds so many full budgets, and so many that are new. */
const FULL_EACH = 6
const NEW_EACH = 32

export const fullBudgets = (world: Setup, agents: number): readonly Body[] =>
  told(world, FULL_EACH, copies(world, agents, budgetAfter(world, ALMOST, BEGINNING)))

export const newBudgets = (world: Setup, agents: number): readonly Body[] =>
  told(world, NEW_EACH, copies(world, agents, budgetAfter(world, 0, BEGINNING)))

/** A full budget as a record has it, in bytes. */
export const writtenBytes = (world: Setup): number => JSON.stringify(budgetAfter(world, ALMOST, BEGINNING)).length

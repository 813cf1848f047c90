import { Result } from "effect"
import { describe, expect, it } from "vitest"
import type { Actor } from "../../../kernel/actors.ts"
import type { BudgetsRegister } from "../../../kernel/budgets/index.ts"
import type { Body } from "../../../kernel/ledger/body.ts"
import { encodeRecord, recordAfter } from "../../../kernel/ledger/chain.ts"
import { RECORD_BYTES } from "../../../kernel/ledger/record.ts"
import type { Transition } from "../../../kernel/ledger/transition.ts"
import {
  type Event,
  LEASE,
  START,
  WINDOW,
  actor,
  ask,
  budgetIn,
  caller,
  digest,
  instant,
  lapse,
  narrow,
  next,
  open,
  release,
  reserve,
  settings,
  settle,
  tell,
  unfreeze,
  unreserve,
  widen,
} from "../../fixtures/budgets.ts"
import { every } from "./sites/case.ts"

/**
 * The largest record that budgets make: the decision that allows a call which nothing had to lift, over a budget of which every
 * list is at its bound and every name is as long as the parsers let it be. It holds the budget twice, after the reservation and
 * after the release.
 */

const long = (length: number, name: string) => name.padEnd(length, "x")
const TENANT = long(128, "acme")
const most = Number.MAX_SAFE_INTEGER

/** The most roles that somebody is given, the first of them the one that counts. */
const rolesOf = (first: string, count: number) => [first, ...every(count - 1).map((n) => long(128, `role-${n}-`))]

/** Upper bounds of what one budget holds, as `Caps` has them, and of what somebody is. */
const BOUNDS = { tools: 16, rate: 48, open: 16, unknown: 16, depth: 32, roles: 32 }

const largest = ({ tools: count, rate, open: running, unknown, depth, roles }: typeof BOUNDS) => {
  const someone = (name: string, kind: Actor["kind"], role: string) =>
    actor(long(128, name), { tenant: TENANT, kind, roles: rolesOf(role, roles) })
  const [bot, owner] = [someone("bot", "agent", "dev"), someone("owner", "human", "dev")]
  const [root, ida] = [someone("root", "human", "admin"), someone("ida", "human", "admin")]
  const gate = actor("interlock", { tenant: TENANT, kind: "service", roles: ["gate"] })
  const tools = every(count).map((n) => long(128, `tool-${n}-`))
  const caps = { spend: most - 1, affected: most - 1, blast: most, depth, rate, open: running, unknown, tools }
  const id = (n: number) => `reservation_${String(n).padEnd(24, "x")}`
  const call = (n: number, at: number): Event => [
    at,
    reserve(id(n), { by: bot, tool: tools[0] ?? "", args: `arguments ${n}`, depth }),
  ]
  const both = { by: root, countersigner: ida }
  const AT = 2 * WINDOW
  const told = tell(
    settings({ tenant: TENANT, newCaps: caps, reporters: ["gate"] }),
    [0, open(bot.id, root, owner.id)],
    // All but one of those that may be unknown are.
    ...every(unknown - 1).flatMap((n): Event[] => [call(n, 0), [0, release(id(n), gate)]]),
    // An overrun that was thawed, a narrowing, and a widening that waits.
    call(100, LEASE),
    [LEASE, settle(id(100), { spend: 2 ** 52 }, gate)],
    [LEASE, unfreeze(bot.id, both)],
    [LEASE, narrow(bot.id, { ...caps, blast: most - 1 }, root)],
    [LEASE, widen(bot.id, 10 * WINDOW, caps, both)],
    // All but one of those that may run do; with those that were taken back, and the one that comes, the window is full.
    ...every(rate - running).flatMap((n): Event[] => [call(200 + n, AT), [AT, unreserve(id(200 + n), gate)]]),
    ...every(running - 1).map((n) => call(300 + n, AT)),
  )
  return { told, bot, gate, owner, root, both, caps, id, call: call(999, AT + 1), at: AT + 1 }
}

const transitionOf = (register: BudgetsRegister, event: Event): Transition<"budgets"> => {
  const answer = ask(register, event)
  if (!answer.accepted) throw new Error(`refused: ${JSON.stringify(answer)}`)
  const command = event[1](register)
  return { domain: "budgets", command, facts: answer.facts, outcome: { accepted: true, after: answer.after } }
}

/** Each record that is largest, by what it tells. */
const records = (bounds = BOUNDS): Readonly<Record<string, Body>> => {
  const { told, bot, gate, owner, root, both, caps, id, call, at } = largest(bounds)
  const starts: Event = [at, release(id(999), gate)]
  const register = next(told, call)
  const command = (event: Event, over = next(register, starts)): Body => ({
    type: "command",
    proof: { format: "sshsig", publicKey: long(1_024, "key"), signature: long(2_048, "signature") },
    transition: transitionOf(over, event),
  })
  const { command: reserved } = transitionOf(told, call)
  if (reserved.type !== "reserve") throw new Error("a call reserves")
  return {
    "a call that is allowed": {
      type: "decision",
      caller: caller(bot, owner),
      call: { tool: reserved.tool, payload: reserved.digest, artifact: reserved.digest },
      plan: digest("plan"),
      counts: { create: most, update: most, replace: most, destroy: most, read: most, noop: most },
      verdict: "allow",
      reasons: [],
      lifted: [],
      under: null,
      waits: null,
      transitions: [transitionOf(told, call), transitionOf(register, starts)],
      deadline: instant(START),
    },
    "a report": command([at, settle(id(999), { spend: 9 }, gate)]),
    "a lapse": command([at + LEASE, lapse(id(999), root)]),
    "a widening": command([at, widen(bot.id, 20 * WINDOW, caps, both)]),
    "a narrowing": command([at, narrow(bot.id, { ...caps, blast: 9 }, root)]),
    "a thaw": command(
      [at, unfreeze(bot.id, both)],
      next(next(register, starts), [at, settle(id(999), { spend: 9 }, gate)]),
    ),
  }
}

const bytesOf = (body: Body): number => {
  const record = recordAfter(
    { size: most, hash: digest("the record before"), now: instant(START) },
    {
      tenant: actor("x", { tenant: TENANT }).tenant,
      key: long(128, "key"),
      ask: digest("ask"),
      warnings: every(16).map((n) => long(128, `warning-${n}-`)),
      policy: digest("policy"),
      kernel: digest("kernel"),
      clock: instant(START),
      body,
    },
  )
  const bytes = encodeRecord(record)
  if (Result.isSuccess(bytes)) return bytes.success.length
  const told = /this one has (\d+)/.exec(bytes.failure.message)
  if (told === null) throw new Error(bytes.failure.message)
  return Number(told[1])
}

describe("what is as large as the parsers let it be", () => {
  const { told, bot } = largest(BOUNDS)
  it("has every list of a budget at its bound, before the last call", () => {
    const { calls, running, caps, widening, narrowed, thawed } = budgetIn(told, bot.id)
    expect([calls.length, running.length, caps.tools.length]).toEqual([47, 30, 16])
    for (const part of [widening, narrowed, thawed]) expect(part).not.toBeNull()
  })

  it.each(Object.entries(records()))("is %s, which a record holds", (_, body) => {
    expect(bytesOf(body)).toBeLessThanOrEqual(RECORD_BYTES)
  })
})

import type { Verdict } from "../../../../adapters/library/index.ts"
import { opened } from "../fixture.ts"
import { clock } from "../break-glass/emergency.ts"
import { budgeted, changing, note } from "../budgets/spending.ts"

/** A call that was allowed, with its permit. */
export interface Allowed {
  readonly call: NonNullable<Verdict["call"]>
  readonly permit: NonNullable<Verdict["permit"]>
}

export const allowedBy = ({ verdict, call, permit }: Verdict): Allowed => {
  if (call === null || permit === null) throw new Error(`this was not allowed: ${verdict}`)
  return { call, permit }
}

/** An open gate at night, whose agent `deployer` has a budget; the service `ci` executes. */
export const executing = async (deployed = budgeted()) => {
  const { at } = clock()
  const world = await opened(deployed)
  await changing(world.gate, deployed).opened()
  const { gate, as } = world
  let calls = 0
  const allowed = async (amount = 7): Promise<Allowed> => {
    calls += 1
    return allowedBy(await gate.decide(as("deployer"), note(amount, 1, `call ${calls}`)))
  }
  const perform = (permit: string, by: Parameters<typeof as>[0] = "ci") => gate.calls.perform(as(by).actor, { permit })
  return { ...world, at, allowed, perform, calls: gate.calls }
}

type Told = readonly { readonly guard: string }[]
/** The guards that refused, or what became of it. */
export const refusedFor = (outcome: { readonly type: string; readonly reasons?: Told }) =>
  outcome.reasons === undefined ? outcome.type : outcome.reasons.map(({ guard }) => guard)

import type { Actor, Principal } from "../../../kernel/actors.ts"
import { type Command, Command as CommandSchema, Settings } from "../../../kernel/approvals/approvals.ts"
import type { Approvals } from "../../../kernel/approvals/facts.ts"
import { statementOf } from "../../../kernel/approvals/guards.ts"
import { type ApprovalsRegister, approvals } from "../../../kernel/approvals/index.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { type Entity, step } from "../../../kernel/machine.ts"
import { Instant } from "../../../kernel/time.ts"
import { keyOf } from "../../domains/signatures.ts"
import { APPLYING, makeWorld } from "../world.ts"
import { bareTransition } from "./bare-transition.ts"
import type { Case } from "./case.ts"

const NOW = Instant.parse(1_000_000)
const principal = ({ id, tenant, kind }: Principal): Principal => ({ id, tenant, kind })

/** A request of alice's agent that waits for two people, and what a person's approval of it looks like. */
const pending = async (folder: string) => {
  const { policy, person, caller } = await makeWorld(folder, "memory")
  const settings = Settings.parse({
    ...policy.domains.approvals,
    policy: digestOf(canonicalize(policy)),
    keyring: Object.fromEntries((["bob", "carol"] as const).map((id) => [keyOf(person(id)), person(id)])),
  })
  const tool = policy.tools.find(({ name }) => name === APPLYING)
  if (tool === undefined) throw new Error(`the bench's policy has no ${APPLYING}`)
  const { route, uses, lifetimeMs } = tool.domains.approvals
  const stages = settings.routes[route] ?? []
  const plan = digestOf(new TextEncoder().encode("plan"))
  const after = (register: ApprovalsRegister, command: Command): Entity<Approvals> => {
    const result = step(approvals, register, command, NOW)
    const [entity] = result.accepted ? result.after : []
    if (entity === undefined) throw new Error(`${command.type} was refused: ${JSON.stringify(result)}`)
    return entity
  }
  const empty: ApprovalsRegister = { settings, entities: new Map() }
  const submit = { type: "submit", id: "r", by: caller, plan, route, stages, uses, lifetimeMs }
  const own = after(empty, CommandSchema.parse(submit))
  const approval = (approver: Actor): Command => {
    const [by, seat] = [approver, { stage: 0, group: "platform", member: principal(approver) }]
    const unsigned = { type: "approve", id: "r", by, seat, plan, signature: null }
    const command = CommandSchema.parse(unsigned)
    if (command.type !== "approve") throw new Error("an approval was parsed as something else")
    const statement = statementOf(own.kept, command, "approve")
    return { ...command, signature: { signer: principal(approver), key: keyOf(approver), statement } }
  }
  const alone: ApprovalsRegister = { settings, entities: new Map([["r", own]]) }
  const carols = after(alone, approval(person("carol")))
  return { alone, own, carols, approval, alice: person("alice"), bob: person("bob") }
}

const deciding = (register: ApprovalsRegister, command: Command, expected: boolean) => () => {
  if (step(approvals, register, command, NOW).accepted !== expected)
    throw new Error(expected ? "an approval that should be accepted was refused" : "a refusal was accepted")
}

const close = () => Promise.resolve()

const accepted: Case = {
  name: "step.accepted",
  what: "an approval that the kernel accepts, the only request",
  against: "a bare xstate machine: restore, one guard, one transition",
  aim: 1.3,
  open: async (folder) => {
    const { alone, approval, bob } = await pending(folder)
    return { subject: deciding(alone, approval(bob), true), inFlight: 1, yardstick: bareTransition(true), close }
  },
}

const refused: Case = {
  name: "step.refused",
  what: "an approval that the kernel refuses: the initiator's own",
  against: "the same bare machine, its one guard says no",
  aim: null,
  open: async (folder) => {
    const { alone, approval, alice } = await pending(folder)
    return { subject: deciding(alone, approval(alice), false), inFlight: 1, yardstick: bareTransition(false), close }
  },
}

const SIBLINGS = 1000
const amongSiblings: Case = {
  name: `step.approve.${SIBLINGS}`,
  what: `as step.accepted, among ${SIBLINGS} open requests with an approval each: the rate counts them all`,
  against: "step.accepted: what the siblings alone cost",
  aim: null,
  open: async (folder) => {
    const { alone, own, carols, approval, bob } = await pending(folder)
    // Copies, as a log gives them: one object a thousand times would always be in the cache.
    const siblings = Array.from({ length: SIBLINGS }, (_, n) => [`s${n}`, structuredClone(carols)] as const)
    const crowded: ApprovalsRegister = { ...alone, entities: new Map([["r", own], ...siblings]) }
    const command = approval(bob)
    return {
      subject: deciding(crowded, command, true),
      inFlight: 1,
      yardstick: deciding(alone, command, true),
      close,
    }
  },
}

export const stepCases: readonly Case[] = [accepted, refused, amongSiblings]

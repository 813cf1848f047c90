import { principalOf } from "../../../kernel/actors.ts"
import { Command, Settings } from "../../../kernel/break-glass/break-glass.ts"
import type { BreakGlass } from "../../../kernel/break-glass/facts.ts"
import { statementOf } from "../../../kernel/break-glass/guards.ts"
import { type BreakGlassRegister, breakGlass } from "../../../kernel/break-glass/index.ts"
import { type Entity, step } from "../../../kernel/machine.ts"
import { Instant } from "../../../kernel/time.ts"
import { keyOf } from "../../domains/signatures.ts"
import { APPLYING, makeWorld } from "../world.ts"
import { bareTransition } from "./bare-transition.ts"
import type { Case } from "./case.ts"

const NOW = Instant.parse(1_000_000)
const HOUR = 3_600_000
const SCOPE = "module.instance"

/** A grant of alice's that bob has countersigned, and a call of her agent under it. */
const active = async (folder: string) => {
  const { policy, person, caller } = await makeWorld(folder, "memory")
  const [alice, bob] = [person("alice"), { ...person("bob"), roles: ["responder"] }]
  const settings = Settings.parse({
    tenant: policy.tenant,
    keyring: Object.fromEntries([alice, bob].map((who) => [keyOf(who), who])),
    minDurationMs: 1,
    maxDurationMs: HOUR,
    requestMs: HOUR,
    factorMs: HOUR,
    grantable: [{ tool: APPLYING, prefix: SCOPE, types: [] }],
    cooldownMs: 0,
    requestRate: { max: 1, windowMs: 1 },
    maxActiveGrants: 1,
    countersigners: ["responder"],
    allowSelfCountersign: false,
  })
  const after = (entities: BreakGlassRegister["entities"], command: Command): Entity<BreakGlass> => {
    const result = step(breakGlass, { settings, entities }, command, NOW)
    const [entity] = result.accepted ? result.after : []
    if (entity === undefined) throw new Error(`${command.type} was refused: ${JSON.stringify(result)}`)
    return entity
  }
  const request = {
    ...{ type: "request", id: "g", by: alice, agent: principalOf(caller.actor), reason: "the bench" },
    ...{ scope: [{ tool: APPLYING, prefix: SCOPE }], durationMs: HOUR },
    factor: { key: keyOf(alice), at: NOW },
  }
  const requested = after(new Map(), Command.parse(request))
  const { terms } = requested.kept
  const unsigned = Command.parse({ type: "countersign", id: "g", by: bob, terms, signature: null })
  if (unsigned.type !== "countersign") throw new Error("a countersignature was parsed as something else")
  const signature = { signer: principalOf(bob), key: keyOf(bob), statement: statementOf(requested.kept, unsigned) }
  const granted = after(new Map([["g", requested]]), { ...unsigned, signature })
  const register: BreakGlassRegister = { settings, entities: new Map([["g", granted]]) }
  const use = (resource: string): Command =>
    Command.parse({
      type: "use",
      id: "g",
      by: caller,
      action: { tool: APPLYING, resources: [{ address: resource, opens: null }], opensToWorld: false },
    })
  return { register, use }
}

const deciding = (register: BreakGlassRegister, command: Command, expected: boolean) => () => {
  if (step(breakGlass, register, command, NOW).accepted !== expected)
    throw new Error(expected ? "a use that should be given was refused" : "a call out of scope got a use")
}

const close = () => Promise.resolve()

const accepted: Case = {
  name: "step.breakGlass.accepted",
  what: "a call in the scope of an active grant, the only one",
  against: "a bare xstate machine: restore, one guard, one transition",
  aim: null,
  open: async (folder) => {
    const { register, use } = await active(folder)
    const subject = deciding(register, use(`${SCOPE}.web`), true)
    return { subject, inFlight: 1, yardstick: bareTransition(true), close }
  },
}

const refused: Case = {
  name: "step.breakGlass.refused",
  what: "a call out of the scope of that grant",
  against: "the same bare machine, its one guard says no",
  aim: null,
  open: async (folder) => {
    const { register, use } = await active(folder)
    const subject = deciding(register, use("module.other.web"), false)
    return { subject, inFlight: 1, yardstick: bareTransition(false), close }
  },
}

export const stepBreakGlassCases: readonly Case[] = [accepted, refused]

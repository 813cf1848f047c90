import { Settings } from "../../../kernel/break-glass/break-glass.ts"
import { Policy } from "../../../kernel/gate/policy.ts"
import type { Body } from "../../../kernel/ledger/body.ts"
import { EMPTY, type Entry, recordAfter } from "../../../kernel/ledger/chain.ts"
import type { LogRecord } from "../../../kernel/ledger/record.ts"
import type { Transition } from "../../../kernel/ledger/transition.ts"
import {
  type Event,
  START,
  after,
  ann,
  ask,
  bob,
  bot,
  carol,
  countersign,
  dan,
  digest,
  erin,
  foreign,
  instant,
  principal,
  registerOf,
  request,
  rita,
  settings,
} from "../../fixtures/break-glass.ts"
import { acme, entry } from "../ledger/fixtures.ts"
import { partsOf } from "../../fixtures/policy.ts"

const stage = (...groups: readonly (readonly ReturnType<typeof ann>[])[]) => ({
  mode: "sequential",
  groups: groups.map((seats, at) => ({ name: `group-${at}`, seats: seats.map(principal), quorum: 1 })),
  slaMs: 1_000,
})

/** Ann, Bob, Carol and Dan are seated, two of them twice; so are an agent and somebody of another tenant. */
export const policyOf = (tenant = acme()): Policy => {
  return Policy.parse({
    tenant,
    tools: [],
    domains: partsOf({
      approvals: {
        routes: {
          one: [stage([ann(), bob()])],
          two: [stage([bob(), bot()]), stage([carol(), foreign(erin())], [ann(), dan()])],
        },
        delegates: [],
        maxUses: 1,
        maxLifetimeMs: 1_000,
        maxOpenRequests: 1,
        decisionRate: { max: 1, windowMs: 1_000 },
      },
      "break-glass": Settings.omit({ tenant: true, keyring: true })
        .strip()
        .parse(settings({ allowSelfCountersign: true, countersigners: ["responder", "on-call"] })),
    }),
    permitMs: 1_000,
    answersMs: 1_000,
  })
}

/** What the log has of these events, one record each, refusals too. */
export const entriesOf = (events: readonly Event[], changed: Partial<Entry> = {}): Entry[] => {
  let register = registerOf(settings({ allowSelfCountersign: true }))
  return events.map((event) => {
    const [at, move] = event
    const command = move(register)
    const answer = ask(register, event)
    register = after(register, answer)
    const outcome: Transition<"break-glass">["outcome"] = answer.accepted
      ? { accepted: true, after: answer.after }
      : answer.refusal === "guards"
        ? { accepted: false, refusal: answer.refusal, guards: answer.guards }
        : { accepted: false, refusal: answer.refusal }
    const body: Body = {
      type: "command",
      proof: null,
      transition: { domain: "break-glass", command, facts: "facts" in answer ? answer.facts : null, outcome },
    }
    return entry(0, { clock: instant(START + at), key: null, body, ...changed })
  })
}

/** The record of the last of these events. */
export const lastOf = (events: readonly Event[], changed: Partial<Entry> = {}): LogRecord => {
  const last = entriesOf(events, changed).at(-1)
  if (last === undefined) throw new Error("there are no events")
  return recordAfter({ ...EMPTY, size: 7, now: instant(START) }, last)
}
export const hash = () => digest("record 7")

export const requested = (): Event[] => [[0, request("g1", ann(), { agent: bot() })]]
export const opened = (): Event[] => [...requested(), [10, countersign("g1", rita())]]

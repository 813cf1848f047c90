import { Effect, Layer } from "effect"
import { fileSigner } from "../../adapters/signer/file.ts"
import { digestOf } from "../../adapters/digest.ts"
import { Command, RequestId, Settings } from "../../kernel/approvals/approvals.ts"
import { approvals } from "../../kernel/approvals/index.ts"
import type { Approvals } from "../../kernel/approvals/facts.ts"
import { entriesOf } from "../../kernel/gate/archive.ts"
import { policyDigest } from "../../kernel/gate/policy.ts"
import type { Body } from "../../kernel/ledger/body.ts"
import { EMPTY, type Placed, place, sealed, signedMessage } from "../../kernel/ledger/chain.ts"
import { Signer, signEach } from "../../kernel/ledger/signer.ts"
import { LedgerStore } from "../../kernel/ledger/store.ts"
import type { Entity } from "../../kernel/machine.ts"
import { Instant, later } from "../../kernel/time.ts"
import { following } from "./following.ts"
import { APPLYING, READING, type Setup } from "./world.ts"

/** Long before the bench runs, so that every record that a gate adds comes later. */
export const BEGINNING = Instant.parse(1_700_000_000_000)
const APPEND = 500
const utf8 = (text: string) => new TextEncoder().encode(text)

/** A request that its initiator has cancelled, as the kernel leaves it. */
const cancelled = ({ policy, caller }: Setup): Entity<Approvals> => {
  const settings = Settings.parse({ ...policy.domains.approvals, policy: policyDigest(policy), keyring: {} })
  const tool = policy.tools.find(({ name }) => name === APPLYING)
  if (tool === undefined) throw new Error(`the bench's policy has no ${APPLYING}`)
  const { route, uses, lifetimeMs } = tool.domains.approvals
  const submit = { type: "submit", by: caller, plan: digestOf(utf8("plan")), route, uses, lifetimeMs }
  const commands = [
    { ...submit, id: "r", stages: settings.routes[route] },
    { type: "cancel", id: "r", by: caller },
  ]
  const parsed = commands.map((command) => Command.parse(command))
  return following(approvals, settings, parsed, BEGINNING).get("r") ?? fail()
}

const fail = (): never => {
  throw new Error("the bench's own request is lost")
}

/** So many requests that have ended, several in a record: a log that is read sooner, and leaves the same behind. */
const REQUESTS_EACH = 32
export const endedRequests = (world: Setup, requests: number): readonly Body[] => {
  const entity = cancelled(world)
  const id = (number: number) => RequestId.parse(`req_${number.toString(16).padStart(24, "0")}`)
  return Array.from({ length: Math.ceil(requests / REQUESTS_EACH) }, (_, record): Body => {
    const first = record * REQUESTS_EACH
    const length = Math.min(REQUESTS_EACH, requests - first)
    return {
      type: "command",
      proof: null,
      transition: {
        domain: "approvals",
        command: { type: "cancel", id: id(first), by: world.caller },
        facts: null,
        outcome: { accepted: true, after: Array.from({ length }, (_, at) => ({ ...entity, id: id(first + at) })) },
      },
    }
  })
}

/** So many calls that were allowed. */
export const allowedCalls = ({ policy, caller }: Setup, calls: number): readonly Body[] => {
  const tool = policy.tools.find(({ name }) => name === READING)?.name
  if (tool === undefined) throw new Error(`the bench's policy has no ${READING}`)
  return Array.from({ length: calls }, (_, number) => ({
    type: "decision",
    caller,
    call: { tool, payload: digestOf(utf8(`call ${number}`)), artifact: null },
    plan: digestOf(utf8(`plan ${number}`)),
    ...{ counts: null, verdict: "allow", reasons: [], lifted: [], under: null, waits: null, transitions: [] },
    deadline: later(BEGINNING, 1_000_000),
  }))
}

/** Writes a log that the gate's own key has signed, through the store, without deciding anything. */
export const writeLog = Effect.fnUntraced(function* ({ policy }: Setup, bodies: readonly Body[]) {
  const [store, signer] = [yield* LedgerStore, yield* Signer]
  const { tenant } = policy
  const shared = { tenant, clock: BEGINNING, key: null, ask: null, warnings: [] }
  const digests = { policy: policyDigest(policy), kernel: digestOf(utf8("the bench")) }
  let tip = EMPTY
  for (let from = 0; from < bodies.length; from += APPEND) {
    const head = tip
    const batch: Placed[] = []
    for (const body of bodies.slice(from, from + APPEND)) {
      const placed = yield* Effect.fromResult(place(tip, { ...shared, ...digests, body }, digestOf))
      batch.push(placed)
      tip = placed.tip
    }
    const signatures = yield* signEach(
      signer,
      batch.map(({ hash }) => signedMessage(hash)),
    )
    const records = batch.flatMap((placed, at) => {
      const signature = signatures[at]
      return signature === undefined ? [] : [sealed(placed, signer.keyId, signature)]
    })
    yield* store.append(tenant, head, {
      records,
      payloads: [],
      entities: batch.flatMap((one) => entriesOf(one.record)),
    })
  }
})

/** The gate's own key. */
export const signing = ({ config }: Setup) => Layer.orDie(fileSigner(config.signer.key))

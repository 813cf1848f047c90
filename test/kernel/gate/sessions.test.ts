import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import type { Actor } from "../../../kernel/actors.ts"
import type { Ask, Call, Given, Opening } from "../../../kernel/gate/ask.ts"
import type { Answered } from "../../../kernel/gate/configuration.ts"
import { Policy } from "../../../kernel/gate/policy.ts"
import { transitionsIn } from "../../../kernel/ledger/body.ts"
import { verifyChain } from "../../../kernel/ledger/chain.ts"
import { CredentialId, SessionId, SubjectId } from "../../../kernel/sessions/sessions.ts"
import { ToolName } from "../../../kernel/tool.ts"
import {
  type Wish,
  ann,
  bob,
  bot,
  caller,
  hr,
  instant,
  keyOf,
  otherBot,
  scope,
  settings,
} from "../../fixtures/sessions.ts"
import { BudgetId } from "../../../kernel/budgets/budgets.ts"
import { caps, root, settings as settingsOfBudgets } from "../../fixtures/budgets.ts"
import { keys } from "../ledger/fixtures.ts"
import { acme, asks, cancels, consumes, decides, found, key, openGate, policyOf, story, sweeper } from "./fixture.ts"
import { type OpenGate, approvedBy, recordsOf, requestOf, sizeOf, verdictOf, waitsIn } from "./gate-fixture.ts"

const HOUR = 3_600_000
const MINUTE = 60_000

const may = () =>
  scope(
    ["docs.read", "read"],
    ["note.write", "read", "write"],
    ["mail.send", "read", "write"],
    ["pay.send", "write"],
    ["tf.allow", "read", "write", "destructive"],
  )

/** The policy of every story about a gate, whose agents need a session. */
const policy = (changed: Parameters<typeof settings>[0] = {}): Policy => {
  const { domains, ...rest } = policyOf()
  const { tenant, ...its } = settings({
    ...{ sessionMs: 8 * HOUR, idleMs: HOUR, credentialMs: MINUTE, factorMs: 10 * MINUTE },
    agents: { [bot().id]: may(), [otherBot().id]: may() },
    ...changed,
  })
  expect(tenant).toBe(acme())
  return Policy.parse({ ...rest, domains: { ...domains, sessions: its } })
}

const enrols = (who: Actor = ann()): Given<"sessions"> => ({
  type: "command",
  domain: "sessions",
  command: { type: "enrol", id: SubjectId.parse(who.id), by: hr(), scope: may() },
  proof: null,
})
const disables = (who: Actor = ann()): Given<"sessions"> => ({
  type: "command",
  domain: "sessions",
  command: { type: "disable", id: SubjectId.parse(who.id), by: hr() },
  proof: null,
})
const ends = (id: SessionId, by: Actor = ann()): Given<"sessions"> => ({
  type: "command",
  domain: "sessions",
  command: { type: "end", id, by },
  proof: null,
})
const changedIn = ({ answer }: Answered): string => {
  if (answer.type !== "accepted") throw new Error(`not accepted: ${JSON.stringify(answer)}`)
  return answer.id
}
const opensFor = (gate: OpenGate, who: Actor = ann(), agent: Actor = bot()) =>
  Effect.gen(function* () {
    const by = { ...who, id: SubjectId.parse(who.id) }
    const opening: Opening<"sessions"> = {
      type: "open",
      domain: "sessions",
      wanted: {
        type: "open",
        by,
        agent: agent.id,
        factor: { key: keyOf(who), at: instant(yield* Clock.currentTimeMillis) },
      },
      proof: null,
    }
    return SessionId.parse(changedIn(yield* gate.ask(acme(), opening, null)))
  })

type Minting = Omit<Wish, "of" | "run"> & { readonly by?: Actor }
const mints = (
  session: SessionId,
  { by = bot(), tool = "note.write", effects = ["write"] }: Minting = {},
): Opening<"sessions"> => ({
  type: "open",
  domain: "sessions",
  wanted: { type: "mint", session, by, run: session, audience: ToolName.parse(tool), effects },
  proof: null,
})
const credentialOf = (gate: OpenGate, session: SessionId, wish: Minting = {}) =>
  Effect.map(gate.ask(acme(), mints(session, wish), null), (answered) => CredentialId.parse(changedIn(answered)))
const delegates = (
  parent: CredentialId,
  run: SessionId,
  to: Actor = otherBot(),
  by: Actor = bot(),
): Opening<"sessions"> => ({
  type: "open",
  domain: "sessions",
  wanted: { type: "delegate", parent, by, run, to: to.id, audience: ToolName.parse("note.write"), effects: ["write"] },
  proof: null,
})

const presenting = (
  credential: CredentialId,
  run: SessionId,
  { name = "note.write", ...changed }: Partial<Call> & { readonly name?: string } = {},
): Ask => asks(name, { presented: { credential, run }, ...changed })

const deniedFor = ({ answer }: Answered): readonly string[] => {
  if (answer.type !== "decision" || answer.verdict !== "deny") throw new Error(`no denial: ${JSON.stringify(answer)}`)
  return answer.reasons
}
const refusedFor = ({ answer }: Answered): readonly string[] => {
  if (answer.type !== "refused") throw new Error(`no refusal: ${JSON.stringify(answer)}`)
  return answer.guards
}
const statusOf = (gate: OpenGate, id: string) =>
  Effect.map(gate.entity(acme(), "sessions", id), (entity) => entity?.status ?? null)

/** A gate with ann in it, and a session of hers for the bot. */
const ready = Effect.fnUntraced(function* (policies: Policy = policy()) {
  const gate = yield* openGate(policies)
  yield* gate.ask(acme(), enrols(), null)
  return { gate, session: yield* opensFor(gate) }
})

describe("a call of an agent that needs a session", () => {
  it("is denied without a credential, and nothing else is asked of it", () =>
    story(
      Effect.gen(function* () {
        const { gate } = yield* ready()
        expect(deniedFor(yield* gate.ask(acme(), asks("note.write"), null))).toEqual(["agentPresentsCredential"])
      }),
    ))

  it("is allowed with one, which is spent by it: in one record", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const credential = yield* credentialOf(gate, session)
        const before = yield* sizeOf(gate)
        const answered = yield* gate.ask(acme(), presenting(credential, session), null)
        expect(verdictOf(answered)).toBe("allow")
        expect(answered.permit).not.toBeNull()
        expect(yield* sizeOf(gate)).toBe(before + 1)
        expect(yield* statusOf(gate, credential)).toBe("spent")
        const { body } = (yield* recordsOf(gate)).at(-1) ?? {}
        expect(body === undefined ? [] : transitionsIn(body).map(({ command: { type } }) => type)).toEqual([
          "present",
          "receive",
          "admit",
          "release",
        ])
        expect(deniedFor(yield* gate.ask(acme(), presenting(credential, session), null))).toEqual([
          "credentialIsUnspent",
        ])
      }),
    ))

  it("has its first answer when it is sent again with its key, and spends nothing more", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const [first, second] = [yield* credentialOf(gate, session), yield* credentialOf(gate, session)]
        const answered = yield* gate.ask(acme(), presenting(first, session), key("once"))
        expect(yield* gate.ask(acme(), presenting(first, session), key("once"))).toEqual(answered)
        expect(yield* gate.ask(acme(), presenting(second, session), key("once"))).toEqual(answered)
        expect(yield* statusOf(gate, second)).toBe("minted")
      }),
    ))

  it("is denied for whoever stole the credential, and it stays good for its holder", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const credential = yield* credentialOf(gate, session)
        const stolen = presenting(credential, session, { caller: caller(otherBot(), ann()) })
        expect(deniedFor(yield* gate.ask(acme(), stolen, null))).toEqual(["presenterIsMintedAgent"])
        expect((yield* recordsOf(gate)).at(-1)?.body).toMatchObject({
          type: "decision",
          transitions: [{ domain: "sessions", command: { type: "present" }, outcome: { accepted: false } }],
        })
        expect(verdictOf(yield* gate.ask(acme(), presenting(credential, session), null))).toBe("allow")
      }),
    ))

  it("is denied from another session than its credential's, and for another person than its subject", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        yield* gate.ask(acme(), enrols(bob()), null)
        const another = yield* opensFor(gate, bob())
        const credential = yield* credentialOf(gate, session)
        expect(deniedFor(yield* gate.ask(acme(), presenting(credential, another), null))).toEqual(["callerIsOfSession"])
        const forBob = presenting(credential, session, { caller: caller(bot(), bob()) })
        expect(deniedFor(yield* gate.ask(acme(), forBob, null))).toEqual(["personIsSubject"])
      }),
    ))

  it("is denied once the person is disabled, between mint and call", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const credential = yield* credentialOf(gate, session)
        yield* gate.ask(acme(), disables(), null)
        expect(deniedFor(yield* gate.ask(acme(), presenting(credential, session), null))).toEqual(["subjectIsEnabled"])
      }),
    ))

  it("is denied once the session has ended, also when memory has forgotten it", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const credential = yield* credentialOf(gate, session)
        yield* gate.ask(acme(), ends(session), null)
        expect(deniedFor(yield* gate.ask(acme(), presenting(credential, session), null))).toEqual(["sessionIsOpen"])
        yield* TestClock.adjust(2 * MINUTE)
        expect(refusedFor(yield* gate.ask(acme(), mints(session), null))).toEqual(["sessionIsOpen"])
      }),
    ))

  it("is denied sixty seconds after the credential was minted, by the gate's clock", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const [early, late] = [yield* credentialOf(gate, session), yield* credentialOf(gate, session)]
        yield* TestClock.adjust(MINUTE - 1)
        expect(verdictOf(yield* gate.ask(acme(), presenting(early, session), null))).toBe("allow")
        yield* TestClock.adjust(1)
        expect(deniedFor(yield* gate.ask(acme(), presenting(late, session), null))).toEqual(["credentialIsUnexpired"])
      }),
    ))

  it("is denied with a credential that was spent long ago, though memory has forgotten it", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const [spent, lapsed] = [yield* credentialOf(gate, session), yield* credentialOf(gate, session)]
        yield* gate.ask(acme(), presenting(spent, session), null)
        yield* TestClock.adjust(2 * MINUTE)
        yield* gate.sweep(acme(), sweeper())
        expect(deniedFor(yield* gate.ask(acme(), presenting(spent, session), null))).toEqual([
          "credentialIsUnexpired",
          "credentialIsUnspent",
        ])
        expect(deniedFor(yield* gate.ask(acme(), presenting(lapsed, session), null))).toEqual([
          "credentialIsUnexpired",
          "credentialIsUnspent",
        ])
      }),
    ))

  it("is denied with a credential of which the log knows nothing", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const made = CredentialId.parse("credential_0a1b")
        expect(deniedFor(yield* gate.ask(acme(), presenting(made, session), null))).toEqual(["credentialIsKnown"])
      }),
    ))

  it("is denied with another tool's credential, and with one that is for less than the call does", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const forMail = yield* credentialOf(gate, session, { tool: "mail.send" })
        expect(deniedFor(yield* gate.ask(acme(), presenting(forMail, session), null))).toEqual(["audienceMatches"])
        const reads = yield* credentialOf(gate, session, { effects: ["read"] })
        expect(deniedFor(yield* gate.ask(acme(), presenting(reads, session), null))).toEqual([
          "effectIsWithinCredential",
        ])
      }),
    ))

  it("is for what its reader finds in it, not for what its tool declares", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const writes = { tool: "tf.allow", effects: ["write"] } as const
        const [creates, destroys] = [
          yield* credentialOf(gate, session, writes),
          yield* credentialOf(gate, session, writes),
        ]
        const plan = { name: "tf.allow" }
        expect(
          verdictOf(yield* gate.ask(acme(), presenting(creates, session, { ...plan, found: found() }), null)),
        ).toBe("allow")
        const destroying = presenting(destroys, session, { ...plan, found: found({ change: "destroy" }) })
        expect(deniedFor(yield* gate.ask(acme(), destroying, null))).toEqual([
          "effectIsWithinCredential",
          "nothingIsDestroyed",
        ])
      }),
    ))

  it("spends its credential also where people are asked, so that using what they approved takes another one", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const mail = { tool: "mail.send" }
        const asking = yield* credentialOf(gate, session, mail)
        const ask = presenting(asking, session, { name: "mail.send" })
        const request = yield* approvedBy(gate, ask)
        expect(yield* statusOf(gate, asking)).toBe("spent")
        expect(deniedFor(yield* gate.ask(acme(), consumes(request, "mail.send"), null))).toContain(
          "agentPresentsCredential",
        )
        const using = yield* credentialOf(gate, session, mail)
        const used = consumes(request, "mail.send", { presented: { credential: using, run: session } })
        expect(verdictOf(yield* gate.ask(acme(), used, null))).toBe("allow")
        expect((yield* requestOf(gate, request)).status).toBe("consumed")
      }),
    ))

  it("spends its credential also where the policy denies", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const credential = yield* credentialOf(gate, session, { tool: "pay.send" })
        const answered = yield* gate.ask(acme(), presenting(credential, session, { name: "pay.send" }), null)
        expect(deniedFor(answered)).toEqual(["policyAllows", "writesNeedNoApproval"])
        expect(yield* statusOf(gate, credential)).toBe("spent")
      }),
    ))

  it("asks nobody where its credential is refused: no request comes of it", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const credential = yield* credentialOf(gate, session)
        const answered = yield* gate.ask(acme(), presenting(credential, session, { name: "mail.send" }), null)
        expect(deniedFor(answered)).toEqual(["audienceMatches", "writesNeedNoApproval"])
        expect(yield* gate.entities(acme(), "approvals")).toEqual([])
      }),
    ))
})

describe("a credential that is handed on", () => {
  it("is for the other agent alone, and lies a hand deeper", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const parent = yield* credentialOf(gate, session)
        const child = CredentialId.parse(changedIn(yield* gate.ask(acme(), delegates(parent, session), null)))
        expect(yield* statusOf(gate, parent)).toBe("spent")
        expect(deniedFor(yield* gate.ask(acme(), presenting(child, session), null))).toEqual(["presenterIsMintedAgent"])
        const its = presenting(child, session, { caller: caller(otherBot(), ann()) })
        expect(verdictOf(yield* gate.ask(acme(), its, null))).toBe("allow")
      }),
    ))

  it("is charged as deep as its chain is long: a budget that lets calls lie one deep has no room for it", () =>
    story(
      Effect.gen(function* () {
        const { domains, ...rest } = policy()
        const { tenant, ...budgets } = settingsOfBudgets({ newCaps: caps({ depth: 1, tools: ["note.write"] }) })
        expect(tenant).toBe(acme())
        const { gate, session } = yield* ready(Policy.parse({ ...rest, domains: { ...domains, budgets } }))
        for (const agent of [bot(), otherBot()])
          yield* gate.ask(
            acme(),
            {
              type: "command",
              domain: "budgets",
              command: { type: "open", id: BudgetId.parse(agent.id), by: root(), owner: ann().id },
              proof: null,
            },
            null,
          )
        const [own, parent] = [yield* credentialOf(gate, session), yield* credentialOf(gate, session)]
        expect(verdictOf(yield* gate.ask(acme(), presenting(own, session), null))).toBe("allow")
        const child = CredentialId.parse(changedIn(yield* gate.ask(acme(), delegates(parent, session), null)))
        const its = presenting(child, session, { caller: caller(otherBot(), ann()) })
        expect(deniedFor(yield* gate.ask(acme(), its, null))).toEqual(["depthIsWithinCap"])
        // What was presented with it is spent all the same.
        expect(yield* statusOf(gate, child)).toBe("spent")
      }),
    ))

  it("is handed on once", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const parent = yield* credentialOf(gate, session)
        yield* gate.ask(acme(), delegates(parent, session), null)
        expect(refusedFor(yield* gate.ask(acme(), delegates(parent, session), null))).toEqual(["credentialIsUnspent"])
      }),
    ))
})

describe("a person who is disabled", () => {
  it("approves nothing and calls nothing, and ends their sessions; what an agent asked for them waits", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        yield* gate.ask(acme(), enrols(bob()), null)
        const asking = yield* credentialOf(gate, session, { tool: "mail.send" })
        const request = waitsIn(yield* gate.ask(acme(), presenting(asking, session, { name: "mail.send" }), null))
        yield* gate.ask(acme(), disables(bob()), null)
        const approving = decides("approve", yield* requestOf(gate, request), bob())
        expect(refusedFor(yield* gate.ask(acme(), approving, null))).toEqual(["subjectIsEnabled"])
        expect((yield* requestOf(gate, request)).status).toBe("pending")
        const own = asks("note.write", { caller: caller(bob(), bob()) })
        expect(deniedFor(yield* gate.ask(acme(), own, null))).toEqual(["subjectIsEnabled"])
        yield* gate.ask(acme(), disables(ann()), null)
        expect((yield* gate.ask(acme(), ends(session), null)).answer).toMatchObject({ type: "accepted" })
      }),
    ))
})

describe("two hundred calls at once with one credential", () => {
  it("are one call", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const credential = yield* credentialOf(gate, session)
        const answers = yield* Effect.all(
          Array.from({ length: 200 }, () => gate.ask(acme(), presenting(credential, session), null)),
          { concurrency: "unbounded" },
        )
        expect(answers.filter((answered) => verdictOf(answered) === "allow")).toHaveLength(1)
        expect(new Set(answers.flatMap(({ answer }) => ("reasons" in answer ? answer.reasons : [])))).toEqual(
          new Set(["credentialIsUnspent"]),
        )
      }),
    ))
})

describe("where sessions are required", () => {
  it("agents give no command but in their session, and that is recorded", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const asking = yield* credentialOf(gate, session, { tool: "mail.send" })
        const request = waitsIn(yield* gate.ask(acme(), presenting(asking, session, { name: "mail.send" }), null))
        expect(refusedFor(yield* gate.ask(acme(), cancels(request), null))).toEqual(["agentOnlyCalls"])
        expect((yield* recordsOf(gate)).at(-1)?.body).toMatchObject({ type: "refusal", reasons: ["agentOnlyCalls"] })
        expect((yield* requestOf(gate, request)).status).toBe("pending")
        expect((yield* gate.ask(acme(), cancels(request, caller(ann(), ann())), null)).answer.type).toBe("accepted")
      }),
    ))

  it("people and services call as ever, and with a credential of nobody's are refused", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const inPerson = { caller: caller(ann(), ann()) }
        expect(verdictOf(yield* gate.ask(acme(), asks("note.write", inPerson), null))).toBe("allow")
        const credential = yield* credentialOf(gate, session)
        expect(deniedFor(yield* gate.ask(acme(), presenting(credential, session, inPerson), null))).toEqual([
          "presenterIsMintedAgent",
        ])
      }),
    ))
})

describe("where sessions are not required", () => {
  it("agents call without one; a credential that they present is judged and spent all the same", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready(policy({ required: false }))
        expect(verdictOf(yield* gate.ask(acme(), asks("note.write"), null))).toBe("allow")
        const credential = yield* credentialOf(gate, session)
        expect(verdictOf(yield* gate.ask(acme(), presenting(credential, session), null))).toBe("allow")
        expect(deniedFor(yield* gate.ask(acme(), presenting(credential, session), null))).toEqual([
          "credentialIsUnspent",
        ])
      }),
    ))
})

describe("the log of a session", () => {
  it("verifies, and a gate that is opened on it goes on where it was", () =>
    story(
      Effect.gen(function* () {
        const { gate, session } = yield* ready()
        const credential = yield* credentialOf(gate, session)
        yield* gate.ask(acme(), presenting(credential, session), null)
        const records = yield* gate.records(acme(), 0, 1_000)
        expect(verifyChain(acme(), records, keys()).ok).toBe(true)
        const again = yield* openGate(policy())
        expect(deniedFor(yield* again.ask(acme(), presenting(credential, session), null))).toEqual([
          "credentialIsUnspent",
        ])
      }),
    ))
})

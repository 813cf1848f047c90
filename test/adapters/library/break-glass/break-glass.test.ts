import { describe, expect, it } from "vitest"
import {
  ActorUnknownError,
  InputError,
  KeyReusedError,
  type OpenGate,
  verifyPermit,
} from "../../../../adapters/library/index.ts"
import { formatPublicKey } from "../../../../adapters/identity/public-keys.ts"
import { ActorId } from "../../../../kernel/actors.ts"
import { Statement, Terms } from "../../../../kernel/break-glass/break-glass.ts"
import { parseJson } from "../../../../kernel/canonical.ts"
import { digestOf } from "../../../../kernel/digest.ts"
import { HELPER, MINUTE, NIGHT, clock, destroying, signing, terms } from "./emergency.ts"
import { RULE, TARGET, acme, deployment, globex, opened, planBytes, reconfigured, sshKey } from "../fixture.ts"

const night = async (deployed = deployment()) => {
  const { at } = clock()
  const world = await opened(deployed)
  return { ...world, ...signing(world.gate, deployed), breakGlass: world.gate.breakGlass, at }
}

type Told = readonly { readonly guard: string; readonly sentence: string }[]
const guardsOf = (reasons: Told) => reasons.map(({ guard }) => guard)
const refusedFor = (outcome: { readonly type: string; readonly reasons?: Told }) =>
  outcome.reasons === undefined ? outcome.type : guardsOf(outcome.reasons)
const sentencesOf = ({ reasons = [] }: { readonly type: string; readonly reasons?: Told }) =>
  reasons.map(({ sentence }) => sentence)

const execution = (gate: OpenGate, payload: Uint8Array) => ({
  publicKey: gate.publicKey.jwk,
  tenant: "acme",
  tool: "terraform.apply",
  payload,
  artifact: null,
  now: Date.now(),
  spend: () => true,
})

describe("emergency access is asked for", () => {
  it("by a person, with a signature over exactly what is asked for, and waits", async () => {
    const { breakGlass, as, request, grantOf, people } = await night()
    const outcome = await breakGlass.request(as("bob").actor, await request("bob", { ...terms(), agent: HELPER }))
    expect(outcome).toMatchObject({ type: "accepted", status: "requested", record: 0, warnings: [] })
    const id = outcome.type === "accepted" ? outcome.id : "none"
    const { kept } = await grantOf(id)
    expect(kept).toMatchObject({
      holder: { id: "bob", tenant: "acme", kind: "human" },
      agent: { id: HELPER, tenant: "acme", kind: "agent" },
      reason: "the alerts are down",
      durationMs: 30 * MINUTE,
      factor: { key: people.bob.publicKey.fingerprint, at: NIGHT },
      lapsesAt: NIGHT + 15 * MINUTE,
      expiresAt: null,
    })
  })

  it("and not without, nor with another's, nor for something else: the factor is missing, with the door's advice", async () => {
    const { gate, breakGlass, as, request, signedBy, askedBy } = await night()
    const bobs = await request("bob")
    const refused = async (changes: object) => {
      const outcome = await breakGlass.request(as("bob").actor, { ...bobs, ...changes })
      expect(refusedFor(outcome)).toEqual(["holderFactorIsFresh"])
      return sentencesOf(outcome)[0]
    }
    const factor = "The second factor is missing or too old; prove it again and ask at once."
    const { signed } = bobs
    const { statement, proof } = signed ?? never()

    expect(await refused({ signed: null })).toMatch(/^The second factor is missing.* \(nothing is signed: sign/)
    expect(await refused({ signed: await signedBy("carol", askedBy("bob", terms())) })).toContain(
      "the statement names another person than the owner of the key",
    )
    expect(await refused({ signed: (await request("carol")).signed })).toContain(
      "says something else than what is asked for",
    )
    expect(await refused({ signed: { statement: Uint8Array.from([...statement, 32]), proof } })).toContain(
      "hasn't signed this message",
    )
    const others = [
      { reason: "another reason" },
      { durationMs: 31 * MINUTE },
      { agent: HELPER },
      { scope: [{ tool: "terraform.apply", prefix: "aws_cloudwatch_event_rule.other" }] },
    ]
    for (const other of others)
      expect(await refused(other)).toBe(
        `${factor} (what is signed says something else than what is asked for: sign what is asked for)`,
      )
    expect((await breakGlass.list(acme())).items).toEqual([])
    expect((await gate.log.head(acme())).size).toBe(4 + others.length)
  })

  it("at the time of the signature: too late, or before it was made, it counts for nothing", async () => {
    const { breakGlass, as, request } = await night()
    const signedAt = async (at: number) => breakGlass.request(as("bob").actor, await request("bob", terms(), at))
    for (const at of [NIGHT - 2 * MINUTE, NIGHT + 1, Number.MAX_SAFE_INTEGER]) {
      const outcome = await signedAt(at)
      expect(refusedFor(outcome)).toEqual(["holderFactorIsFresh"])
      expect(sentencesOf(outcome)[0]).toContain("(it is not signed now: sign it again and send it at once")
    }
    expect(await signedAt(NIGHT - 2 * MINUTE + 1)).toMatchObject({ type: "accepted" })
  })

  it("for nobody but an agent of the tenant", async () => {
    const { gate, breakGlass, as, request } = await night()
    for (const agent of ["nobody", "alice", "ci", "mole", "bob"])
      await expect(
        breakGlass.request(as("bob").actor, await request("bob", { ...terms(), agent })),
      ).rejects.toMatchObject(new ActorUnknownError({ id: ActorId.parse(agent) }))
    expect((await gate.log.head(acme())).size).toBe(0)
  })

  it("by no agent, for no more than the policy makes grantable, for no longer, with a reason", async () => {
    const { breakGlass, as, request } = await night()
    const refused = async (wanted: Parameters<typeof request>[1]) =>
      refusedFor(await breakGlass.request(as("bob").actor, await request("bob", wanted)))
    expect(refusedFor(await breakGlass.request(as("helper").actor, await request("bob")))).toEqual([
      "holderIsHuman",
      "holderFactorIsFresh",
    ])
    expect(await refused(terms({ durationMs: 61 * MINUTE }))).toEqual(["durationIsWithinBounds"])
    expect(await refused(terms({ reason: " " }))).toEqual(["reasonIsGiven"])
    const scope = Terms.shape.scope.parse([{ tool: "terraform.apply", prefix: TARGET }])
    expect(await refused({ ...terms(), scope })).toEqual(["scopeIsGrantable"])
  })

  it.each([
    ["scope", { scope: [] }],
    ["scope.0.prefix", { scope: [{ tool: "terraform.apply", prefix: "*" }] }],
    ["scope.0.tool", { scope: [{ tool: "all tools", prefix: "a" }] }],
    ["reason", { reason: "\ud800" }],
    ["reason", { reason: "a".repeat(1025) }],
    ["durationMs", { durationMs: 0.5 }],
    ["agent", { agent: "an agent" }],
    ["the input", { factor: { at: NIGHT } }],
  ])("in its shape, or not at all: %s", async (path, changes) => {
    const { gate, breakGlass, as, request } = await night()
    const given = breakGlass.request(as("bob").actor, { ...(await request("bob")), ...changes })
    await expect(given).rejects.toThrow(`${path} is not of its shape`)
    await expect(given).rejects.toBeInstanceOf(InputError)
    expect((await gate.log.head(acme())).size).toBe(0)
  })

  it("once: sent again with its key it gets the first answer, and the key is good for nothing else", async () => {
    const { gate, breakGlass, as, request, countersignature } = await night()
    const given = { ...(await request("bob")), key: "k-1" }
    const first = await breakGlass.request(as("bob").actor, given)
    expect(await breakGlass.request(as("bob").actor, given)).toEqual(first)
    const other = { ...(await request("bob", terms({ reason: "another" }))), key: "k-1" }
    await expect(breakGlass.request(as("bob").actor, other)).rejects.toThrow(KeyReusedError)
    const id = first.type === "accepted" ? first.id : "none"
    const carols = { ...(await countersignature("carol", id)), key: "k-1" }
    const active = await breakGlass.countersign(as("carol").actor, carols)
    expect(active).toMatchObject({ type: "accepted", status: "active" })
    expect(await breakGlass.countersign(as("carol").actor, carols)).toEqual(active)
    const revoked = await breakGlass.revoke(as("bob").actor, { id, key: "k-2" })
    expect(await breakGlass.revoke(as("bob").actor, { id, key: "k-2" })).toEqual(revoked)
    await expect(breakGlass.deny(as("bob").actor, { id, key: "k-2" })).rejects.toThrow(KeyReusedError)
    expect((await gate.log.head(acme())).size).toBe(3)
  })
})

describe("emergency access begins", () => {
  it("with the signature of a second person whom the policy makes eligible", async () => {
    const { breakGlass, as, requested, countersignature, grantOf, at } = await night()
    const id = await requested()
    at(5)
    const outcome = await breakGlass.countersign(as("carol").actor, await countersignature("carol", id))
    expect(outcome).toMatchObject({ type: "accepted", id, status: "active", warnings: [] })
    expect((await grantOf(id)).kept).toMatchObject({
      activatedAt: NIGHT + 5 * MINUTE,
      expiresAt: NIGHT + 35 * MINUTE,
      settlements: [{ how: "countersigned", by: { id: "carol" } }],
      selfCountersigned: false,
    })
  })

  it("not with the holder's, nor with that of somebody who may not, nor after its time", async () => {
    const { breakGlass, as, requested, countersignature, at } = await night()
    const id = await requested()
    const refused = async (name: "alice" | "bob" | "carol") =>
      refusedFor(await breakGlass.countersign(as(name).actor, await countersignature(name, id)))
    expect(await refused("bob")).toEqual(["countersignerIsNotHolder"])
    expect(await refused("alice")).toEqual(["countersignerIsEligible"])
    at(15)
    expect(await refused("carol")).toEqual(["requestIsFresh"])
  })

  it("at the last millisecond of its time too", async () => {
    const { breakGlass, as, requested, countersignature, at } = await night()
    const id = await requested()
    at(15, { before: true })
    const outcome = await breakGlass.countersign(as("carol").actor, await countersignature("carol", id))
    expect(outcome).toMatchObject({ type: "accepted", status: "active" })
  })

  it("with nothing that says other terms, or isn't the countersigner's own signature", async () => {
    const { breakGlass, as, requested, countersignature, signedBy, request, grantOf } = await night()
    const id = await requested()
    const carols = await countersignature("carol", id)
    const told = async (changes: object) => {
      const outcome = await breakGlass.countersign(as("carol").actor, { ...carols, ...changes })
      return [refusedFor(outcome), sentencesOf(outcome)[0]] as const
    }
    const otherTerms = digestOf(Uint8Array.of(1))
    const statement = Statement.parse(parseJson((carols.signed ?? never()).statement))
    expect((await told({ signed: null }))[0]).toEqual(["countersignatureIsSigned"])
    expect((await told({ terms: otherTerms }))[0]).toEqual([
      "countersignatureIsSigned",
      "countersignatureNamesTheGrant",
    ])
    const consistent = { terms: otherTerms, signed: await signedBy("carol", { ...statement, terms: otherTerms }) }
    expect((await told(consistent))[0]).toEqual(["countersignatureNamesTheGrant"])
    expect((await told({ signed: await signedBy("bob", statement) }))[1]).toContain(
      "(the statement names another person than the owner of the key",
    )
    expect((await told({ signed: (await countersignature("bob", id)).signed }))[0]).toEqual([
      "countersignatureIsSigned",
    ])
    expect((await told({ signed: (await request("carol")).signed }))[1]).toContain(
      "the signed bytes aren't a statement of a countersignature",
    )
    expect((await grantOf(id)).kept.settlements).toEqual([])
  })

  it("with nothing that was signed for another grant", async () => {
    const { breakGlass, as, requested, countersignature } = await night()
    const [bobs, alices] = [await requested(), await requested(terms(), "alice")]
    const { signed } = await countersignature("carol", alices)
    const moved = { ...(await countersignature("carol", bobs)), signed }
    expect(refusedFor(await breakGlass.countersign(as("carol").actor, moved))).toEqual(["countersignatureIsSigned"])
  })

  it("never, once it is denied", async () => {
    const { breakGlass, as, requested, countersignature } = await night()
    const id = await requested()
    expect(refusedFor(await breakGlass.deny(as("alice").actor, { id }))).toEqual(["countersignerIsEligible"])
    const denied = await breakGlass.deny(as("carol").actor, { id })
    expect(denied).toMatchObject({ type: "accepted", status: "denied" })
    const late = await breakGlass.countersign(as("carol").actor, await countersignature("carol", id))
    expect(refusedFor(late)).toEqual(["grantIsRequested"])
  })
})

/** What asks people about a destroying call, whatever a grant says of it. */
const ASKS = ["nothingIsDestroyed", "writesNeedNoApproval"] as const

describe("a call under a grant", () => {
  it("is allowed to the holder, with a permit that an executor takes; the record names the grant", async () => {
    const { gate, as, active, grantOf } = await night()
    const id = await active()
    const call = destroying()
    const verdict = await gate.decide(as("bob"), { ...call, grant: id })
    expect(verdict).toMatchObject({ verdict: "allow", reasons: [], grant: id, request: null, warnings: [] })
    expect(guardsOf(verdict.lifted)).toEqual(ASKS)
    await verifyPermit(verdict.permit ?? "", execution(gate, call.payload))
    const { uses } = (await grantOf(id)).kept
    expect([uses.count, uses.last?.action.resources]).toEqual([1, [{ address: RULE, opens: null }]])
    const [record] = await gate.log.records(acme(), verdict.record, 1)
    expect(JSON.parse(new TextDecoder().decode(record?.bytes))).toMatchObject({
      body: { type: "decision", reasons: [], lifted: ASKS, under: { domain: "break-glass", id } },
    })
  })

  it("waits for people without the grant's name", async () => {
    const { gate, as, active } = await night()
    await active()
    expect(await gate.decide(as("bob"), destroying())).toMatchObject({ verdict: "step_up", grant: null, permit: null })
  })

  it("is nobody else's, also where an agent calls for the holder", async () => {
    const { gate, as, active } = await night()
    const grant = await active()
    for (const name of ["helper", "alice", "carol", "deployer", "ci"] as const) {
      const { verdict, reasons } = await gate.decide(as(name), { ...destroying(), grant })
      expect([verdict, guardsOf(reasons)]).toEqual(["deny", ["callerIsHolder", ...ASKS]])
    }
  })

  it("is the holder's by the agent that the grant names, and not by another", async () => {
    const { gate, as, active } = await night()
    const grant = await active({ ...terms(), agent: HELPER })
    expect(await gate.decide(as("helper"), { ...destroying(), grant })).toMatchObject({ verdict: "allow" })
    const { verdict, reasons } = await gate.decide(as("inspector-bot"), { ...destroying(), grant })
    expect([verdict, guardsOf(reasons)]).toEqual(["deny", ["callerIsHolder", ...ASKS]])
  })

  it("is denied where it touches anything else, or not everything is known, and that is recorded", async () => {
    const { gate, as, active, grantOf } = await night()
    const grant = await active()
    const denied = async (payload: Uint8Array) => {
      const { verdict, reasons, permit } = await gate.decide(as("bob"), { tool: "terraform.apply", payload, grant })
      return [verdict, guardsOf(reasons), permit]
    }
    expect(await denied(destroying(RULE, TARGET).payload)).toEqual(["deny", ["actionIsInScope", ...ASKS], null])
    expect(await denied(planBytes())).toEqual([
      "deny",
      ["effectsAreResolved", "nothingIsDestroyed", "accessIsUnchanged", "writesNeedNoApproval"],
      null,
    ])
    expect((await grantOf(grant)).kept.uses.count).toBe(0)
    expect((await gate.log.head(acme())).size).toBe(4)
  })

  it("is denied from the grant's end on, swept or not; its permit is no longer good either", async () => {
    const { gate, as, active, at } = await night()
    const grant = await active()
    const call = destroying()
    at(30, { before: true })
    const last = await gate.decide(as("bob"), { ...call, grant })
    expect(last.verdict).toBe("allow")
    await verifyPermit(last.permit ?? "", execution(gate, call.payload))
    at(30)
    await expect(verifyPermit(last.permit ?? "", execution(gate, call.payload))).rejects.toMatchObject({
      reason: "expired",
    })
    expect(guardsOf((await gate.decide(as("bob"), { ...call, grant })).reasons)).toEqual(["grantIsUnexpired", ...ASKS])
    expect(await gate.sweep()).toBe(1)
    expect(guardsOf((await gate.decide(as("bob"), { ...call, grant })).reasons)).toEqual([
      "grantIsActive",
      "grantIsUnexpired",
      ...ASKS,
    ])
  })

  it("is denied once the grant is revoked, by its holder or by whoever may countersign", async () => {
    const { gate, breakGlass, as, active } = await night()
    const grant = await active()
    expect(refusedFor(await breakGlass.revoke(as("alice").actor, { id: grant }))).toEqual(["revokerIsHolderOrEligible"])
    expect(refusedFor(await breakGlass.revoke(as("helper").actor, { id: grant }))).toContain("revokerIsNotAgent")
    expect(await breakGlass.revoke(as("carol").actor, { id: grant })).toMatchObject({ status: "revoked" })
    expect(guardsOf((await gate.decide(as("bob"), { ...destroying(), grant })).reasons)).toEqual([
      "grantIsActive",
      ...ASKS,
    ])
    expect(refusedFor(await breakGlass.revoke(as("bob").actor, { id: grant }))).toEqual(["grantIsOpen"])
  })

  it("is denied under a grant that never was, and asks nobody", async () => {
    const { gate, as } = await night()
    const { verdict, reasons, request } = await gate.decide(as("bob"), { ...destroying(), grant: "grant_none" })
    expect([verdict, guardsOf(reasons), request]).toEqual(["deny", ["unknown", ...ASKS], null])
  })

  it("sent again with its key gets the first answer; with another grant the key is used up", async () => {
    const { gate, as, active, grantOf } = await night()
    const call = { ...destroying(), grant: await active(), key: "k" }
    const first = await gate.decide(as("bob"), call)
    expect(await gate.decide(as("bob"), call)).toEqual(first)
    expect((await grantOf(call.grant)).kept.uses.count).toBe(1)
    await expect(gate.decide(as("bob"), { ...call, grant: null })).rejects.toThrow(KeyReusedError)
  })
})

describe("another tenant", () => {
  it("sees no grant, and gets the same answer as for one that never was", async () => {
    const { gate, breakGlass, as, requested, countersignature } = await night()
    const grant = await requested()
    const carols = await countersignature("carol", grant)
    expect((await breakGlass.list(globex())).items).toEqual([])
    expect(await breakGlass.get(globex(), grant)).toBeNull()
    for (const id of [grant, "grant_none"]) {
      expect(await breakGlass.countersign(as("stranger").actor, { ...carols, id })).toEqual({ type: "unknown" })
      expect(await breakGlass.deny(as("stranger").actor, { id })).toEqual({ type: "unknown" })
      expect(await breakGlass.revoke(as("stranger").actor, { id })).toEqual({ type: "unknown" })
      const { verdict, reasons } = await gate.decide(as("mole"), { ...destroying(), grant: id })
      expect([verdict, guardsOf(reasons)]).toEqual(["deny", ["unknown", ...ASKS]])
    }
    expect((await breakGlass.get(acme(), grant))?.status).toBe("requested")
    expect((await gate.status(globex())).grants).toEqual({ requested: 0, active: 0 })
  })

  it("whose policy speaks of no emergency gets no access", async () => {
    const { breakGlass, as, request } = await night()
    const outcome = await breakGlass.request(as("stranger").actor, await request("stranger"))
    expect(refusedFor(outcome)).toEqual(expect.arrayContaining(["durationIsWithinBounds", "scopeIsGrantable"]))
  })
})

/** bob's grant is active; the gate closes, and opens again with a config in which this person's key is another one. */
const afterTheKeyChanged = async (name: "alice" | "bob" | "carol", is = formatPublicKey(sshKey().publicKey)) => {
  const deployed = deployment("sqlite: log.db")
  const { gate, active } = await night(deployed)
  const grant = await active({ ...terms(), agent: HELPER })
  await gate.close()
  const again = await opened(reconfigured(deployed, formatPublicKey(deployed.people[name].publicKey), is))
  const calls = (who: "bob" | "helper") => again.gate.decide(again.as(who), { ...destroying(), grant })
  return { ...again, grant, calls }
}

describe("attack 10: what a stolen key asked for, or countersigned, ends with the key", () => {
  it.each([
    ["bob", "holderKeepsTheKey", "The key with which the grant was asked for is no longer its holder's"],
    ["carol", "countersignerKeepsTheKey", "The key with which the grant was countersigned is no longer its"],
  ] as const)("case 29: the key of %s is replaced, and nothing is done under the grant any more", async (...row) => {
    const [name, guard, sentence] = row
    const { gate, calls, grant } = await afterTheKeyChanged(name)
    for (const who of ["bob", "helper"] as const) {
      const denied = await calls(who)
      expect([denied.verdict, guardsOf(denied.reasons), denied.permit]).toEqual(["deny", [guard, ...ASKS], null])
      expect(denied.reasons[0]?.sentence).toContain(sentence)
    }
    expect((await gate.breakGlass.get(acme(), grant))?.kept.uses.count).toBe(0)
    expect(await gate.log.verify(acme())).toMatchObject({ ok: true })
  })

  it("and not with somebody else's key", async () => {
    const { calls } = await afterTheKeyChanged("alice")
    expect(await calls("helper")).toMatchObject({ verdict: "allow" })
  })

  it("case 29: a key that is somebody else's by now is no longer the countersigner's", async () => {
    const deployed = deployment("sqlite: log.db")
    const { gate, active } = await night(deployed)
    const grant = await active()
    await gate.close()
    const alices = formatPublicKey(deployed.people.alice.publicKey)
    const carols = formatPublicKey(deployed.people.carol.publicKey)
    const taken = reconfigured(deployed, carols, formatPublicKey(sshKey().publicKey))
    const swapped = reconfigured(taken, alices, carols)
    const again = await opened(swapped)
    const { reasons } = await again.gate.decide(again.as("bob"), { ...destroying(), grant })
    expect(guardsOf(reasons)).toEqual(["countersignerKeepsTheKey", ...ASKS])
  })

  it("case 29: a countersigner who is gone takes the key along, and one who has a second key keeps what the first signed", async () => {
    const second = formatPublicKey(sshKey().publicKey)
    const deployed = deployment("sqlite: log.db")
    const { gate, active } = await night(deployed)
    const grant = await active()
    await gate.close()
    const carols = formatPublicKey(deployed.people.carol.publicKey)
    const more = await opened(reconfigured(deployed, carols, `${carols}, ${second}`))
    expect(await more.gate.decide(more.as("bob"), { ...destroying(), grant })).toMatchObject({ verdict: "allow" })
    await more.gate.close()
    const none = await opened(reconfigured(deployed, `keys: [${carols}], `, ""))
    const { reasons } = await none.gate.decide(none.as("bob"), { ...destroying(), grant })
    expect(guardsOf(reasons)).toEqual(["countersignerKeepsTheKey", ...ASKS])
  })
})

describe("how a gate stands", () => {
  it("is told by the clock: what waits, what is active, where the log ends", async () => {
    const { gate, requested, breakGlass, as, countersignature, at, terraform } = await night()
    expect(await gate.status(acme())).toMatchObject({
      tenant: "acme",
      log: { ...(await gate.log.head(acme())), size: 0 },
      warnings: [],
      approvals: { open: 0 },
      grants: { requested: 0, active: 0 },
    })
    const counts = async () => {
      const { approvals, grants, log } = await gate.status(acme())
      return [approvals.open, grants.requested, grants.active, log.size]
    }
    await gate.decide(as("deployer"), terraform())
    const id = await requested()
    await requested(terms(), "alice")
    expect(await counts()).toEqual([1, 2, 0, 3])
    await breakGlass.countersign(as("carol").actor, await countersignature("carol", id))
    expect(await counts()).toEqual([1, 1, 1, 4])
    at(15)
    expect(await counts()).toEqual([1, 0, 1, 4])
    at(30)
    expect(await counts()).toEqual([1, 0, 0, 4])
    at(8 * 60)
    expect(await counts()).toEqual([0, 0, 0, 4])
    // The request, the call that waited for it, and both grants.
    expect(await gate.sweep()).toBe(4)
    expect((await breakGlass.list(acme())).items.map(({ status }) => status)).toEqual(["lapsed", "expired"])
    expect(await gate.sweep()).toBe(0)
  })

  it("survives a restart: grants are read from the log", async () => {
    const store = deployment("sqlite: log.db")
    const { gate, active, breakGlass } = await night(store)
    const grants = [await active(), (await breakGlass.list(acme())).items] as const
    await gate.close()
    const again = await opened(store)
    expect((await again.gate.breakGlass.list(acme())).items).toEqual(grants[1])
    const verdict = await again.gate.decide(again.as("bob"), { ...destroying(), grant: grants[0] })
    expect(verdict.verdict).toBe("allow")
    expect(await again.gate.log.verify(acme())).toMatchObject({ ok: true })
  })
})

describe("a policy that lets the holder countersign", () => {
  it("says so in every answer, in the grant, in each record, and in how the gate stands", async () => {
    const deployed = deployment("memory: true", { allowSelfCountersign: true })
    const { gate, breakGlass, as, request, countersignature, grantOf, terraform, decisionOf } = await night(deployed)
    const warning = {
      guard: "countersigningTakesTwo",
      sentence: "The policy lets whoever asks for emergency access countersign it alone.",
    }
    const bob = as("bob")
    const asked = await breakGlass.request(bob.actor, await request("bob"))
    const id = asked.type === "accepted" ? asked.id : "none"
    const begun = await breakGlass.countersign(bob.actor, await countersignature("bob", id))
    const request1 = await gate.decide(as("deployer"), terraform())
    const answers = [
      asked,
      begun,
      await gate.decide(bob, { ...destroying(), grant: id }),
      await gate.decide(bob, { ...destroying(TARGET), grant: id }),
      await breakGlass.countersign(bob.actor, await countersignature("bob", id)),
      request1,
      await gate.approvals.approve(bob.actor, await decisionOf("bob", request1.request ?? "none")),
      await gate.approvals.consume(as("deployer"), { id: request1.request ?? "none", ...terraform() }),
      await breakGlass.revoke(bob.actor, { id }),
    ]
    for (const answer of answers) expect(answer).toMatchObject({ warnings: [warning] })
    expect(begun).toMatchObject({ type: "accepted", status: "active" })
    expect((await grantOf(id)).kept.selfCountersigned).toBe(true)
    expect((await gate.status(acme())).warnings).toEqual([warning])
    expect((await gate.status(globex())).warnings).toEqual([])
    const records = await gate.log.records(acme(), 0, 100)
    expect(records).toHaveLength(answers.length)
    for (const { bytes } of records)
      expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({ warnings: ["countersigningTakesTwo"] })
  })
})

const never = (): never => {
  throw new Error("the fixture signs")
}

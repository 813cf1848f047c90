import { createPublicKey, verify } from "node:crypto"
import { Effect } from "effect"
import { compactVerify, importJWK } from "jose"
import { describe, expect, it } from "vitest"
import type { Ask } from "../../../kernel/gate/ask.ts"
import { PERMIT_TYPE, Permit, permitOf, permitsToSign } from "../../../kernel/gate/permit.ts"
import { planOf } from "../../../kernel/gate/planned.ts"
import { gateOf } from "../../../kernel/actors.ts"
import { planHash } from "../../../kernel/plan.ts"
import type { Body } from "../../../kernel/ledger/body.ts"
import type { LogRecord } from "../../../kernel/ledger/record.ts"
import { Transition } from "../../../kernel/ledger/transition.ts"
import { START, bob, digest, instant } from "../../fixtures/approvals.ts"
import { ours } from "../ledger/fixtures.ts"
import {
  PERMIT_MS,
  acme,
  type Request,
  asks,
  call,
  cancels,
  consumes,
  decides,
  found,
  key,
  now,
  openGate,
  policyOf,
  requestIn,
  story,
  worldOf,
  decideWhole,
} from "./fixture.ts"
import { recordOf } from "./records.ts"

const decided = (ask: Ask, requests: readonly Request[] = []) =>
  decideWhole(worldOf(requests), ask, { now: now(), seq: 7 })

const approved = (): Request => {
  const request = requestIn(decided(asks("mail.send")))
  return requestIn(decided(decides("approve", request, bob()), [request]))
}

const pending = (): Request => ({ ...approved(), kept: { ...approved().kept, decisions: [] }, status: "pending" })

/** As if the kernel had refused to let the call go. */
const refusedRelease = (transition: Transition): Transition =>
  transition.domain === "calls" && transition.command.type === "release"
    ? { ...transition, outcome: { accepted: false, refusal: "guards", guards: ["callIsAdmitted"] } }
    : transition

const HASH = digest("record 7")
const permitIn = (record: LogRecord) => permitOf({ record, hash: HASH })

describe("a permit", () => {
  it("is what a call that is allowed gets: for this call, from now to its deadline", () => {
    const asked = call("tf.allow", { found: found(), artifact: digest("file") })
    const { body } = decided({ type: "decide", call: asked, under: null })
    const planned = planOf(policyOf(), asked)
    expect(permitIn(recordOf(body))).toEqual({
      jti: `acme:7:${HASH.slice(0, 16)}`,
      tenant: "acme",
      call: expect.stringMatching(/^call_[0-9a-f]{24}$/) as unknown,
      aud: "tf.allow",
      plan: typeof planned === "string" ? planned : planHash(planned.plan),
      payload: digest("payload"),
      artifact: digest("file"),
      iat: START / 1_000,
      exp: (START + PERMIT_MS) / 1_000,
    })
  })

  it("names the call that is let go, and nothing else that is released with it", () => {
    const { body } = decided(asks("note.write"))
    if (body.type !== "decision") throw new Error("a call is answered with a decision")
    const reserved = Transition.parse({
      domain: "budgets",
      command: { type: "release", id: "reservation_1", by: gateOf(acme()) },
      facts: null,
      outcome: { accepted: true, after: [] },
    })
    const both = { ...body, transitions: [reserved, ...body.transitions] }
    expect(permitIn(recordOf(both))?.call).toBe(permitIn(recordOf(body))?.call)
  })

  it("begins by the clock, also where the log is a little ahead of it", () => {
    const record = recordOf(decided(asks("note.write")).body)
    const behind = { ...record, at: { clock: instant(START - 3), now: now() } }
    expect(permitIn(behind)?.iat).toBe((START - 3) / 1_000)
  })

  it("is what the use of an approval gets, for the approved plan", () => {
    const request = approved()
    expect(permitIn(recordOf(decided(consumes(request.id, "mail.send"), [request]).body))).toEqual({
      jti: `acme:7:${HASH.slice(0, 16)}`,
      tenant: "acme",
      call: expect.stringMatching(/^call_[0-9a-f]{24}$/) as unknown,
      aud: "mail.send",
      plan: request.kept.plan,
      payload: digest("payload"),
      artifact: null,
      iat: START / 1_000,
      exp: (START + PERMIT_MS) / 1_000,
    })
  })

  it.each<[string, () => Body]>([
    ["a step-up", () => decided(asks("mail.send")).body],
    ["a denied write", () => decided(asks("pay.send")).body],
    ["an unknown tool", () => decided(asks("rm")).body],
    ["a use before the quorum", () => decided(consumes(pending().id, "mail.send"), [pending()]).body],
    ["a use of nothing", () => decided(consumes(pending().id, "mail.send")).body],
    ["a use that couldn't be weighed", () => decided(consumes(approved().id, "rm"), [approved()]).body],
    ["an approval", () => decided(decides("approve", pending(), bob()), [pending()]).body],
    ["a cancellation", () => decided(cancels(pending().id), [pending()]).body],
  ])("is not for %s", (_, body) => {
    expect(permitIn(recordOf(body()))).toBeNull()
  })

  it("is not for a record that says it halfway: a deadline without a plan, a plan without a deadline, or both without the verdict", () => {
    const used = decided(consumes(approved().id, "mail.send"), [approved()]).body
    for (const body of [decided(asks("note.write")).body, used]) {
      if (body.type !== "decision") throw new Error("a call is answered with a decision")
      expect(permitIn(recordOf(body))).not.toBeNull()
      for (const halfway of [
        { ...body, plan: null },
        { ...body, deadline: null },
        { ...body, verdict: "deny" as const },
        { ...body, verdict: "step_up" as const },
        // Without a call that was released nothing may run, whatever else it says.
        { ...body, transitions: body.transitions.filter(({ command: { type } }) => type !== "release") },
        { ...body, transitions: body.transitions.map(refusedRelease) },
      ])
        expect(permitIn(recordOf(halfway))).toBeNull()
    }
  })

  it("is known by its tenant, the number of its record and 16 digits of its hash, so no two have one name", () => {
    const record = recordOf(decided(asks("note.write")).body)
    expect(permitOf({ record, hash: "0123456789abcdef".repeat(4) })?.jti).toBe("acme:7:0123456789abcdef")
    expect(permitOf({ record: { ...record, seq: 8 }, hash: "f".repeat(64) })?.jti).toBe(`acme:8:${"f".repeat(16)}`)
  })

  it("is an Ed25519 JWS of its own type (RFC 7515), for whoever verifies it", async () => {
    const { keyId, publicKey, sign } = ours()
    const permit = permitIn(recordOf(decided(asks("note.write")).body))
    if (permit === null) throw new Error("no permit")
    const { bytes, signed } = permitsToSign(keyId)(permit)
    const jws = signed(await Effect.runPromise(sign(bytes)))
    const x = Buffer.from(publicKey).toString("base64url")
    const jwk = { kty: "OKP", crv: "Ed25519", x } as const
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK(jwk, "EdDSA"))
    expect(protectedHeader).toEqual({ alg: "EdDSA", kid: keyId, typ: "interlock-permit+jwt" })
    expect(protectedHeader.typ).toBe(PERMIT_TYPE)
    expect(Permit.parse(JSON.parse(new TextDecoder().decode(payload)))).toEqual(permit)

    // And by hand: three parts in base64url without padding, of which the first two are signed.
    const [header = "", claims = "", signature = ""] = jws.split(".")
    expect(jws).toMatch(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/)
    const key = createPublicKey({ key: jwk, format: "jwk" })
    expect(verify(null, Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, "base64url"))).toBe(true)
  })

  it("spells every byte as base64url does", () => {
    const { signed } = permitsToSign("key")(Permit.parse(sample()))
    for (const bytes of [[], [0], [251, 255], [255, 255, 254], Array.from({ length: 256 }, (_, at) => at)]) {
      const [, , signature] = signed(Uint8Array.from(bytes)).split(".")
      expect(signature).toBe(Buffer.from(bytes).toString("base64url"))
    }
  })

  it.each(["key", "clé", "鍵", "🔑", "a\u007fb"])("says in UTF-8 what isn't ASCII: %j", (text) => {
    const permit = Permit.parse({ ...sample(), jti: text })
    const { bytes } = permitsToSign(text)(permit)
    const parts = new TextDecoder().decode(bytes).split(".")
    expect(parts.map((part): unknown => JSON.parse(Buffer.from(part, "base64url").toString()))).toEqual([
      { alg: "EdDSA", kid: text, typ: PERMIT_TYPE },
      permit,
    ])
  })

  it("comes out of the gate the same after a restart", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const { permit } = yield* gate.ask(acme(), asks("note.write"), key("one"))
        expect((yield* (yield* openGate()).ask(acme(), asks("note.write"), key("one"))).permit).toBe(permit)
        const [, claims = ""] = (permit ?? "").split(".")
        expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
          jti: expect.stringMatching(/^acme:0:[0-9a-f]{16}$/) as unknown,
          aud: "note.write",
        })
      }),
    ))

  it.each([
    ["an empty name", { jti: "" }],
    ["a name that is too long", { jti: "x".repeat(257) }],
    ["a time before time", { iat: -1 }],
    ["an end before time", { exp: -1 }],
    ["a claim that it doesn't know", { scope: "all" }],
    ["no artifact, not even none", { artifact: undefined }],
    ["no call", { call: null }],
    ["a call that reads like none", { call: "deployer" }],
  ])("can't be one with %s", (_, changed) => {
    expect(Permit.safeParse(sample()).success).toBe(true)
    expect(Permit.safeParse({ ...sample(), ...changed }).success).toBe(false)
  })
})

const sample = () => ({
  jti: "x".repeat(256),
  tenant: "acme",
  call: "call_1",
  aud: "note.write",
  plan: digest("plan"),
  payload: digest("payload"),
  artifact: null,
  iat: 0,
  exp: 0,
})

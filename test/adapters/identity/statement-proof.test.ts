import { generateKeyPairSync, sign as signEd25519 } from "node:crypto"
import { describe, expect, it } from "vitest"
import { type Directory, directoryOf } from "../../../adapters/identity/directory.ts"
import { formatPublicKey, type PublicKey, publicKeyOfBlob } from "../../../adapters/identity/public-keys.ts"
import { module as approvalsModule } from "../../../kernel/approvals/index.ts"
import { GrantAsked } from "../../../kernel/break-glass/break-glass.ts"
import { module as breakGlassModule } from "../../../kernel/break-glass/index.ts"
import { sign, type Signer } from "../../../adapters/identity/sshsig.ts"
import { ProofError, type Signable, verifyProof } from "../../../adapters/identity/statement-proof.ts"
import { string } from "../../../adapters/identity/wire.ts"
import { Principal } from "../../../kernel/actors.ts"
import { Statement as Countersignature } from "../../../kernel/break-glass/break-glass.ts"
import { Statement } from "../../../kernel/approvals/approvals.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import type { Proof } from "../../../kernel/ledger/body.ts"
import { openssh } from "./openssh.ts"

const { statements: approvals } = approvalsModule
const { statements: breakGlass } = breakGlassModule

const principal = (id: string, { tenant = "acme", kind = "human" } = {}) => Principal.parse({ id, tenant, kind })

const signer = (): Signer => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32)
  return {
    publicKey: publicKeyOfBlob(Buffer.concat([string("ssh-ed25519"), string(raw)])),
    sign: (data) => Promise.resolve(signEd25519(null, data, privateKey)),
  }
}

const statement = (approver = principal("bob"), tenant = "acme") =>
  Statement.parse({
    type: "interlock/approval/v1",
    tenant,
    request: "r1",
    requester: { actor: principal("deployer", { kind: "agent" }), person: principal("alice") },
    plan: "a".repeat(64),
    policy: "b".repeat(64),
    uses: 1,
    seat: { stage: 0, group: "ops", member: principal("bob") },
    approver,
    decision: "approve",
    expiresAt: 1,
  })

const countersignature = (countersigner = principal("bob"), tenant = "acme") =>
  Countersignature.parse({
    type: "interlock/countersignature/v1",
    tenant,
    grant: "grant_1",
    terms: "a".repeat(64),
    countersigner,
  })

const grantRequest = (holder = principal("bob"), tenant = "acme") =>
  GrantAsked.parse({
    type: "interlock/grant-request/v1",
    tenant,
    holder,
    agent: null,
    reason: "the database is down",
    scope: [{ tool: "terraform.apply", prefix: "aws_db_instance.main" }],
    durationMs: 1,
    at: 1,
  })

const people = () => {
  const [bob, mallory] = [signer(), signer()]
  const directory = directoryOf([], [{ key: bob.publicKey, owner: principal("bob") }], [])
  return { bob, mallory, directory }
}

const proofBy = async (by: Signer, bytes: Uint8Array, named: PublicKey = by.publicKey) => ({
  format: "sshsig" as const,
  publicKey: formatPublicKey(named),
  signature: await sign(bytes, by),
})

type Given = [Uint8Array, Proof, Directory]

const reasonFor = (...input: Given) => {
  try {
    verifyProof(approvals.decision, ...input)
  } catch (error) {
    if (error instanceof ProofError) return error.reason
    throw error
  }
  return "taken"
}

const provenAs = <Statement>(signable: Signable<Statement>, ...given: Given) => verifyProof(signable, ...given)

describe("a signed statement", () => {
  it("names its signer, and what was signed", async () => {
    const { bob, directory } = people()
    const bytes = canonicalize(statement())
    expect(verifyProof(approvals.decision, bytes, await proofBy(bob, bytes), directory)).toEqual({
      signer: principal("bob"),
      key: bob.publicKey.fingerprint,
      statement: statement(),
    })
  })

  const countersigned = (...given: Given) => verifyProof(breakGlass.countersignature, ...given)
  const asked = (...given: Given) => verifyProof(breakGlass.request, ...given)
  it.each([
    { saying: countersignature, verified: countersigned, what: breakGlass.countersignature.what },
    { saying: grantRequest, verified: asked, what: breakGlass.request.what },
  ])("that is $what speaks for its signer, and for nobody else", async ({ saying, verified, what }) => {
    const { bob, directory } = people()
    const proven = async (said: object) => {
      const bytes = canonicalize(said)
      const proof = await proofBy(bob, bytes)
      return () => verified(bytes, proof, directory)
    }
    expect((await proven(saying()))()).toEqual({
      signer: principal("bob"),
      key: bob.publicKey.fingerprint,
      statement: saying(),
    })
    for (const said of [
      saying(principal("carol")),
      saying(principal("bob", { tenant: "other" }), "other"),
      saying(principal("bob"), "other"),
      saying(principal("bob", { kind: "service" })),
    ])
      expect(await proven(said)).toThrow("in your own name")
    expect(await proven({ ...saying(), more: 1 })).toThrow(what)
  })

  it("is of its kind: what was signed as one proves nothing as another", async () => {
    const { bob, directory } = people()
    const bytes = canonicalize(statement())
    const proof = await proofBy(bob, bytes)
    const { countersignature, request } = breakGlass
    expect(() => provenAs(countersignature, bytes, proof, directory)).toThrow(countersignature.what)
    expect(() => provenAs(request, bytes, proof, directory)).toThrow(request.what)
  })

  it("may be signed by ssh-keygen alone", () => {
    const ssh = openssh()
    const { line } = ssh.keygen("bob")
    const bytes = canonicalize(statement())
    const key = publicKeyOfBlob(Buffer.from(line.split(" ")[1] ?? "", "base64"))
    const proof = { format: "sshsig" as const, publicKey: line, signature: ssh.sign("bob", bytes) }
    expect(reasonFor(bytes, proof, directoryOf([], [{ key, owner: principal("bob") }], []))).toBe("taken")
    ssh.end()
  })

  it("proves nothing over other bytes", async () => {
    const { bob, directory } = people()
    const proof = await proofBy(bob, canonicalize(statement()))
    const other = canonicalize({ ...statement(), decision: "reject" })
    expect(reasonFor(other, proof, directory)).toBe("bad-signature")
  })

  it("proves nothing with a key that nobody here owns", async () => {
    const { mallory, directory } = people()
    const bytes = canonicalize(statement())
    expect(reasonFor(bytes, await proofBy(mallory, bytes), directory)).toBe("key-unknown")
  })

  it("proves nothing when it names another key than the one that signed", async () => {
    const { bob, mallory, directory } = people()
    const bytes = canonicalize(statement())
    expect(reasonFor(bytes, await proofBy(mallory, bytes, bob.publicKey), directory)).toBe("key-differs")
    expect(reasonFor(bytes, await proofBy(bob, bytes, mallory.publicKey), directory)).toBe("key-differs")
    expect(reasonFor(bytes, { ...(await proofBy(bob, bytes)), publicKey: "ssh-rsa AAAA" }, directory)).toBe("bad-key")
  })

  it("proves nothing in another's name, nor in another tenant", async () => {
    const { bob, directory } = people()
    for (const said of [
      statement(principal("carol")),
      statement(principal("bob", { tenant: "other" })),
      statement(principal("bob", { tenant: "other" }), "other"),
      statement(principal("bob"), "other"),
      statement(principal("bob", { kind: "service" })),
    ]) {
      const bytes = canonicalize(said)
      expect(reasonFor(bytes, await proofBy(bob, bytes), directory)).toBe("key-not-the-signers")
    }
  })

  it("proves nothing unless its bytes are the one spelling of a statement", async () => {
    const { bob, directory } = people()
    const one = Buffer.from(canonicalize(statement())).toString()
    for (const spelling of [
      ` ${one}`,
      `${one}\n`,
      `\uFEFF${one}`,
      one.replace('"uses":1', '"uses":1.0'),
      one.replace('"uses":1', '"uses":2,"uses":1'),
      one.replace('"uses":1', '"uses":"1"'),
      one.replace('"uses":1', '"uses":1,"zz":1'),
      one.replace("approval/v1", "approval/v2"),
      JSON.stringify(statement()),
      "null",
      "",
    ]) {
      const bytes = Buffer.from(spelling)
      expect(reasonFor(bytes, await proofBy(bob, bytes), directory)).toBe("bad-statement")
    }
    const notUtf8 = Buffer.concat([Buffer.from(one), Buffer.of(0xff)])
    expect(reasonFor(notUtf8, await proofBy(bob, notUtf8), directory)).toBe("bad-statement")
  })
})

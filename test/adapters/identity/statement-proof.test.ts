import { generateKeyPairSync, sign as signEd25519 } from "node:crypto"
import { describe, expect, it } from "vitest"
import { directoryOf } from "../../../adapters/identity/directory.ts"
import { formatPublicKey, type PublicKey, publicKeyOfBlob } from "../../../adapters/identity/public-keys.ts"
import { sign, type Signer } from "../../../adapters/identity/sshsig.ts"
import { ProofError, verifyProof } from "../../../adapters/identity/statement-proof.ts"
import { string } from "../../../adapters/identity/wire.ts"
import { Principal } from "../../../kernel/actors.ts"
import { Statement } from "../../../kernel/approvals/approvals.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import { openssh } from "./openssh.ts"

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

const reasonFor = (...input: Parameters<typeof verifyProof>) => {
  try {
    verifyProof(...input)
  } catch (error) {
    if (error instanceof ProofError) return error.reason
    throw error
  }
  return "taken"
}

describe("a signed statement", () => {
  it("names its signer, and what was signed", async () => {
    const { bob, directory } = people()
    const bytes = canonicalize(statement())
    expect(verifyProof(bytes, await proofBy(bob, bytes), directory)).toEqual({
      signer: principal("bob"),
      statement: statement(),
    })
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
      expect(reasonFor(bytes, await proofBy(bob, bytes), directory)).toBe("key-not-the-approvers")
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

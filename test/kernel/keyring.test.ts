import { describe, expect, it } from "vitest"
import { KeyFingerprint, Keyring, signerNow, stillHasKey } from "../../kernel/keyring.ts"
import { actor, bob, carol, foreign, keyOf, keyringOf, principal } from "../fixtures/people.ts"

const hash = "A".repeat(43)

describe("a key", () => {
  it("is named as OpenSSH names it", () => {
    expect(KeyFingerprint.safeParse(`SHA256:${hash}`).success).toBe(true)
    expect(KeyFingerprint.safeParse(`SHA256:${"aZ09+/".repeat(8).slice(0, 43)}`).success).toBe(true)
  })

  it.each([
    "",
    hash,
    `SHA256:${hash}=`,
    `SHA256:${hash}A`,
    `SHA256:${hash.slice(1)}`,
    `MD5:${hash}`,
    ` SHA256:${hash}`,
    `SHA256:${hash.slice(1)}-`,
  ])("is not %j", (text) => {
    expect(KeyFingerprint.safeParse(text).success).toBe(false)
  })
})

describe("a keyring", () => {
  const ring = keyringOf([bob()])
  const bobs = { signer: principal(bob()), key: keyOf(bob()) }

  it("says whose a key is", () => {
    expect(Keyring.parse(ring)).toEqual({ [keyOf(bob())]: bob() })
    expect(stillHasKey(ring, bobs)).toBe(true)
  })

  it("no longer has one that was taken out, whatever other key its owner has now", () => {
    expect(stillHasKey({}, bobs)).toBe(false)
    expect(stillHasKey({ [keyOf(carol())]: bob() }, bobs)).toBe(false)
  })

  it("does not take a key for the signer's that somebody else has now, of the same id in another tenant even", () => {
    expect(stillHasKey({ [keyOf(bob())]: carol() }, bobs)).toBe(false)
    expect(stillHasKey({ [keyOf(bob())]: foreign(bob()) }, bobs)).toBe(false)
  })

  it("says who signed as they are now, with the roles that they have now, or that it is nobody who signed", () => {
    const promoted = actor("bob", { roles: ["lead"] })
    expect(signerNow(keyringOf([promoted]), bobs)).toEqual(promoted)
    expect(signerNow(keyringOf([carol()]), bobs)).toBeNull()
  })
})

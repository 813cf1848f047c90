import { describe, expect, it } from "vitest"
import { Principal } from "../../../kernel/actors.ts"
import { InstanceError } from "../../../verification/domains/instance.ts"
import { keyOf, nameOfSignature, signatureNamed, signedInWords } from "../../../verification/domains/signatures.ts"
import { ExplorationError } from "../../../verification/explore/errors.ts"

const bob = () => Principal.parse({ id: "bob", tenant: "t1", kind: "human" })
const by = (changed: object = {}) => {
  const signer = Principal.parse({ ...bob(), ...changed })
  return { signer, key: keyOf(signer) }
}
const due = () => ({ tenant: "t1", about: "this" })
const another = () => ({ ...due(), about: "that" })
/** A statement that names what a given one names, and is right in all else. */
const naming = ({ about }: ReturnType<typeof due>) => ({ ...due(), about })
const named = (signature: Parameters<typeof nameOfSignature<ReturnType<typeof due>>>[0]) =>
  nameOfSignature(signature, bob(), due(), naming)

describe("a signature", () => {
  it.each(["good", "none", "foreign", "namesake", "misstated"])("that is %s is known by that name again", (name) => {
    expect(named(signatureNamed(name)(bob(), due, another))).toBe(name)
  })

  it("is wrong in just what its name says", () => {
    expect(signatureNamed("good")(bob(), due, another)).toEqual({ ...by(), statement: due() })
    expect(signatureNamed("foreign")(bob(), due, another)?.statement).toEqual(due())
    expect(signatureNamed("misstated")(bob(), due, another)).toEqual({ ...by(), statement: another() })
  })

  it("of somebody in another tenant is foreign, unless they go by the same id", () => {
    expect(named({ ...by({ tenant: "t2" }), statement: due() })).toBe("namesake")
    expect(named({ ...by({ id: "eve", tenant: "t2" }), statement: due() })).toBe("foreign")
  })

  it.each([
    ["for something else by somebody else", { ...by({ id: "eve" }), statement: another() }],
    ["by another key than the signer's", { ...by(), key: keyOf({ id: "eve", tenant: "t1" }), statement: due() }],
    ["for another tenant", { ...by(), statement: { ...due(), tenant: "t2" } }],
    ["for another tenant and something else", { ...by(), statement: { ...another(), tenant: "t2" } }],
  ])("%s has no name", (_, signature) => {
    expect(() => named(signature)).toThrow(ExplorationError)
  })

  it("of a name that nobody gave is none", () => {
    expect(() => signatureNamed("forged")).toThrow(new InstanceError("no such signature: forged"))
    expect(() => signatureNamed("constructor")).toThrow(InstanceError)
  })

  it("is told where something is wrong with it", () => {
    const told = ["good", "none", "foreign", "namesake", "misstated"].map((name) => signedInWords(name, "another plan"))
    expect(told).toEqual([
      "",
      ", unsigned",
      ", signed by somebody else",
      ", signed by a namesake of another tenant",
      ", signed for another plan",
    ])
  })
})

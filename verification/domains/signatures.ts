import { type Identity, Principal, isSame } from "../../kernel/actors.ts"
import { digestOf } from "../../kernel/digest.ts"
import { sameJson } from "../../kernel/json.ts"
import { KeyFingerprint } from "../../kernel/keyring.ts"
import { InstanceError, readAs } from "./instance.ts"
import { unsayable } from "./names.ts"

/** A signature as the models name it: what is wrong with it is wrong in just that. */
export type ModelSignature = "good" | "none" | "foreign" | "namesake" | "misstated"

interface Signed<S> {
  readonly signer: Principal
  readonly key: KeyFingerprint
  readonly statement: S
}

/** What a signature of that name is, given the statement that is due and one that names something else. */
const signatures: Readonly<
  Record<ModelSignature, <S>(signer: Principal, due: () => S, another: () => S) => Signed<S> | null>
> = {
  good: (signer, due) => signed(signer, due()),
  none: () => null,
  foreign: (signer, due) => signed(somebodyElse(signer), due()),
  namesake: (signer, due) => signed(namesakeOf(signer), due()),
  misstated: (signer, _, another) => signed(signer, another()),
}
const signed = <S>(signer: Principal, statement: S): Signed<S> => ({ signer, key: keyOf(signer), statement })

/** The one key that somebody of an instance signs with. */
export const keyOf = ({ id, tenant }: Identity): KeyFingerprint => {
  const hash = digestOf(new TextEncoder().encode(`${tenant}/${id}`)).replace("sha256:", "")
  return readAs(KeyFingerprint, `SHA256:${Buffer.from(hash, "hex").toString("base64").slice(0, 43)}`, "a key")
}

/** Throws InstanceError for a name of none. */
export const signatureNamed = (name: string) => {
  if (!isSignature(name)) throw new InstanceError(`no such signature: ${name}`)
  return signatures[name]
}
const isSignature = (name: string): name is ModelSignature => Object.hasOwn(signatures, name)

/** Somebody of another id, so that no reading of identity takes the two for one. */
const somebodyElse = ({ id, ...rest }: Principal): Principal =>
  readAs(Principal, { ...rest, id: `${id}-else` }, "a signer")

/** Somebody who goes by the same id in another tenant. */
const namesakeOf = ({ tenant, ...rest }: Principal): Principal =>
  readAs(Principal, { ...rest, tenant: `${tenant}-else` }, "a signer")

/**
 * The name of a signature that `by` gave. `due` is the statement that it should be of; `misstated` the same with what the
 * signature itself names. One that is wrong in any other way is none of them, which throws ExplorationError.
 */
export const nameOfSignature = <S>(
  signature: Signed<S> | null,
  by: Identity,
  due: S,
  misstated: (statement: S) => S,
): ModelSignature => {
  if (signature === null) return "none"
  const { signer, key, statement } = signature
  if (key !== keyOf(signer)) return unsayable("signature", signature)
  const own = isSame(signer, by)
  if (sameJson(statement, due)) return own ? "good" : signer.id === by.id ? "namesake" : "foreign"
  return own && sameJson(statement, misstated(statement)) ? "misstated" : unsayable("signature", signature)
}

/** How a signature of each name reads in a sentence, given what it should have been for. */
export const signedInWords = (name: string, of: string): string => words[name]?.(of) ?? ""

const words: Readonly<Record<string, (of: string) => string>> = {
  none: () => ", unsigned",
  foreign: () => ", signed by somebody else",
  namesake: () => ", signed by a namesake of another tenant",
  misstated: (of) => `, signed for ${of}`,
}

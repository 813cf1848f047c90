import { type KeyObject, createHmac, generateKeyPairSync, sign } from "node:crypto"
import { readFileSync } from "node:fs"
import * as z from "zod"

/** The signature of RFC 8037, appendix A. */
export const rfc8037 = () =>
  z
    .object({
      publicKeyJwk: z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string() }),
      d: z.string(),
      payload: z.string(),
      compact: z.string(),
      thumbprintSha256: z.string(),
    })
    .parse(JSON.parse(readFileSync(new URL("../../corpus/jose/rfc8037.json", import.meta.url), "utf8")))

/** A key, with the members that a JWK has of it in public. */
export const keyPair = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const { x } = z.object({ x: z.string() }).parse(publicKey.export({ format: "jwk" }))
  return { privateKey, publicKey, x, jwk: { kty: "OKP", crv: "Ed25519", x } as const }
}

export const base64url = (content: string | Uint8Array): string => Buffer.from(content).toString("base64url")

/** What stands in a part: a value as JSON, or the very text or bytes where a test needs what JSON.stringify doesn't write. */
export type Part = object | string | Uint8Array
const encoded = (part: Part): string =>
  base64url(typeof part === "string" || part instanceof Uint8Array ? part : JSON.stringify(part))

/** Header and claims, signed in this way. */
export const compactBy = (header: Part, claims: Part, signed: (input: Uint8Array) => string | Uint8Array): string => {
  const input = `${encoded(header)}.${encoded(claims)}`
  return `${input}.${base64url(signed(Buffer.from(input)))}`
}

/** The same, with an Ed25519 key. */
export const compact = (header: Part, claims: Part, key: KeyObject): string =>
  compactBy(header, claims, (input) => sign(null, input, key))

/** The same with a secret: what a verifier takes for good that lets the header choose. */
export const hmacCompact = (header: Part, claims: Part, secret: Uint8Array): string =>
  compactBy(header, claims, (input) => createHmac("sha256", secret).update(input).digest())

/** Its three parts. */
export const partsOf = (token: string): readonly [header: string, claims: string, signature: string] => {
  const [header = "", claims = "", signature = ""] = token.split(".")
  return [header, claims, signature]
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
const WRITTEN = Array.from(`${ALPHABET}.=`)

/** The token with another character at one place: `step` says which of the 65 others, the dot and what pads among them. */
export const flipped = (token: string, at: number, step: number): string => {
  const others = WRITTEN.filter((character) => character !== token[at])
  return `${token.slice(0, at)}${others[step % others.length] ?? ""}${token.slice(at + 1)}`
}

/** The same bytes in another spelling: of the last character some bits say nothing, and a lenient reader doesn't look at them. */
export const respelt = (part: string): string => {
  const last = ALPHABET.indexOf(part.at(-1) ?? "A")
  return `${part.slice(0, -1)}${ALPHABET[last ^ 1] ?? ""}`
}

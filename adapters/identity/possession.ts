import { type KeyObject, createHash, createPrivateKey, randomUUID } from "node:crypto"
import { Data } from "effect"
import { CompactSign } from "jose"
import * as z from "zod"
import { type JwsFault, readJws } from "./compact-jws.ts"
import { type Thumbprint, WrittenKey, keyObjectOfProofKey, proofKeyOf, thumbprintOf } from "./proof-key.ts"

const hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** SHA-256, base64url: how a proof names a token (RFC 9449 §4.2, `ath`), and here a body. */
export const hashOf = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("base64url")

/**
 * What a proof of possession says (DPoP, RFC 9449 §4.2): of which request it is, and with which token. `body_hash` is our own, the
 * SHA-256 of the body's bytes. Names that we don't know may stand there, as that RFC has it.
 */
const ProofClaims = z.object({
  jti: z.string().min(1).max(256),
  htm: z.string().max(16),
  htu: z.string().max(2_048),
  iat: z.number(),
  ath: hash.optional(),
  body_hash: hash,
})

/** The key stands in the header, as that RFC has it: whose it is, the config says. */
const Header = z.strictObject({ typ: z.literal("dpop+jwt"), alg: z.enum(["EdDSA", "Ed25519"]), jwk: WrittenKey })

/** A request as whoever proves something by it has it. */
export interface Proven {
  readonly method: string
  /** The path that was asked for, from its first slash on; the query is no part of it (RFC 9449 §4.3). */
  readonly path: string
  /** The credential that comes with it, null for none. */
  readonly token: string | null
  /** Whose keys can prove anything: those that the config has, each of which was a `ProofKey` there. Nothing is worked out for another. */
  readonly knows: (thumbprint: Thumbprint) => boolean
}

/** In what a proof is another request's. */
export type ProofFault = JwsFault | "method" | "path" | "token"

/** Whose key proves a request, and of which body. */
export interface Proof {
  readonly thumbprint: Thumbprint
  /** Whether these are the bytes of the body that it is for. */
  readonly isOf: (body: Uint8Array) => boolean
}

const pathOf = (written: string): string | null => {
  const url = URL.canParse(written) ? new URL(written) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "" ? url.pathname : null
}

/**
 * Whose key proves this request. A presenter's clock is not asked (`iat`): with a credential the proof is good as long as that is,
 * which is once; without, it proves nothing but that the holder of the key has made this very request some day.
 */
export const readProof = async (proof: string, { method, path, token, knows }: Proven): Promise<Proof | ProofFault> => {
  const read = await readJws(proof, {
    header: Header,
    claims: ProofClaims,
    keyOf: ({ jwk }) => (knows(thumbprintOf(jwk)) ? keyObjectOfProofKey(jwk) : null),
  })
  if (typeof read === "string") return read
  const { htm, htu, ath, body_hash } = read.claims
  if (htm !== method) return "method"
  // A proxy may have taken a prefix off, of which only whoever sent the request knows.
  if (pathOf(htu)?.endsWith(path) !== true) return "path"
  if (ath !== (token === null ? undefined : hashOf(token))) return "token"
  return { thumbprint: thumbprintOf(read.header.jwk), isOf: (body) => hashOf(body) === body_hash }
}

/** A request that is to be proven. */
export interface Request {
  /** The agent's own private key: Ed25519, as PEM (PKCS#8) or as a key object. */
  readonly privateKey: KeyObject | string
  readonly method: string
  /** Where it goes, whole. Its query and fragment are left out of the proof. */
  readonly url: string
  /** The exact bytes of the body. */
  readonly body: Uint8Array
  /** The credential that comes with it; null where one is minted. */
  readonly credential: string | null
}

/** What was given is no key that a proof can be made with. The message says what to do, and nothing of what was given. */
export class AgentKeyError extends Data.TaggedError("AgentKeyError") {
  override get message(): string {
    return "a proof is made with an Ed25519 private key, as `interlock keys agent` makes one: give its PEM"
  }
}

const keyIn = (given: KeyObject | string): KeyObject | null => {
  if (typeof given !== "string") return given
  try {
    return createPrivateKey(given)
  } catch {
    return null
  }
}

const ed25519In = (given: KeyObject | string): KeyObject => {
  const key = keyIn(given)
  if (key?.type !== "private" || key.asymmetricKeyType !== "ed25519") throw new AgentKeyError()
  return key
}

/**
 * The proof (DPoP, RFC 9449) that a request is its sender's, for the header `DPoP` or `gate.sessions.authenticate`.
 * @throws AgentKeyError for a key of another kind
 * @example
 * ```ts
 * const privateKey = readFileSync("deployer.key.pem", "utf8")
 * const proof = await possessionProof({ privateKey, method: "POST", url: "https://gate.example/v1/decisions", body, credential })
 * console.log(proof.length)
 * ```
 */
export const possessionProof = async ({ privateKey, method, url, body, credential }: Request): Promise<string> => {
  const key = ed25519In(privateKey)
  const { origin, pathname } = new URL(url)
  const claims = {
    jti: randomUUID(),
    htm: method,
    htu: `${origin}${pathname}`,
    iat: Math.floor(Date.now() / 1000),
    ...(credential === null ? {} : { ath: hashOf(credential) }),
    body_hash: hashOf(body),
  }
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ typ: "dpop+jwt", alg: "EdDSA", jwk: proofKeyOf(key) })
    .sign(key)
}

import { Data } from "effect"
import { compactVerify, errors } from "jose"
import { type Digest, digestOf } from "../../kernel/digest.ts"
import { PERMIT_TYPE, Permit } from "../../kernel/gate/permit.ts"
import { parseJson } from "../../kernel/canonical.ts"
import { sameJson } from "../../kernel/json.ts"
import { type PublicKeyLike, keyObjectOf } from "./public-key.ts"

const messages = {
  malformed: "this is not a permit: present the text that the gate gave, unchanged",
  signature: "the permit is not signed by this gate's key: nothing may run on it",
  record: "this gate's log has no decision that gave this permit: nothing may run on it",
  type: "this was signed for something else than a permit",
  tenant: "the permit is another tenant's",
  tool: "the permit is for another tool",
  payload: "these are not the bytes that the permit is for",
  artifact: "this is not the file that the permit is for",
  early:
    "the permit was given at a time that lies ahead of this machine's clock: set both clocks right, then ask for another one",
  expired: "the permit is too old: ask the gate for another one",
  spent: "the permit has been used: each is good for once",
  refused: "the gate does not let this call start: `gate.calls.perform` tells why",
} as const

/** Nothing may run on this permit. The message says what to do, and holds nothing of what was presented. */
export class PermitError extends Data.TaggedError("PermitError")<{ readonly reason: keyof typeof messages }> {
  override get message(): string {
    return messages[this.reason]
  }
}

const refuse = (reason: PermitError["reason"]) => new PermitError({ reason })

/** @throws PermitError where these are not the bytes that the permit is for */
export const holdAgainst = (permit: Permit, payload: Uint8Array): void => {
  if (permit.payload !== digestOf(payload)) throw refuse("payload")
}

/** What an executor knows by itself, against which a permit is held. */
export interface Execution {
  /** The key of the gate that this executor trusts. */
  readonly publicKey: PublicKeyLike
  /** For whom this executor works. One gate serves several tenants with one key, and their policies differ. */
  readonly tenant: string
  /** The tool that is about to run. */
  readonly tool: string
  /** The exact bytes that the call has. */
  readonly payload: Uint8Array
  /** The file that is about to run where it is another one (its bytes or their digest), null where there is none. */
  readonly artifact: Uint8Array | Digest | null
  /** Milliseconds since the epoch. */
  readonly now: number
  /**
   * How far the gate's clock may be ahead of this one, in milliseconds: a permit from a time that lies further ahead is refused
   * (`iat`, RFC 7519 §4.1.6). A minute where nothing is said. It lengthens no permit.
   */
  readonly leewayMs?: number
  /**
   * Marks a permit as spent, durably and before anything runs; whether it was this call that did it. Of two at one time
   * one gets true. `spentOnDisk` is one, `spentAtGate` another.
   */
  readonly spend: (jti: string) => boolean | Promise<boolean>
}

const digestOfArtifact = (artifact: Execution["artifact"]): string | null =>
  artifact instanceof Uint8Array ? digestOf(artifact) : artifact

const LEEWAY_MS = 60_000

/**
 * Whether this very call may run now; the last thing that an executor does before it runs it. It is spent last, so that a
 * permit that is refused for anything else can still be used where it belongs.
 * @throws PermitError, VerifyingKeyError, and whatever `spend` throws: then nothing may run either
 * @example
 * ```ts
 * const permit = await verifyPermit(presented, {
 *   publicKey: readFileSync("gate.pem", "utf8"),
 *   tenant: "acme",
 *   tool: "terraform.apply",
 *   payload,
 *   artifact: null,
 *   now: Date.now(),
 *   spend: spentOnDisk("/var/lib/executor/spent"),
 * })
 * console.log("runs the plan", permit.plan)
 * ```
 */
export const verifyPermit = async (presented: string, execution: Execution): Promise<Permit> => {
  const permit = await readPermitFor(presented, execution)
  holdAgainst(permit, execution.payload)
  if (!(await execution.spend(permit.jti))) throw refuse("spent")
  return permit
}

/**
 * Whether a permit could be for a call whose exact bytes aren't known yet: for an executor that has to do something to know
 * them. Nothing may run on this alone, and it spends nothing.
 * @throws PermitError, VerifyingKeyError
 */
export const readPermitFor = async (
  presented: string,
  { publicKey, tenant, tool, artifact, now, leewayMs = LEEWAY_MS }: Omit<Execution, "payload" | "spend">,
): Promise<Permit> => {
  const permit = await readPermit(presented, publicKey)
  if (permit.tenant !== tenant) throw refuse("tenant")
  if (permit.aud !== tool) throw refuse("tool")
  if (permit.artifact !== digestOfArtifact(artifact)) throw refuse("artifact")
  refuseAtWrongTime(permit, now, leewayMs)
  return permit
}

/** @throws PermitError where it is not the time for this permit */
const refuseAtWrongTime = ({ exp, iat }: Permit, now: number, leewayMs: number): void => {
  // NumericDate may have a fraction (RFC 7519 §2), and `exp` itself is too late (§4.1.4). A `now` that is no number is no time.
  if (!(now < Math.round(exp * 1000))) throw refuse("expired")
  if (!(Math.round(iat * 1000) <= now + leewayMs)) throw refuse("early")
}

/** A key of the gate, and for which records of a tenant's log it counts: the one in use, or a former one. */
export interface SigningKey {
  readonly publicKey: PublicKeyLike
  readonly signs: (tenant: string, seq: number) => boolean
}

/**
 * The permit as the gate itself knows it again, whatever tool and bytes it is for.
 * @throws PermitError
 */
export const readOwnPermit = async (
  presented: string,
  {
    keys,
    tenant,
    now,
    from,
  }: {
    readonly keys: readonly SigningKey[]
    readonly tenant: string
    readonly now: number
    /** The permit that the tenant's record of this number gave, null where it gave none. */
    readonly from: (seq: number) => Promise<Permit | null>
  },
): Promise<Permit> => {
  const permit = await readPermitOfAny(presented, keys)
  if (permit.tenant !== tenant) throw refuse("tenant")
  refuseAtWrongTime(permit, now, LEEWAY_MS)
  if (!sameJson(await from(recordOf(permit)), permit)) throw refuse("record")
  return permit
}

const readPermitOfAny = async (presented: string, keys: readonly SigningKey[]): Promise<Permit> => {
  for (const { publicKey, signs } of keys) {
    const permit = await signedWith(presented, publicKey)
    if (permit !== null && signs(permit.tenant, recordOf(permit))) return permit
  }
  throw refuse("signature")
}

/** The permit where it is of this key, null where it is of another one. */
const signedWith = async (presented: string, publicKey: PublicKeyLike): Promise<Permit | null> => {
  try {
    return await readPermit(presented, publicKey)
  } catch (error) {
    if (error instanceof PermitError && error.reason === "signature") return null
    throw error
  }
}

/** The number of the record that gave a permit. */
const recordOf = ({ jti }: Permit): number => Number(jti.split(":").at(-2))

const readPermit = async (presented: string, publicKey: PublicKeyLike): Promise<Permit> => {
  const { payload, protectedHeader } = await verified(presented, publicKey)
  if (protectedHeader.typ !== PERMIT_TYPE) throw refuse("type")
  try {
    return Permit.parse(parseJson(payload))
  } catch {
    throw refuse("malformed")
  }
}

const verified = async (presented: string, publicKey: PublicKeyLike) => {
  const key = keyObjectOf(publicKey)
  try {
    // The one algorithm, said by the verifier: what the header says chooses nothing (RFC 8725 §3.1).
    return await compactVerify(presented, key, { algorithms: ["EdDSA"] })
  } catch (error) {
    throw refuse(error instanceof errors.JWSInvalid ? "malformed" : "signature")
  }
}

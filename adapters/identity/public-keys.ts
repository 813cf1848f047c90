import { createHash } from "node:crypto"
import { Data } from "effect"
import { KeyFingerprint } from "../../kernel/keyring.ts"
import { isOfPrimeOrder } from "../../kernel/ledger/ed25519.ts"
import { fromBase64, reader, string } from "./wire.ts"

/** The one key type that approvals are signed with. Its blob is RFC 8709 §4: string "ssh-ed25519", string 32 bytes. */
export const KEY_TYPE = "ssh-ed25519"

/** The Ed25519 public key of a person. Two keys are one key when their fingerprints are equal. */
export type PublicKey = Readonly<{
  /** The point's encoding, 32 bytes (RFC 8032 §5.1.5). */
  raw: Uint8Array
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  fingerprint: KeyFingerprint
  comment: string
}>

/** Why a public key isn't taken. The message says what to do. */
export class PublicKeyError extends Data.TaggedError("PublicKeyError")<{
  readonly reason: "malformed" | "wrong-type" | "weak"
  readonly message: string
}> {}

const malformed = () =>
  new PublicKeyError({
    reason: "malformed",
    message:
      "this isn't an OpenSSH public key: write one line such as `ssh-ed25519 AAAA… name`, the content of id_ed25519.pub",
  })

const wrongType = (type: string) =>
  new PublicKeyError({
    reason: "wrong-type",
    message: `a key of type ${type} can't sign here: make an Ed25519 key with \`ssh-keygen -t ed25519\``,
  })

/** What stands in `ssh-ed25519 AAAA…`, before base64. */
export const blobOf = ({ raw }: Pick<PublicKey, "raw">): Uint8Array => Buffer.concat([string(KEY_TYPE), string(raw)])

/** @throws PublicKeyError */
export const publicKeyOfBlob = (blob: Uint8Array, comment = ""): PublicKey => {
  const fields = reader(blob)
  const type = fields.text()
  if (type === undefined || !/^[a-z0-9@.-]{1,64}$/.test(type)) throw malformed()
  if (type !== KEY_TYPE) throw wrongType(type)
  const raw = fields.string()
  if (raw?.length !== 32 || !fields.ended()) throw malformed()
  // A key of small order has signatures that nobody's private key made.
  if (!isOfPrimeOrder(raw)) {
    throw new PublicKeyError({
      reason: "weak",
      message:
        "anybody can sign for this key (it isn't a point of prime order): make another with `ssh-keygen -t ed25519`",
    })
  }
  const digest = createHash("sha256").update(blob).digest("base64")
  return { raw, comment, fingerprint: KeyFingerprint.parse(`SHA256:${digest.replace(/=+$/, "")}`) }
}

/** Reads `ssh-ed25519 AAAA… comment`; options before the type, as authorized_keys knows them, are refused. @throws PublicKeyError */
export const parsePublicKey = (line: string): PublicKey => {
  const [, type, body, comment] = /^([a-z0-9@.-]{1,64}) ([A-Za-z0-9+/=]+)(?: ([^\r\n]*))?\r?\n?$/.exec(line) ?? []
  if (type === undefined || body === undefined) throw malformed()
  if (type !== KEY_TYPE) throw wrongType(type)
  const blob = fromBase64(body)
  if (blob === undefined) throw malformed()
  return publicKeyOfBlob(blob, comment?.trim())
}

export const formatPublicKey = (key: Pick<PublicKey, "raw" | "comment">): string =>
  [KEY_TYPE, Buffer.from(blobOf(key)).toString("base64"), key.comment].filter((part) => part !== "").join(" ")

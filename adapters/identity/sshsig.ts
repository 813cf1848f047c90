/**
 * Signatures in the format of OpenSSH (PROTOCOL.sshsig), so that `ssh-keygen -Y verify -n interlock` checks an approval
 * without us. "§" below is a section of that document.
 */
import { createHash } from "node:crypto"
import { Data } from "effect"
import { verifier } from "../signer/verifier.ts"
import { blobOf, KEY_TYPE, type PublicKey, PublicKeyError, publicKeyOfBlob } from "./public-keys.ts"
import { fromBase64, reader, string, uint32 } from "./wire.ts"

/** Keeps a signature made for git, a file or a login from being read as an approval (§2, "namespace"). */
const NAMESPACE = "interlock"

const MAGIC = "SSHSIG"
const VERSION = 1
const HEADER = "-----BEGIN SSH SIGNATURE-----"
const FOOTER = "-----END SSH SIGNATURE-----"
/** An Ed25519 envelope has about 300 characters. */
const MAX_ARMOR = 4096

/** §2: "the supported hash algorithms". We sign with sha256; `ssh-keygen -Y sign` takes sha512 unless told otherwise. */
type HashAlgorithm = "sha256" | "sha512"
const hashAlgorithms: readonly string[] = ["sha256", "sha512"] satisfies HashAlgorithm[]
const isHashAlgorithm = (name: string | undefined): name is HashAlgorithm =>
  name !== undefined && hashAlgorithms.includes(name)

/** Why a signature doesn't count. */
export class SshsigError extends Data.TaggedError("SshsigError")<{
  readonly reason: "malformed" | "wrong-key-type" | "wrong-namespace" | "unsupported" | "not-signed-by-key"
  readonly message: string
}> {}

const fail = (reason: SshsigError["reason"], message: string) => new SshsigError({ reason, message })

export type Sshsig = Readonly<{
  publicKey: PublicKey
  namespace: string
  hash: HashAlgorithm
  /** R and S, 64 bytes (RFC 8032 §5.1.6). */
  signature: Uint8Array
}>

/** The bytes that the key signs for a message (§3). The reserved field is empty. */
export const signedData = (
  message: Uint8Array,
  namespace: string = NAMESPACE,
  hash: HashAlgorithm = "sha256",
): Uint8Array =>
  Buffer.concat([
    Buffer.from(MAGIC),
    string(namespace),
    string(""),
    string(hash),
    string(createHash(hash).update(message).digest()),
  ])

/** The envelope (§2) in its armor (§1), lines of 76 characters, with a newline at the end. */
export const armor = ({ publicKey, namespace, hash, signature }: Sshsig): string => {
  const blob = Buffer.concat([
    Buffer.from(MAGIC),
    uint32(VERSION),
    string(blobOf(publicKey)),
    string(namespace),
    string(""),
    string(hash),
    string(Buffer.concat([string(KEY_TYPE), string(signature)])),
  ])
  const lines = blob.toString("base64").match(/.{1,76}/g) ?? []
  return `${[HEADER, ...lines, FOOTER].join("\n")}\n`
}

const dearmor = (text: string): Uint8Array => {
  const lines = text.length > MAX_ARMOR ? [] : text.replace(/\n$/, "").split("\n")
  const body = lines.slice(1, -1)
  const blob = fromBase64(body.join(""))
  // §1: header and footer MUST be present, at the very start and end.
  if (lines[0] !== HEADER || lines.at(-1) !== FOOTER || body.length === 0 || body.includes("") || blob === undefined) {
    throw fail("malformed", `this isn't a whole SSH signature: it goes from "${HEADER}" to "${FOOTER}"`)
  }
  return blob
}

const signer = (blob: Uint8Array): PublicKey => {
  try {
    return publicKeyOfBlob(blob)
  } catch (error) {
    if (!(error instanceof PublicKeyError)) throw error
    throw fail(error.reason === "malformed" ? "malformed" : "wrong-key-type", error.message)
  }
}

/** Reads an armored signature. Says nothing yet about whether it is one of a given message. @throws SshsigError */
export const parse = (armored: string): Sshsig => {
  const fields = reader(dearmor(armored))
  const truncated = fail("malformed", "the signature's envelope is cut short or holds more than PROTOCOL.sshsig allows")
  const magic = fields.bytes(MAGIC.length)
  if (magic === undefined || Buffer.from(magic).toString("latin1") !== MAGIC) throw truncated
  const version = fields.uint32()
  // §2: "verifiers MUST reject signatures with versions greater than those they support".
  if (version !== VERSION) throw fail("unsupported", "the signature's format version isn't 1")
  const key = fields.string()
  const namespace = fields.text()
  const reserved = fields.string()
  const hash = fields.text()
  const signed = fields.string()
  if (
    key === undefined ||
    namespace === undefined ||
    reserved === undefined ||
    signed === undefined ||
    !fields.ended()
  ) {
    throw truncated
  }
  const publicKey = signer(key)
  // §2 says to ignore it, but OpenSSH doesn't sign it: we refuse bytes that nobody has signed.
  if (reserved.length > 0) throw fail("unsupported", "the signature's reserved field isn't empty")
  if (!isHashAlgorithm(hash)) throw fail("unsupported", "the signature's hash is neither sha256 nor sha512")

  const inner = reader(signed)
  const type = inner.text()
  const signature = inner.string()
  if (type !== KEY_TYPE) throw fail("wrong-key-type", `the signature isn't of type ${KEY_TYPE}`)
  if (signature?.length !== 64 || !inner.ended()) throw truncated
  return { publicKey, namespace, hash, signature }
}

/**
 * Verifies an armored signature of a message in our namespace and returns the key that made it.
 * Whether that key belongs to anybody is for the caller to find out.
 * @throws SshsigError
 */
export const verify = (armored: string, message: Uint8Array): PublicKey => {
  const { publicKey, namespace, hash, signature } = parse(armored)
  if (namespace !== NAMESPACE) {
    throw fail(
      "wrong-namespace",
      `the signature wasn't made for "${NAMESPACE}": sign with \`ssh-keygen -Y sign -n ${NAMESPACE}\``,
    )
  }
  if (!verifier(publicKey.raw)(signedData(message, namespace, hash), signature)) {
    throw fail(
      "not-signed-by-key",
      `the key ${publicKey.fingerprint} hasn't signed this message: sign exactly the bytes that are sent`,
    )
  }
  return publicKey
}

/** Somebody who can sign with a key that we never see. */
export type Signer = Readonly<{
  publicKey: PublicKey
  /** The raw Ed25519 signature of the data, 64 bytes. */
  sign: (data: Uint8Array) => Promise<Uint8Array>
}>

/** An armored signature of the message in our namespace, verified before it is handed out. @throws SshsigError */
export const sign = async (message: Uint8Array, { publicKey, sign }: Signer): Promise<string> => {
  const signature = await sign(signedData(message))
  const armored = armor({ publicKey, namespace: NAMESPACE, hash: "sha256", signature })
  verify(armored, message)
  return armored
}

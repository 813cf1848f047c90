import { generateKeyPairSync, randomBytes } from "node:crypto"
import { KEY_TYPE, blobOf, formatPublicKey, publicKeyOfBlob } from "../adapters/identity/public-keys.ts"
import { string, uint32 } from "../adapters/identity/wire.ts"

/** What `ssh-keygen -t ed25519 -N ""` makes: the text of id_ed25519, and the line of id_ed25519.pub. */
export interface SshKey {
  readonly privateKey: string
  readonly line: string
}

/** PROTOCOL.key of OpenSSH: the block size of the cipher "none", to which the private part is padded. */
const BLOCK = 8

/** The last 32 bytes of an Ed25519 key's DER are the key itself, of either half (RFC 8410 §4 and §7). */
const KEY_BYTES = 32

/** A fresh SSH key, also where no OpenSSH is installed. */
export const newSshKey = (comment: string): SshKey => {
  const pair = generateKeyPairSync("ed25519")
  const raw = pair.publicKey.export({ type: "spki", format: "der" }).subarray(-KEY_BYTES)
  const seed = pair.privateKey.export({ type: "pkcs8", format: "der" }).subarray(-KEY_BYTES)
  const blob = blobOf({ raw })
  const check = randomBytes(4)
  const secret = [check, check, string(KEY_TYPE), string(raw), string(Buffer.concat([seed, raw])), string(comment)]
  const length = secret.reduce((sum, { length }) => sum + length, 0)
  const padding = Uint8Array.from({ length: (BLOCK - (length % BLOCK)) % BLOCK }, (_, index) => index + 1)
  const none = string("none")
  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    none,
    none,
    string(""),
    uint32(1),
    string(blob),
    string(Buffer.concat([...secret, padding])),
  ])
  const lines = file.toString("base64").match(/.{1,70}/g) ?? []
  return {
    privateKey: ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n"),
    line: formatPublicKey(publicKeyOfBlob(blob, comment)),
  }
}

/** Signs with a person's own SSH key, out of a file or in the agent. The private key stays where it is. */
import { type FileHandle, open } from "node:fs/promises"
import { Data } from "effect"
import ssh2 from "ssh2"
import { blobOf, type PublicKey, PublicKeyError, publicKeyOfBlob } from "./public-keys.ts"
import type { Signer } from "./sshsig.ts"
import { fromBase64, reader } from "./wire.ts"

/** Why a key can't sign. The message says what to do, and holds neither key nor passphrase. */
export class SshKeyError extends Data.TaggedError("SshKeyError")<{
  readonly reason:
    | "no-file"
    | "readable-by-others"
    | "malformed"
    | "wrong-type"
    | "unsupported-cipher"
    | "wrong-passphrase"
    | "no-agent"
    | "not-in-agent"
    | "agent-refused"
  readonly message: string
}> {}

const fail = (reason: SshKeyError["reason"], message: string) => new SshKeyError({ reason, message })

const MAX_FILE = 65_536
const GROUP_AND_OTHERS = 0o077
/** The ciphers of key files that ssh2 decrypts; ssh-keygen takes aes256-ctr unless told otherwise. */
const CIPHER = /^(none|aes(128|192|256)-(ctr|cbc)|aes(128|256)-gcm@openssh\.com)$/

/** Reads the file unless others may: as ssh does, a file of another owner (root's, mounted) isn't ours to judge. */
const readPrivate = async (file: FileHandle, path: string) => {
  const { mode, uid, size } = await file.stat()
  if (uid === process.getuid?.() && (mode & GROUP_AND_OTHERS) !== 0) {
    throw fail(
      "readable-by-others",
      `others may read ${path}, so it counts as no longer private: run \`chmod 600 ${path}\``,
    )
  }
  if (size > MAX_FILE) throw fail("malformed", `${path} is too large for a private key`)
  return file.readFile("utf8")
}

/** The clear part of an OpenSSH private key (PROTOCOL.key §1): whose it is, and whether a passphrase protects it. */
const envelope = (pem: string, path: string) => {
  const malformed = fail(
    "malformed",
    `${path} isn't an OpenSSH private key: name a file that \`ssh-keygen -t ed25519\` has written (without .pub)`,
  )
  const body = /^-----BEGIN OPENSSH PRIVATE KEY-----\n([\s\S]+)\n-----END OPENSSH PRIVATE KEY-----\s*$/.exec(
    pem.replaceAll("\r\n", "\n"),
  )?.[1]
  const fields = reader(fromBase64(body?.replaceAll("\n", "") ?? "") ?? new Uint8Array())
  const magic = fields.bytes(15)
  const cipher = fields.text()
  const kdf = fields.string()
  const kdfOptions = fields.string()
  const keys = fields.uint32()
  const blob = fields.string()
  if (
    magic === undefined ||
    Buffer.from(magic).toString("latin1") !== "openssh-key-v1\0" ||
    cipher === undefined ||
    kdf === undefined ||
    kdfOptions === undefined ||
    keys !== 1 ||
    blob === undefined
  ) {
    throw malformed
  }
  if (!CIPHER.test(cipher)) {
    throw fail(
      "unsupported-cipher",
      `${path} is encrypted with a cipher that isn't read here: run \`ssh-keygen -p -Z aes256-ctr -f ${path}\``,
    )
  }
  try {
    return { publicKey: publicKeyOfBlob(blob), isEncrypted: cipher !== "none" }
  } catch (error) {
    if (!(error instanceof PublicKeyError)) throw error
    throw error.reason === "malformed" ? malformed : fail("wrong-type", `${path}: ${error.message}`)
  }
}

export type KeyFile = Readonly<{
  path: string
  /** Asked once, and only where the file is encrypted. Whoever wants three tries calls three times. */
  askPassphrase: (path: string) => Promise<string>
}>

/** A signer with an OpenSSH private key file. Its key type is checked before anybody is asked for a passphrase. @throws SshKeyError */
export const fileSigner = async ({ path, askPassphrase }: KeyFile): Promise<Signer> => {
  const file = await open(path, "r").catch(() => {
    throw fail("no-file", `${path} can't be opened: name a private key file that exists and that you may read`)
  })
  const pem = await readPrivate(file, path).finally(() => file.close())
  const { publicKey, isEncrypted } = envelope(pem, path)
  const key: unknown = ssh2.utils.parseKey(pem, isEncrypted ? await askPassphrase(path) : undefined)
  // ssh2 returns its errors. Past the envelope the only thing that a sound encrypted file can lack is the right passphrase.
  if (!isPrivateKey(key)) {
    throw isEncrypted
      ? fail("wrong-passphrase", `this passphrase doesn't open ${path}: try again`)
      : fail("malformed", `the private part of ${path} can't be read: restore the file, or make a new key`)
  }
  return {
    publicKey,
    sign: async (data) => {
      const signature: unknown = key.sign(Buffer.from(data))
      if (signature instanceof Uint8Array) return Promise.resolve(signature)
      throw fail("malformed", `the private part of ${path} can't sign: make a new key with \`ssh-keygen -t ed25519\``)
    },
  }
}

type PrivateKey = Readonly<{ sign: (data: Buffer) => unknown }>
const isPrivateKey = (key: unknown): key is PrivateKey =>
  typeof key === "object" && key !== null && !(key instanceof Error) && "sign" in key && typeof key.sign === "function"

const agentAt = (socket: string | undefined) => {
  if (socket === undefined || socket === "") {
    throw fail(
      "no-agent",
      "no ssh-agent is known (SSH_AUTH_SOCK isn't set): start one with `eval $(ssh-agent)`, or name a key file",
    )
  }
  return ssh2.createAgent(socket)
}

/** What the agent lists, Ed25519 keys alone. */
const listed = (key: unknown): PublicKey[] => {
  const parsed = typeof key === "string" || Buffer.isBuffer(key) ? ssh2.utils.parseKey(key) : key
  if (typeof parsed !== "object" || parsed === null || !("getPublicSSH" in parsed)) return []
  const { getPublicSSH } = parsed
  const blob: unknown = typeof getPublicSSH === "function" ? Reflect.apply(getPublicSSH, parsed, []) : undefined
  const comment = "comment" in parsed && typeof parsed.comment === "string" ? parsed.comment : ""
  try {
    return blob instanceof Uint8Array ? [publicKeyOfBlob(blob, comment)] : []
  } catch (error) {
    if (error instanceof PublicKeyError) return []
    throw error
  }
}

/** The Ed25519 keys that the agent at this socket (SSH_AUTH_SOCK) holds. @throws SshKeyError */
export const agentKeys = async (socket: string | undefined): Promise<readonly PublicKey[]> => {
  const agent = agentAt(socket)
  return new Promise((resolve, reject) => {
    agent.getIdentities((error, keys) => {
      if (error) reject(fail("no-agent", "no ssh-agent answers at SSH_AUTH_SOCK: start one with `eval $(ssh-agent)`"))
      else resolve((keys ?? []).flatMap(listed))
    })
  })
}

/** A signer with a key that the agent holds. @throws SshKeyError */
export const agentSigner = async (socket: string | undefined, { fingerprint }: PublicKey): Promise<Signer> => {
  const agent = agentAt(socket)
  const publicKey = (await agentKeys(socket)).find((key) => key.fingerprint === fingerprint)
  if (publicKey === undefined) {
    throw fail("not-in-agent", `the ssh-agent doesn't hold the key ${fingerprint}: add it with \`ssh-add\``)
  }
  return {
    publicKey,
    sign: (data) =>
      new Promise((resolve, reject) => {
        agent.sign(Buffer.from(blobOf(publicKey)), Buffer.from(data), (error, signature) => {
          if (error || signature === undefined) {
            reject(
              fail(
                "agent-refused",
                `the ssh-agent didn't sign with ${fingerprint}: unlock it, or confirm when it asks`,
              ),
            )
          } else resolve(signature)
        })
      }),
  }
}

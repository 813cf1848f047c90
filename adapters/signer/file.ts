import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto"
import type { KeyObject } from "node:crypto"
import { readFileSync } from "node:fs"
import { Data, Effect, Layer } from "effect"
import { type KeyId, keyIdOf } from "../../kernel/ledger/ed25519.ts"
import { SignFailedError, Signer } from "../../kernel/ledger/signer.ts"
import { errorCode } from "../error-code.ts"
import { PrivateFileError, createPrivateFile, refuseOthers, withPrivateFile } from "../private-file.ts"

/** The key file can't be made or used. The message says what to do, and nothing of what the file holds. */
export class KeyFileError extends Data.TaggedError("KeyFileError")<{
  readonly path: string
  readonly message: string
}> {}

/** What others may know of a key. */
export interface PublicPart {
  readonly keyId: KeyId
  /** 32 bytes. */
  readonly publicKey: Uint8Array
}

const publicPart = (key: KeyObject): PublicPart => {
  // RFC 8410 §4: the last 32 bytes of the SPKI are the key.
  const publicKey = Uint8Array.from(createPublicKey(key).export({ type: "spki", format: "der" }).subarray(-32))
  return { keyId: keyIdOf(publicKey), publicKey }
}

const refuse = (path: string) => (error: unknown) =>
  new KeyFileError({
    path,
    message: error instanceof Error ? error.message : `${path} can't be used as a key file`,
  })
const refuseMissing = (path: string) => (error: unknown) =>
  errorCode(error) === "ENOENT"
    ? new KeyFileError({ path, message: `there is no key at ${path}: make it with \`interlock keys init\`` })
    : refuse(path)(error)

/** Makes a new Ed25519 key as a PKCS#8 PEM file of mode 0600. A file that is there already stays as it is. */
export const createKey = (path: string): Effect.Effect<PublicPart, KeyFileError> =>
  Effect.try({
    try: () => {
      const { privateKey } = generateKeyPairSync("ed25519")
      const isNew = createPrivateFile(path, privateKey.export({ type: "pkcs8", format: "pem" }).toString())
      if (!isNew)
        throw new PrivateFileError(
          `${path} is there already, and a key is never overwritten: use it, or name another file`,
        )
      return publicPart(privateKey)
    },
    catch: refuse(path),
  })

/** OpenSSL's own words about a key are left out, and of the file nothing is told. */
const parseKey = (path: string, pem: string): KeyObject => {
  const advice = `${path} is not an unencrypted Ed25519 key in PKCS#8 PEM: make one with \`openssl genpkey -algorithm ed25519\``
  try {
    const key = createPrivateKey({ key: pem, format: "pem" })
    if (key.asymmetricKeyType === "ed25519") return key
  } catch {
    throw new PrivateFileError(advice)
  }
  throw new PrivateFileError(advice)
}

/** So few are signed on this thread, where they are sooner ready than on another one. */
const FEW = 4

const signingWith = (key: KeyObject, failed: () => SignFailedError): Pick<Signer["Service"], "sign" | "signAll"> => {
  const signed = (message: Uint8Array) => new Uint8Array(sign(null, message, key))
  /** Side by side, on the thread pool. */
  const beside = (messages: readonly Uint8Array[]) =>
    Effect.callback<readonly Uint8Array[], SignFailedError>((resume) => {
      const signatures: Uint8Array[] = []
      let missing = messages.length
      for (const [index, message] of messages.entries())
        sign(null, message, key, (error, signature) => {
          if (error !== null) {
            resume(failed())
            return
          }
          signatures[index] = new Uint8Array(signature)
          missing -= 1
          if (missing === 0) resume(Effect.succeed(signatures))
        })
    })
  return {
    sign: (message) => Effect.try({ try: () => signed(message), catch: failed }),
    signAll: (messages) =>
      messages.length <= FEW ? Effect.try({ try: () => messages.map(signed), catch: failed }) : beside(messages),
  }
}

/** Signs with the key of a PKCS#8 PEM file that only its owner can read. */
export const fileSigner = (path: string): Layer.Layer<Signer, KeyFileError> =>
  Layer.effect(
    Signer,
    Effect.try({
      try: () => {
        const key = parseKey(
          path,
          withPrivateFile(path, (descriptor) => readFileSync(descriptor, "utf8")),
        )
        refuseOthers(path)
        return Signer.of({
          ...publicPart(key),
          ...signingWith(key, () => new SignFailedError({ message: `the key of ${path} could not sign` })),
        })
      },
      catch: refuseMissing(path),
    }),
  )

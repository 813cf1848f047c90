import { readFileSync } from "node:fs"
import { isDeepStrictEqual } from "node:util"
import { Effect } from "effect"
import { TenantId } from "../../kernel/actors.ts"
import type { Head } from "../../kernel/ledger/chain.ts"
import type { Keys } from "../../kernel/ledger/ed25519.ts"
import { Signer } from "../../kernel/ledger/signer.ts"
import type { Config, TrustedKey } from "../config/config.ts"
import { errorCode } from "../error-code.ts"
import { ownershipProblem } from "../ownership.ts"
import { KeyFileError } from "../signer/file.ts"
import { HandoverError, readHandover } from "../signer/handover.ts"
import { type FormerKey, keysFrom } from "../signer/trusted.ts"
import { readPublicKey } from "./public-key.ts"

const readFormer = (path: string): Uint8Array => {
  const shared = ownershipProblem(path)
  // Whoever can change it says whose records are believed.
  if (shared !== null) throw new KeyFileError({ path, message: shared })
  try {
    return readPublicKey(readFileSync(path, "utf8"))
  } catch {
    throw new KeyFileError({
      path,
      message: `${path} under signer.trusted can't be read as an Ed25519 public key: name the PEM or JWK of the former key's public half`,
    })
  }
}

/** The handover of a former key, which says of it what the config says. @throws KeyFileError */
const readHandedOver = (path: string, { publicKey, until }: FormerKey) => {
  const refuse = (message: string) => new KeyFileError({ path, message })
  const shared = ownershipProblem(path)
  if (shared !== null) throw refuse(shared)
  const { former, next, handover } = (() => {
    try {
      return readHandover(readFileSync(path, "utf8"))
    } catch (error) {
      const why =
        error instanceof HandoverError ? error.message : `it can't be read (${errorCode(error) ?? "unknown failure"})`
      throw refuse(`${path} under signer.trusted is named as a handover, and ${why}`)
    }
  })()
  const heads = new Map(Object.entries(handover.heads).map(([tenant, head]) => [TenantId.parse(tenant), head] as const))
  const sizes = new Map([...heads].map(([tenant, { size }]) => [tenant, size] as const))
  const numbered = new Map([...until].filter(([, size]) => size > 0))
  if (!sameBytes(former, publicKey)) throw refuse(`${path} is the handover of another key than the publicKey beside it`)
  if (!isDeepStrictEqual(sizes, numbered))
    throw refuse(
      `${path} says that its key signed ${JSON.stringify(Object.fromEntries(sizes))} records, and signer.trusted says ${JSON.stringify(Object.fromEntries(numbered))}: write what it says into until, or remove handover, if the loss of what it handed over was accepted`,
    )
  return { next, heads }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b)

const formerKey = ({ publicKey, from, until }: TrustedKey): FormerKey => ({
  publicKey: readFormer(publicKey),
  from,
  until,
})

/** The keys that signed a config's logs before the one in use. @throws KeyFileError */
export const formerKeys = ({ signer }: Pick<Config, "signer">): readonly FormerKey[] => signer.trusted.map(formerKey)

/** The same, and of those that have handed their logs on: to which key, and where each log ended then. @throws KeyFileError */
const trustedKeys = ({ signer }: Pick<Config, "signer">) => {
  const former = signer.trusted.map((trusted) => ({ key: formerKey(trusted), path: trusted.handover }))
  const handedOver = former.flatMap(({ key, path }) => (path === null ? [] : [{ path, ...readHandedOver(path, key) }]))
  return { keys: former.map(({ key }) => key), handedOver }
}

/** Where each log ended when a key handed it on, as both keys have signed. @throws KeyFileError */
export const handoverHeads = (config: Pick<Config, "signer">): ReadonlyMap<TenantId, readonly Head[]> => {
  const seen = new Map<TenantId, readonly Head[]>()
  for (const { heads } of trustedKeys(config).handedOver)
    for (const [tenant, head] of heads) seen.set(tenant, [...(seen.get(tenant) ?? []), head])
  return seen
}

/** Whoever takes a log over is the key in use, or has handed it on since. */
const refuseStrangers = ({ keys, handedOver }: ReturnType<typeof trustedKeys>, current: Uint8Array): void => {
  const own = [current, ...keys.map(({ publicKey }) => publicKey)]
  for (const { path, next } of handedOver)
    if (!own.some((key) => sameBytes(key, next)))
      throw new KeyFileError({
        path,
        message: `${path} hands the log to a key that is neither signer.key nor among signer.trusted: name the key that it was handed to`,
      })
}

/** The keys that a config's logs may be signed with: the one in use, and those before it. */
export const logKeys = (config: Pick<Config, "signer">): Effect.Effect<Keys, KeyFileError, Signer> =>
  Effect.flatMap(Signer, ({ publicKey }) =>
    Effect.try({
      try: () => {
        const trusted = trustedKeys(config)
        refuseStrangers(trusted, publicKey)
        return keysFrom([publicKey], trusted.keys)
      },
      catch: (error) =>
        error instanceof KeyFileError
          ? error
          : new KeyFileError({ path: config.signer.key, message: "the former keys can't be used" }),
    }),
  )

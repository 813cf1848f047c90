import { existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, isAbsolute, relative, resolve } from "node:path"
import { Effect } from "effect"
import type { TenantId } from "../../../kernel/actors.ts"
import { Digest } from "../../../kernel/digest.ts"
import type { Head } from "../../../kernel/ledger/chain.ts"
import { Signer } from "../../../kernel/ledger/signer.ts"
import { type Config, parseConfig, readConfig } from "../../config/config.ts"
import { audit } from "../../library/audit.ts"
import { handoverHeads } from "../../library/log-keys.ts"
import { publicKeyOf } from "../../library/public-key.ts"
import { errorCode } from "../../error-code.ts"
import { createPrivateFile, syncFile } from "../../private-file.ts"
import { createKey, fileSigner } from "../../signer/file.ts"
import { handoverText } from "../../signer/handover.ts"
import { headsPathOf, readHeads } from "../../store/heads-file.ts"
import { readOnlyLog } from "../../store/read-only.ts"
import { handOver } from "../../store/sqlite.ts"
import { CommandError, EXIT } from "../exit.ts"
import { keysIn, logPathIn } from "../log-of.ts"
import { type Replacement, prepareReplacement } from "../replace-file.ts"
import { seenOnce, together } from "../seen.ts"
import { say, sayJson, warn } from "../terminal.ts"
import { addToList, replaceScalar } from "../yaml-edit.ts"

interface Options {
  readonly config: string
  readonly json?: boolean
}

type Heads = ReadonlyMap<TenantId, Head>

/** How often a log may have gone on while it was verified, before somebody has to stop the service first. */
const ATTEMPTS = 5

/** Where each log ends, every record verified first. @throws CommandError where one doesn't */
const headsOf = async (path: string, config: Config): Promise<Heads> => {
  const { heads } = readHeads(headsPathOf(config.signer.key))
  const seen = together(handoverHeads(config), seenOnce(heads))
  const keys = await keysIn(config)
  const { tenants } = await Effect.runPromise(
    Effect.flatMap(readOnlyLog(path), (log) => audit(log, { path, keys, required: [], only: null, seen })).pipe(
      Effect.scoped,
    ),
  )
  return new Map(
    tenants.map((found) => {
      if (found.ok) return [found.tenant, { size: found.records, hash: Digest.parse(found.head) }] as const
      throw new CommandError(EXIT.refused, `${found.message}: no key is handed over on a log that doesn't verify`)
    }),
  )
}

/** A path as the config file has it: from its folder, where it lies there and that folder is no other by a link. */
const written = (path: string, config: string): string => {
  if (lstatSync(config).isSymbolicLink()) return path
  const from = relative(dirname(resolve(config)), path)
  return from.startsWith("..") || isAbsolute(from) ? path : from
}

const filesOf = (former: string, next: string) => ({
  next,
  nextHeads: headsPathOf(next),
  nextPublic: `${next}.pub.pem`,
  publicKey: `${former}.pub.pem`,
  handover: `${former}.handover.json`,
})
type Files = ReturnType<typeof filesOf>

const refuseExisting = (former: string, { next, nextHeads, handover }: Files): void => {
  for (const path of [next, nextHeads])
    if (existsSync(path))
      throw new CommandError(EXIT.usage, `${path} is there already, and nothing is overwritten: name another file`)
  if (existsSync(handover)) throw beingReplaced(former, handover)
}

const beingReplaced = (former: string, handover: string) =>
  new CommandError(
    EXIT.usage,
    `${handover} is there already: somebody else replaces ${former} just now, or it was left by a rotation that did not end, and then remove it`,
  )

/** The public half of a key beside it, where it isn't there since the key was made. @returns the file, if it was made now */
const publicHalf = (path: string, { publicKey }: Signer["Service"]): readonly string[] => {
  const { pem } = publicKeyOf(publicKey)
  if (createPrivateFile(path, pem)) return [path]
  if (readFileSync(path, "utf8") === pem) return []
  throw new CommandError(EXIT.usage, `${path} is there already, and says another key: remove it, or keep it elsewhere`)
}

/** Written anew each time, by whoever made it. */
const rewrite = (path: string, content: string | Uint8Array): void => {
  writeFileSync(path, content, { mode: 0o600 })
  syncFile(path)
}

/** How many records the former key has signed, by tenant. */
const sizesIn = (heads: Heads): Readonly<Record<string, number>> =>
  Object.fromEntries([...heads].map(([tenant, { size }]) => [tenant, size]))

/** The config file as it will be, written beside it. */
const configAfter = (config: string, files: Files, heads: Heads): Replacement => {
  const until = sizesIn(heads)
  const trusted = { publicKey: written(files.publicKey, config), until, handover: written(files.handover, config) }
  const named = replaceScalar(readFileSync(config, "utf8"), ["signer", "key"], written(files.next, config))
  const edited = addToList(named, ["signer", "trusted"], trusted)
  parseConfig(edited, config)
  return prepareReplacement(config, edited)
}

/**
 * Makes everything that can fail before anything changes for a gate that runs, and then hands the log over: in one transaction, if
 * it still ends where both keys have signed that it does.
 */
const rotated = async (config: Config, name: string, path: string, files: Files, made: string[]) => {
  const { next, nextHeads, nextPublic, publicKey, handover } = files
  const signerOf = (key: string) => Effect.runPromise(Signer.pipe(Effect.provide(fileSigner(key))))
  const former = config.signer.key
  const old = await signerOf(former)
  // Made first, and by one alone: of two rotations of a key the second ends here.
  if (!createPrivateFile(handover, "")) throw beingReplaced(former, handover)
  made.push(handover)
  await Effect.runPromise(createKey(next))
  made.push(next)
  const young = await signerOf(next)
  made.push(...publicHalf(publicKey, old), ...publicHalf(nextPublic, young))
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const heads = await headsOf(path, config)
    rewrite(handover, await Effect.runPromise(handoverText({ at: new Date().toISOString(), heads }, [old, young])))
    if (existsSync(headsPathOf(former))) {
      made.push(nextHeads)
      rewrite(nextHeads, readFileSync(headsPathOf(former)))
    }
    const replacement = configAfter(name, files, heads)
    try {
      if (await Effect.runPromise(handOver(path, heads, young.keyId))) return { old, young, heads, replacement }
    } catch (error) {
      replacement.drop()
      throw error
    }
    replacement.drop()
  }
  throw new CommandError(EXIT.unavailable, "the log goes on faster than it can be verified: stop the service first")
}

/**
 * `interlock keys rotate NEW`: another key of the gate's own, which signs from here on. Both keys sign where each log ends, and the
 * log and the config file then know the new one: from the moment at which the log does, nobody appends with the former key.
 */
export const rotate = async (file: string, { config: name, json }: Options): Promise<void> => {
  const config = readConfig(name)
  const path = logPathIn(config, name)
  const files = filesOf(config.signer.key, resolve(file))
  if (!existsSync(path))
    throw new CommandError(EXIT.usage, `there is no log at ${path}: nothing has to be handed over, name another key`)
  const { next } = files
  refuseExisting(config.signer.key, files)
  const made: string[] = []
  const { old, young, heads, replacement } = await rotated(config, name, path, files, made).catch((error: unknown) => {
    for (const left of made) rmSync(left, { force: true })
    throw error
  })
  try {
    replacement.put()
  } catch (error) {
    throw new CommandError(
      EXIT.usage,
      `the log was handed over to ${next}, and ${name} can't be replaced (${errorCode(error) ?? "unknown failure"}): move ${replacement.path} there, and then start the service again`,
    )
  }
  const until = sizesIn(heads)
  const { nextPublic, publicKey, handover } = files
  if (json === true) {
    const former = { keyId: old.keyId, publicKey, until }
    sayJson({ key: next, keyId: young.keyId, publicKey: nextPublic, former, handover })
    return
  }
  say(`${name} names ${next} (key id ${young.keyId}), which signs from now on; its public half is ${nextPublic}`)
  for (const [tenant, size] of Object.entries(until))
    say(`${tenant}: the former key (${old.keyId}) signed ${size} records`)
  say(`both keys have signed that: ${handover}`)
  warn(
    `start the service again: one that runs decides nothing any more. Give executors the new public key, keep ${publicKey} as long as the log, and destroy ${config.signer.key} once the service has started`,
  )
}

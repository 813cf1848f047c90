import { copyFileSync, existsSync, readFileSync } from "node:fs"
import { dirname, isAbsolute, relative, resolve } from "node:path"
import { Effect } from "effect"
import type { TenantId } from "../../../kernel/actors.ts"
import { Digest } from "../../../kernel/digest.ts"
import { LedgerStore } from "../../../kernel/ledger/store.ts"
import { Signer } from "../../../kernel/ledger/signer.ts"
import { type Config, parseConfig, readConfig } from "../../config/config.ts"
import { digestOf } from "../../digest.ts"
import { audit } from "../../library/audit.ts"
import { handoverHeads } from "../../library/log-keys.ts"
import { publicKeyOf } from "../../library/public-key.ts"
import { createPrivateFile } from "../../private-file.ts"
import { createKey, fileSigner } from "../../signer/file.ts"
import { handoverText } from "../../signer/handover.ts"
import { headsPathOf, readHeads } from "../../store/heads-file.ts"
import { readOnlyLog } from "../../store/read-only.ts"
import { sqliteStore } from "../../store/sqlite.ts"
import { CommandError, EXIT } from "../exit.ts"
import { keysIn, logPathIn } from "../log-of.ts"
import { together } from "../seen.ts"
import { say, sayJson, warn } from "../terminal.ts"
import { addToList, replaceScalar } from "../yaml-edit.ts"
import { replaceFile } from "./keys.ts"

interface Options {
  readonly config: string
  readonly json?: boolean
}

/** A gate that runs decides nothing from now on, until it is started again: what it signed would have the former key. */
const stopDeciding = (path: string, { policies }: Config): Promise<void> => {
  const rotating = digestOf(new TextEncoder().encode("the gate's key is being replaced"))
  const deployed = new Map([...policies.keys()].map((tenant) => [tenant, rotating] as const))
  return Effect.runPromise(
    Effect.flatMap(LedgerStore, (store) => store.announce).pipe(Effect.provide(sqliteStore(path, deployed))),
  )
}

/** Where each log ends, every record verified first. @throws CommandError where one doesn't */
const headsOf = async (path: string, config: Config) => {
  const { heads } = readHeads(headsPathOf(config.signer.key))
  const seen = together(handoverHeads(config), new Map([...heads].map(([tenant, head]) => [tenant, [head]] as const)))
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

/** A path as the config file has it: from its folder, where it lies there. */
const written = (path: string, config: string): string => {
  const from = relative(dirname(resolve(config)), path)
  return from.startsWith("..") || isAbsolute(from) ? path : from
}

const refuseExisting = (...paths: readonly string[]): void => {
  const there = paths.find((path) => existsSync(path))
  if (there !== undefined)
    throw new CommandError(EXIT.usage, `${there} is there already, and nothing is overwritten: name another file`)
}

/**
 * `interlock keys rotate NEW`: another key of the gate's own, which signs from here on. Both keys sign where each log ends, the
 * former one is trusted up to there, and the config file names the new one last of all: until then nothing has changed but that a
 * service which runs decides nothing any more.
 */
export const rotate = async (file: string, { config: name, json }: Options): Promise<void> => {
  const config = readConfig(name)
  const path = logPathIn(config, name)
  const former = config.signer.key
  const [next, publicKey, handover] = [resolve(file), `${former}.pub.pem`, `${former}.handover.json`]
  if (!existsSync(path))
    throw new CommandError(EXIT.usage, `there is no log at ${path}: nothing has to be handed over, name another key`)
  refuseExisting(next, headsPathOf(next), publicKey, handover)
  await headsOf(path, config)
  await stopDeciding(path, config)
  const heads = await headsOf(path, config)
  await Effect.runPromise(createKey(next))
  const [old, young] = await Effect.runPromise(
    Effect.all([former, next].map((key) => Signer.pipe(Effect.provide(fileSigner(key))))),
  )
  if (old === undefined || young === undefined) return
  const said = { at: new Date().toISOString(), heads }
  createPrivateFile(handover, await Effect.runPromise(handoverText(said, [old, young])))
  createPrivateFile(publicKey, publicKeyOf(old.publicKey).pem)
  if (existsSync(headsPathOf(former))) copyFileSync(headsPathOf(former), headsPathOf(next))
  const until = Object.fromEntries([...heads].map(([tenant, { size }]): [TenantId, number] => [tenant, size]))
  const trusted = { publicKey: written(publicKey, name), until, handover: written(handover, name) }
  const text = replaceScalar(readFileSync(name, "utf8"), ["signer", "key"], written(next, name))
  const edited = addToList(text, ["signer", "trusted"], trusted)
  parseConfig(edited, name)
  replaceFile(name, edited)
  if (json === true) {
    sayJson({ key: next, keyId: young.keyId, former: { keyId: old.keyId, publicKey, until }, handover })
    return
  }
  say(`${name} names ${next} (key id ${young.keyId}), which signs from now on`)
  for (const [tenant, size] of Object.entries(until))
    say(`${tenant}: the former key (${old.keyId}) signed ${size} records`)
  say(`both keys have signed that: ${handover}`)
  warn(
    `start the service again: one that runs decides nothing any more. Give executors the new public key, keep ${publicKey} as long as the log, and destroy ${former} once the service has started`,
  )
}

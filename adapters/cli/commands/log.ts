import { resolve } from "node:path"
import { Effect } from "effect"
import { TenantId } from "../../../kernel/actors.ts"
import { keysOf } from "../../../kernel/ledger/ed25519.ts"
import { readConfig } from "../../config/config.ts"
import { type Found, audit } from "../../library/audit.ts"
import { handoverHeads } from "../../library/log-keys.ts"
import { verifier } from "../../signer/verifier.ts"
import { type Loss, NO_HEADS, gone, hasHeads, headsPathOf, readHeads } from "../../store/heads-file.ts"
import { readOnlyLog } from "../../store/read-only.ts"
import { argument } from "../argument.ts"
import { EXIT } from "../exit.ts"
import { progressOn } from "../progress.ts"
import { keysIn, logPathIn } from "../log-of.ts"
import { type Seen, seenIn, seenOnce, together } from "../seen.ts"
import { paint, say, sayJson, warn } from "../terminal.ts"
import { verifyingKey } from "../verifying-keys.ts"

interface Options {
  readonly config: string
  readonly tenant?: string
  readonly json?: boolean
  readonly seen: readonly string[]
  readonly publicKey: readonly string[]
}

const NOBODY: Seen = new Map()

/** What is verified, with what and against what. A copy that is verified with public keys needs no config file. */
const asked = async (file: string | undefined, { config: name, publicKey }: Options) => {
  const given = publicKey.map(verifyingKey)
  // Whoever names keys says that each may have signed any record: from where to where, the config file knows.
  const named = given.length > 0 ? keysOf(given, verifier) : null
  if (file !== undefined && named !== null)
    return { path: resolve(file), keys: named, configured: [], heads: NO_HEADS, missing: null, handed: NOBODY }
  const config = readConfig(name)
  const second = headsPathOf(config.signer.key)
  return {
    path: file === undefined ? logPathIn(config, name) : resolve(file),
    keys: named ?? (await keysIn(config)),
    configured: [...config.policies.keys()],
    // A copy is older by right. Read before the log is, which may go on meanwhile.
    heads: file === undefined ? readHeads(second) : NO_HEADS,
    missing: file === undefined && !hasHeads(second) ? gone(second).message : null,
    handed: file === undefined ? handoverHeads(config) : NOBODY,
  }
}

/** What somebody accepted once, for whoever reads the log later. */
const toldOf = ({ at, tenant, seen, left }: Loss): string =>
  `at ${at} a loss was accepted: ${tenant} had ${seen === null ? "nobody knows how many" : seen.size} records, and ${left?.size ?? 0} were left`

const lineOf = (one: Found): string =>
  one.ok
    ? `${paint("green", "verifies")}  ${one.tenant}: ${one.records} records, head ${one.head}`
    : `${paint("red", "broken")}    ${one.message}`

/** What a verification leaves open, in sentences for whoever reads it. */
const remarks = (path: string, found: readonly Found[], writeAheadLog: boolean): readonly string[] => [
  ...(found.some((one) => one.ok && one.seen === null)
    ? ["no head from outside was given, so a log whose end was cut off would verify too: give --seen SIZE:HASH"]
    : []),
  writeAheadLog
    ? `${path}-wal was read with it: a copy of the file without it lacks what was appended last`
    : `no ${path}-wal stands beside it: in a copy that was made while the service ran, what was appended last is missing`,
]

const BROKEN = "stop the service, keep the file as it is, and restore the newest backup that verifies"

/** What a file that holds no log is, for whoever reads JSON: the same shape. */
const NOTHING = { writeAheadLog: false, tenants: [] } as const

/** `interlock log verify`: every record of every tenant, from the first, and every payload; nothing is written anywhere. */
export const verify = async (file: string | undefined, options: Options): Promise<void> => {
  const only = options.tenant === undefined ? null : argument(TenantId, options.tenant, "name a tenant of the log")
  const { path, keys, configured, heads, missing, handed } = await asked(file, options)
  const [one, another] = configured
  const given = seenIn(options.seen, only ?? (another === undefined ? (one ?? null) : null))
  const seen = together(given, handed, seenOnce(heads.heads))
  const { accepted } = heads
  const progress = progressOn()
  const { ok, problem, tenants, writeAheadLog } = await Effect.runPromise(
    Effect.gen(function* () {
      const log = yield* readOnlyLog(path)
      const audited = yield* audit(log, { path, keys, required: configured, only, seen, progress: progress.at })
      const problem = audited.tenants.length > 0 ? null : `${path} holds no record: nothing was verified`
      return { ...audited, problem, writeAheadLog: log.writeAheadLog }
    }).pipe(
      Effect.scoped,
      Effect.ensuring(Effect.sync(progress.done)),
      Effect.catchTag("LogUnreadableError", ({ message }) =>
        Effect.succeed({ ok: false, problem: message, ...NOTHING }),
      ),
    ),
  )
  if (!ok) process.exitCode = EXIT.refused
  if (options.json === true) {
    sayJson({ ok, file: path, problem, writeAheadLog, tenants, accepted })
    return
  }
  for (const found of tenants) say(lineOf(found))
  for (const loss of accepted) warn(paint("yellow", toldOf(loss)))
  if (missing !== null && tenants.length > 0) warn(paint("yellow", missing))
  if (problem !== null) warn(`interlock: ${problem}`)
  else for (const remark of remarks(path, tenants, writeAheadLog)) warn(paint("dim", remark))
  if (!ok) warn(BROKEN)
}

import { existsSync } from "node:fs"
import { Effect } from "effect"
import { TenantId } from "../../../kernel/actors.ts"
import { keysOf } from "../../../kernel/ledger/ed25519.ts"
import { Signer } from "../../../kernel/ledger/signer.ts"
import { LedgerStore } from "../../../kernel/ledger/store.ts"
import { readConfig } from "../../config/config.ts"
import { verifyLog } from "../../library/verify-log.ts"
import { fileSigner } from "../../signer/file.ts"
import { verifier } from "../../signer/verifier.ts"
import { sqliteStore } from "../../store/sqlite.ts"
import { argument } from "../argument.ts"
import { CommandError, EXIT } from "../exit.ts"
import { paint, say, sayJson } from "../terminal.ts"

interface Options {
  readonly config: string
  readonly tenant?: string
  readonly json?: boolean
}

/** What was found of one tenant's log: where it ends, or the first record that is wrong. */
type Found =
  | { readonly tenant: string; readonly ok: true; readonly records: number; readonly head: string }
  | {
      readonly tenant: string
      readonly ok: false
      readonly record: number
      readonly problem: string
      readonly message: string
    }

interface Asked {
  readonly path: string
  /** Those of the config file: that one of them has no log is told too. */
  readonly configured: readonly TenantId[]
  readonly wanted: TenantId | null
}

const check = Effect.fn(function* ({ path, configured, wanted }: Asked) {
  const { tenants } = yield* LedgerStore
  const { publicKey } = yield* Signer
  const keys = keysOf([publicKey], verifier)
  const kept = yield* tenants
  // Of no logs at all every one verifies.
  if (kept.length === 0)
    return yield* Effect.fail(new CommandError(EXIT.usage, `${path} holds no record: there is nothing to verify`))
  if (wanted !== null && !kept.includes(wanted))
    return yield* Effect.fail(
      new CommandError(EXIT.usage, `there is no log of ${wanted}: there is one of ${kept.join(", ")}`),
    )
  return yield* Effect.forEach(wanted === null ? new Set([...configured, ...kept]) : [wanted], (tenant) =>
    Effect.map(verifyLog(tenant, keys), (found): Found =>
      found.ok
        ? { tenant, ok: true, records: found.head.size, head: found.head.hash }
        : { tenant, ok: false, record: found.seq, problem: found.problem, message: found.message },
    ),
  )
})

const lineOf = (one: Found): string => {
  if (!one.ok) return `${paint("red", "broken")}    ${one.message}`
  if (one.records === 0) return `${paint("yellow", "empty")}     ${one.tenant}: no record yet`
  return `${paint("green", "verifies")}  ${one.tenant}: ${one.records} records, head ${one.head}`
}

/** `interlock log verify`: every record of every tenant, from the first: bytes, hash, signature, order, link, time. */
export const verify = async ({ config, tenant, json }: Options): Promise<void> => {
  const { store, signer, policies } = readConfig(config)
  if (store.kind === "memory")
    throw new CommandError(EXIT.usage, `${config} keeps its log in memory: there is no file to verify`)
  // Opening a store makes its file, and an empty log would verify.
  if (!existsSync(store.path))
    throw new CommandError(EXIT.usage, `there is no log at ${store.path} yet: \`interlock serve\` makes it`)
  const wanted = tenant === undefined ? null : argument(TenantId, tenant, "name a tenant of the config file")
  const found = await Effect.runPromise(
    check({ path: store.path, configured: [...policies.keys()], wanted }).pipe(
      Effect.provide(sqliteStore(store.path)),
      Effect.provide(fileSigner(signer.key)),
    ),
  )
  const ok = found.every((one) => one.ok)
  if (!ok) process.exitCode = EXIT.refused
  if (json === true) sayJson({ ok, tenants: found })
  else for (const one of found) say(lineOf(one))
}

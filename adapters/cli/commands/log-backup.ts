import { rmSync } from "node:fs"
import { resolve } from "node:path"
import { Effect } from "effect"
import { readConfig } from "../../config/config.ts"
import { audit } from "../../library/audit.ts"
import { createPrivateFile, syncFile } from "../../private-file.ts"
import { headsPathOf, readHeads } from "../../store/heads-file.ts"
import { readOnlyLog } from "../../store/read-only.ts"
import { CommandError, EXIT } from "../exit.ts"
import { keysIn, logPathIn } from "../log-of.ts"
import { seenOnce } from "../seen.ts"
import { say, sayJson, warn } from "../terminal.ts"

interface Options {
  readonly config: string
  readonly json?: boolean
}

/**
 * `interlock log backup FILE`: all logs as of one moment, while the service runs or not. The copy is verified before it is
 * called one, against the heads that were seen before it was made; one that isn't good is removed.
 */
export const backup = async (file: string, { config: name, json }: Options): Promise<void> => {
  const config = readConfig(name)
  const path = logPathIn(config, name)
  const copy = resolve(file)
  const keys = await keysIn(config)
  const { heads } = readHeads(headsPathOf(config.signer.key))
  if (!createPrivateFile(copy, ""))
    throw new CommandError(EXIT.usage, `${copy} is there already, and no backup is overwritten: name another file`)
  const made = Effect.gen(function* () {
    yield* Effect.scoped(Effect.flatMap(readOnlyLog(path), ({ copyTo }) => copyTo(copy)))
    syncFile(copy)
    const log = yield* readOnlyLog(copy)
    const seen = seenOnce(heads)
    return yield* audit(log, { path: copy, keys, required: [], only: null, seen })
  }).pipe(Effect.scoped)
  try {
    const { ok, tenants } = await Effect.runPromise(made)
    const lines = tenants.flatMap((one) => (one.ok ? [`${one.tenant}=${one.records}:${one.head}`] : []))
    for (const one of tenants) if (!one.ok) warn(one.message)
    if (!ok)
      throw new CommandError(
        EXIT.refused,
        `no backup was made, since ${path} doesn't verify: run \`interlock log verify\``,
      )
    if (json === true) sayJson({ file: copy, tenants })
    else for (const line of lines) say(line)
  } catch (error) {
    rmSync(copy, { force: true })
    throw error
  }
}

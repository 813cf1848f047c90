import { Effect } from "effect"
import { readConfig } from "../../config/config.ts"
import { type Lost, acceptLoss, lostOf } from "../../library/accept-loss.ts"
import { audit } from "../../library/audit.ts"
import { HeadsFileError, NO_HEADS, hasHeads, headsPathOf, readHeads } from "../../store/heads-file.ts"
import { readOnlyLog } from "../../store/read-only.ts"
import { CommandError, EXIT } from "../exit.ts"
import { confirm, paint, say, sayJson, warn } from "../terminal.ts"
import { keysIn, logPathIn } from "../log-of.ts"

interface Options {
  readonly config: string
  readonly yes?: boolean
  readonly json?: boolean
}

/** What was seen; null where the file of it is damaged or gone, so that nobody knows. */
const seenIn = (path: string) => {
  try {
    return hasHeads(path) ? readHeads(path) : null
  } catch (error) {
    if (error instanceof HeadsFileError) return null
    throw error
  }
}

/** What the lost records said, nobody knows any more: neither the gate nor an executor, to whom the next permit is a new one. */
const FORGOTTEN =
  "what they said is forgotten: an approval or a grant that was used, withdrawn, rejected or revoked in them is good again, so look at `interlock list` and `interlock break-glass list`, and cancel or revoke what is not to run once more"

const lineOf = ({ tenant, seen, left }: Lost): string =>
  seen === null
    ? `${tenant}: nobody knows how many records there were, and ${left?.size ?? 0} are left`
    : `${tenant}: ${seen.size} records were seen, and ${left?.size ?? 0} are left`

/** `interlock log accept-loss`: goes on without what is lost of a log. It is kept beside the key that somebody did. */
export const acceptLossOfLog = async ({ config: name, yes, json }: Options): Promise<void> => {
  const config = readConfig(name)
  const path = logPathIn(config, name)
  const file = headsPathOf(config.signer.key)
  const seen = seenIn(file)
  const keys = await keysIn(config)
  const { tenants, lost } = await Effect.runPromise(
    Effect.gen(function* () {
      const log = yield* readOnlyLog(path)
      const { tenants } = yield* audit(log, { path, keys, required: [], only: null, seen: new Map() })
      return { tenants, lost: yield* lostOf(log.store, seen) }
    }).pipe(Effect.scoped),
  )
  const broken = tenants.find(({ ok }) => !ok)
  if (broken?.ok === false)
    throw new CommandError(
      EXIT.refused,
      `${broken.message}. What is left has to verify: restore the newest backup first`,
    )
  for (const each of lost) warn(paint("red", lineOf(each)))
  if (lost.length > 0) {
    warn(paint("red", FORGOTTEN))
    if (yes !== true && !(await confirm("Go on without what is lost?")))
      throw new CommandError(EXIT.refused, "nothing was accepted")
    await acceptLoss(file, seen ?? NO_HEADS, lost, new Date())
  }
  const early = lost.flatMap(({ tenant, left }) =>
    config.signer.trusted
      .filter(({ until }) => (until.get(tenant) ?? 0) > (left?.size ?? 0))
      .map(({ publicKey }) => ({ tenant, publicKey, until: left?.size ?? 0 })),
  )
  // What the former key signed is in part lost with it, and what both keys signed of that is true no more.
  for (const { tenant, publicKey, until } of early)
    warn(
      `under signer.trusted of ${name}, at ${publicKey}, write ${until} for ${tenant} into until, and remove handover: what that key handed over is lost in part`,
    )
  if (json === true) sayJson({ accepted: lost, until: early })
  else if (lost.length === 0) say("nothing is lost: each log goes on from where it was seen to end")
  else say(`accepted, and kept in ${file}: \`interlock log verify\` tells it from now on`)
}

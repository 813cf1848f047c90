import { TenantId } from "../../../kernel/actors.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { digestOf } from "../../digest.ts"
import { type Ended, apply } from "../../executor/apply.ts"
import { withPrivateCopy } from "../../executor/private-copy.ts"
import { RenderingError, render } from "../../executor/render.ts"
import { readSavedPlan } from "../../executor/saved-plan.ts"
import { type Signals, withSignals } from "../../executor/signals.ts"
import { PermitError, readPermitFor, verifyPermit } from "../../library/permit.ts"
import { isSpentOnDisk, spentOnDisk } from "../../library/spent.ts"
import { refuseOthers } from "../../private-file.ts"
import { argument } from "../argument.ts"
import { CommandError, EXIT } from "../exit.ts"
import { permitText } from "../permit-text.ts"
import { plain, say, sayJson, warn } from "../terminal.ts"
import { verifyingKey } from "../verifying-keys.ts"

interface Options {
  readonly publicKey: string
  readonly tenant: string
  readonly tool: string
  readonly spent: string
  readonly permitFile?: string
  readonly terraform: string
  readonly json?: boolean
}

/** What this executor knows by itself. Whoever could exchange the key, or take marks away, would decide what runs. */
const knownOf = ({ publicKey, tenant, tool, spent }: Options) => {
  const key = verifyingKey(publicKey)
  if (!publicKey.trimStart().startsWith("{")) refuseOthers(publicKey)
  const spend = spentOnDisk(spent)
  refuseOthers(spent)
  return {
    publicKey: key,
    tenant: argument(TenantId, tenant, "name a tenant of the gate"),
    tool: argument(ToolName, tool, "name one of the policy's tools"),
    spend,
  }
}

/** What a program says, as far as it is safe to show. */
const pass = (said: string): void => {
  const lines = said.trimEnd()
  if (lines !== "") warn(lines.split(/\r?\n/).map(plain))
}

const rendering = async (program: string, copy: string, signals: Signals): Promise<Uint8Array> => {
  try {
    const { bytes, said } = await render(program, copy, signals)
    pass(said)
    return bytes
  } catch (error) {
    if (error instanceof RenderingError) pass(error.said)
    throw error
  }
}

/** What to do where a permit is another call's, in the words of plans. */
const advice = {
  artifact: (digest: string) =>
    `the permit is not for this saved plan (sha256:${digest}): nothing ran. Ask the gate with \`--artifact\` and this very file`,
  payload: (digest: string, program: string) =>
    `${program} renders this plan as other bytes (sha256:${digest}) than those that were approved: nothing ran, and the permit is not spent. ` +
    `Where another version or other providers rendered it, ask for what this one prints: \`${program} show -json PLAN > plan.json\``,
} as const

const advised = async <T>(verifying: Promise<T>, told: Partial<Record<PermitError["reason"], string>>): Promise<T> => {
  try {
    return await verifying
  } catch (error) {
    const message = error instanceof PermitError ? told[error.reason] : undefined
    throw message === undefined ? error : new CommandError(EXIT.refused, message)
  }
}

const howItEnded = ({ status, signal }: Ended): string => {
  if (signal !== null) return `was ended by ${signal}`
  return status === null ? "could not be started" : `ended with ${status}`
}

/**
 * `interlock run terraform PLAN`: applies a saved plan that the permit is for, once. Until the permit is held against the file's
 * own digest nothing is started, since rendering a plan runs its providers.
 */
export const runTerraform = async (file: string, options: Options): Promise<void> => {
  const { terraform: program, json = false } = options
  if (program === "")
    throw new CommandError(EXIT.usage, "--terraform names no program: write terraform, tofu or a path")
  const { spend, ...known } = knownOf(options)
  const presented = await permitText(options.permitFile, "--permit-file")
  const plan = readSavedPlan(file)
  const artifact = digestOf(plan)
  const told = { artifact: advice.artifact(artifact) }
  const claimed = await advised(readPermitFor(presented, { ...known, artifact, now: Date.now() }), told)
  if (isSpentOnDisk(options.spent, claimed.jti)) throw new PermitError({ reason: "spent" })
  const { permit, ended } = await withSignals((signals) =>
    withPrivateCopy(options.spent, plan, async (copy) => {
      const payload = await rendering(program, copy, signals)
      const spendUnlessInterrupted = (jti: string): boolean => {
        if (signals.came())
          throw new CommandError(EXIT.refused, "interrupted: nothing ran, and the permit is not spent")
        return spend(jti)
      }
      const permit = await advised(
        verifyPermit(presented, { ...known, payload, artifact, now: Date.now(), spend: spendUnlessInterrupted }),
        { ...told, payload: advice.payload(digestOf(payload), plain(program)) },
      )
      return { permit, ended: await apply(program, copy, signals, { quiet: json }) }
    }),
  )
  if (json) sayJson({ ...permit, ...ended })
  if (ended.status === 0) {
    if (!json) say(`applied ${plain(file)} (sha256:${artifact}) under the permit ${permit.jti}, which is spent`)
    return
  }
  throw new CommandError(
    EXIT.failed,
    `${plain(program)} apply ${howItEnded(ended)}: the permit ${permit.jti} is spent, so look at what was done, plan anew and ask again`,
  )
}

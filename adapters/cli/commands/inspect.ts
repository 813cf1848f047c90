import { readFileSync } from "node:fs"
import { summarise } from "../../../kernel/effects.ts"
import { inspectTerraform } from "../../effects/terraform.ts"
import { CommandError, EXIT } from "../exit.ts"
import { renderEffects } from "../render.ts"
import { say, sayJson } from "../terminal.ts"

/**
 * `interlock inspect terraform FILE`: what a plan would do, without a gate. Where not everything is known, the status says
 * what a gate would: people look at it first.
 */
export const inspect = (file: string, { json }: { readonly json?: boolean }): void => {
  const effects = inspectTerraform(readPlan(file))
  if (json === true) sayJson(summarise(effects))
  else say(renderEffects(effects))
  if (!effects.resolved) process.exitCode = EXIT.waiting
}

const readPlan = (file: string): Uint8Array => {
  try {
    return readFileSync(file)
  } catch {
    throw new CommandError(
      EXIT.usage,
      `${file} can't be read: name a file with the output of \`terraform show -json PLAN\``,
    )
  }
}

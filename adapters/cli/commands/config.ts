import { type Config, configSchemaJson, readConfig } from "../../config/config.ts"
import { missingFiles, refuseSharedFiles } from "../../config/files.ts"
import { handoverHeads } from "../../library/log-keys.ts"
import { paint, say, sayJson, warn } from "../terminal.ts"

/** `interlock config check`: everything that is wrong in a config file, and what is likely not meant, with line and column. */
export const check = (file: string, { json }: { readonly json?: boolean }): void => {
  const config = readConfig(file)
  const { policies, warnings } = config
  refuseSharedFiles(config)
  const missing = missingFiles(config)
  // What they say is held against each other as it is at a start.
  if (missing.length === 0) handoverHeads(config)
  const tenants = [...policies.keys()]
  if (json === true) {
    sayJson({ ok: true, tenants, warnings, missing })
    return
  }
  say(`${file} is valid: ${tenants.join(", ")}`)
  warnOf(file, config)
  for (const path of missing)
    warn(paint("yellow", `warning: ${path} isn't there, and the gate doesn't open without it`))
}

/** What is likely not meant, a line each, on standard error. */
export const warnOf = (file: string, { warnings }: Pick<Config, "warnings">): void => {
  for (const { line, column, message } of warnings)
    warn(paint("yellow", `warning: ${file}:${line}:${column}: ${message}`))
}

/** `interlock config schema`: the file's format as JSON Schema, for editors. */
export const schema = (): void => {
  sayJson(configSchemaJson())
}

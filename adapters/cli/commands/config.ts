import { configSchemaJson, readConfig } from "../../config/config.ts"
import { refuseOthers } from "../../private-file.ts"
import { say, sayJson } from "../terminal.ts"

/** `interlock config check`: everything that is wrong in a config file, with line and column. */
export const check = (file: string, { json }: { readonly json?: boolean }): void => {
  const { policies, signer, store } = readConfig(file)
  for (const path of [signer.key, ...(store.kind === "sqlite" ? [store.path] : [])]) refuseOthers(path)
  const tenants = [...policies.keys()]
  if (json === true) sayJson({ ok: true, tenants })
  else say(`${file} is valid: ${tenants.join(", ")}`)
}

/** `interlock config schema`: the file's format as JSON Schema, for editors. */
export const schema = (): void => {
  sayJson(configSchemaJson())
}

import { serve as serveHttp, untilStopped } from "../../http/serve.ts"
import { readConfig } from "../../config/config.ts"
import { say, sayJson } from "../terminal.ts"
import { warnOf } from "./config.ts"

/** `interlock serve`: the HTTP service, until SIGTERM or SIGINT. The line that says where comes once it answers. */
export const serve = async ({ config, json }: { readonly config: string; readonly json?: boolean }): Promise<void> => {
  const settled = readConfig(config)
  warnOf(config, settled)
  const service = await serveHttp(settled)
  if (json === true) sayJson({ url: service.url })
  else say(`interlock serves ${service.url} (OpenAPI at ${service.url}/openapi.json)`)
  await untilStopped(service)
}

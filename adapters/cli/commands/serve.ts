import { serve as serveHttp, untilStopped } from "../../http/serve.ts"
import { say, sayJson } from "../terminal.ts"

/** `interlock serve`: the HTTP service, until SIGTERM or SIGINT. The line that says where comes once it answers. */
export const serve = async ({ config, json }: { readonly config: string; readonly json?: boolean }): Promise<void> => {
  const service = await serveHttp(config)
  if (json === true) sayJson({ url: service.url })
  else say(`interlock serves ${service.url} (OpenAPI at ${service.url}/openapi.json)`)
  await untilStopped(service)
}

/** `node service.ts <config>`: the service, until it is ended; sends where it listens. */
import { serve } from "../../../adapters/http/serve.ts"

const { url } = await serve(process.argv[2] ?? "")
process.send?.(url)

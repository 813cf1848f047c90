import { endWithReader } from "../streams.ts"
import { run } from "./run.ts"

endWithReader()
await run(process.argv.slice(2))

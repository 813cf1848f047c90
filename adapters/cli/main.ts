import { run } from "./run.ts"

// Who reads a part of the output and goes, such as head, has what they wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error
  process.exit()
})

await run(process.argv.slice(2))

import { ToolchainError } from "./errors.ts"
import { verifyToolchain } from "./known-answers.ts"
import type { Row } from "./known-answers.ts"
import { ensureToolchain } from "./toolchain.ts"

/** `node verification/tlc/verify-toolchain.ts [--json]`: a row a known answer; exit status 1 when one no longer stands. */
async function main(json: boolean): Promise<number> {
  const toolchain = await ensureToolchain()
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  const rows = await verifyToolchain(toolchain, (row) => {
    if (!json) say(line(row))
  })
  const fallen = rows.filter(({ ok }) => !ok).length
  const ok = fallen === 0
  if (json) say(JSON.stringify({ ok, jar: toolchain.sha256, java: toolchain.release, rows }, null, 2))
  else
    say(
      `${ok ? "ok" : "FAILED"}: ${rows.length - fallen} of ${rows.length} known answers stand (TLC ${toolchain.sha256.slice(0, 12)}, Java ${toolchain.release})`,
    )
  return ok ? 0 : 1
}

function line({ ok, name, shows, expected, found }: Row): string {
  return `${ok ? "ok    " : "FAILED"} ${name.padEnd(24)} ${(ok ? found : `${found}, expected ${expected}`).padEnd(28)} ${shows}`
}

try {
  process.exitCode = await main(process.argv.includes("--json"))
} catch (error) {
  if (!(error instanceof ToolchainError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

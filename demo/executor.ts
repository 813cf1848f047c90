/**
 * The smallest executor: `node demo/executor.ts FOLDER TENANT TOOL PLAN`, with a permit on standard input. It knows the gate
 * by the key in FOLDER, asks nobody over the network, and runs nothing that it holds no fresh permit for.
 * "Running" is a line in FOLDER/applied.txt, where `terraform apply` would stand: it holds no saved plan against what was read,
 * which `interlock run terraform` does.
 */
import { appendFileSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { PermitError, spentOnDisk, verifyPermit } from "../adapters/library/index.ts"

const [folder = "", tenant = "", tool = "", plan = ""] = process.argv.slice(2)
const payload = readFileSync(plan)
const presented = readFileSync(0, "utf8").trim()

const answer = (outcome: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify(outcome)}\n`)
}

try {
  const permit = await verifyPermit(presented, {
    publicKey: readFileSync(join(folder, "gate.pem"), "utf8"),
    tenant,
    tool,
    payload,
    artifact: null,
    now: Date.now(),
    spend: spentOnDisk(join(folder, "spent")),
  })
  appendFileSync(join(folder, "applied.txt"), `${permit.plan}\n`)
  answer({ ran: true, permit: permit.jti })
} catch (error) {
  if (!(error instanceof PermitError)) throw error
  answer({ ran: false, reason: error.reason, message: error.message })
  process.exitCode = 1
}

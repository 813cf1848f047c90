import { Command, Option } from "commander"
import { domainNames, domains } from "../domains.ts"
import { withoutSecrets } from "../secrets.ts"
import { version } from "../version.ts"
import { ask } from "./commands/calls.ts"
import { check, schema } from "./commands/config.ts"
import { confirm } from "./commands/clock.ts"
import { inspect } from "./commands/inspect.ts"
import { add, agentKey, init } from "./commands/keys.ts"
import { rotate } from "./commands/keys-rotate.ts"
import { verify } from "./commands/log.ts"
import { acceptLossOfLog } from "./commands/log-accept-loss.ts"
import { backup } from "./commands/log-backup.ts"
import { runTerraform } from "./commands/run-terraform.ts"
import { serve } from "./commands/serve.ts"
import { status } from "./commands/status.ts"
import { sweep } from "./commands/sweep.ts"
import { EXIT } from "./exit.ts"
import { PLAN_FILES, YES, examples, several, withCall, withConfig, withJson, withKey, withServer } from "./options.ts"
import { say, warn } from "./terminal.ts"

const exits = `
Exit codes:
  ${EXIT.ok}  done, or allowed
  ${EXIT.refused}  denied or refused by the gate, or a check found something wrong
  ${EXIT.usage}  the call is wrong: arguments, configuration, files, keys
  ${EXIT.unavailable}  the service could not be reached, or could not record
  ${EXIT.waiting}  ask: people are asked first; inspect: not everything is known
  ${EXIT.failed}  run: what was allowed ran, and failed
  ${EXIT.defect} a defect of this program`

const calls = (program: Command): void => {
  withCall(program.command("ask <file>").description("may this call happen? FILE holds its arguments, byte for byte"))
    .addHelpText(
      "after",
      `${PLAN_FILES}
${examples(
  "terraform show -json plan.tfplan > plan.json",
  "interlock ask --tool terraform.apply --artifact plan.tfplan plan.json",
  "interlock ask --session session_0123456789abcdef01234567 --agent-key deployer.key.pem --effects read --tool tickets.search query.json",
)}`,
    )
    .option("--grant <id>", "the grant of emergency access under which the call is made")
    .action(ask)
}

const runs = (program: Command): void => {
  const executors = program.command("run").description("run what was allowed, where the credentials are, once")
  withJson(
    executors
      .command("terraform <plan>")
      .description("apply the saved plan that a permit is for, after rendering it again and comparing"),
  )
    .requiredOption("--public-key <file>", "the gate's public key: a PEM or JWK file that only you can change")
    .requiredOption("--tenant <tenant>", "for whom this executor works")
    .requiredOption("--tool <name>", "the tool that it is")
    .addOption(
      new Option("--spent <folder>", "where it is kept which permits are spent: one that lasts, for all executors")
        .env("INTERLOCK_SPENT")
        .makeOptionMandatory(),
    )
    .option("--permit-file <file>", "a file with the permit, mode 0600, or - (instead of env: INTERLOCK_PERMIT)")
    .option("--terraform <path>", "the program: terraform, tofu, or a path", "terraform")
    .addHelpText(
      "after",
      `
Runs \`show -json\` and \`apply\` on a private copy of PLAN. The permit has to be for exactly that file (\`ask --artifact\`) and for
exactly what this program renders of it. It is spent before \`apply\` begins.

Exit codes:
  ${EXIT.ok}  applied
  ${EXIT.refused}  refused, interrupted or not rendered: \`apply\` was not run, and the permit is not spent
  ${EXIT.usage}  the call is wrong: arguments, files, key, no permit
  ${EXIT.failed}  \`apply\` ran and failed, with the status that is told; the permit is spent
${examples(
  "INTERLOCK_PERMIT=$(interlock consume --tool terraform.apply --artifact plan.tfplan req_… plan.json) \\\n    interlock run terraform --public-key gate.pem --tenant acme --tool terraform.apply --spent /var/lib/executor/spent plan.tfplan",
)}`,
    )
    .action(runTerraform)
}

const tools = (program: Command): void => {
  const inspectors = program.command("inspect").description("what a call would do, without a gate")
  withJson(
    inspectors.command("terraform <file>").description("reads the output of `terraform show -json PLAN`"),
  ).action(inspect)

  const keys = program.command("keys").description("the gate's own key, people's SSH keys, agents' own keys, API keys")
  withConfig(keys.command("init").description("make the gate's own key, where the config file says")).action(init)
  withConfig(
    keys
      .command("add <actor>")
      .description("add a new API key, or with --ssh a person's public key, to the config file; its comments stay"),
  )
    .option("--ssh <file>", "the person's id_ed25519.pub")
    .addOption(new Option("--for <person>", "the person for whom the holder of the API key acts").conflicts("ssh"))
    .option("--tenant <tenant>", "where several tenants have an actor of this id")
    .addHelpText("after", examples("interlock keys add bob --ssh bob.pub", "interlock keys add deployer"))
    .action(add)

  withConfig(
    keys
      .command("agent <agent>")
      .description("make the key by which credentials are an agent's own; the config file gets its public half"),
  )
    .requiredOption("--out <file>", "where the private key goes, which stays with the agent")
    .option("--tenant <tenant>", "where several tenants have an agent of this id")
    .addHelpText("after", examples("interlock keys agent deployer --out deployer.key.pem"))
    .action(agentKey)

  withConfig(
    keys
      .command("rotate <new>")
      .description(
        "replace the gate's own key: NEW is made, both keys sign where each log ends, the config file names NEW",
      ),
  )
    .addHelpText(
      "after",
      `
Every record is verified first. A service that runs decides nothing from then on: start it again when this is done. Beside the
former key its public half (.pub.pem) and the handover (.handover.json, a JWS that both keys have signed) are written.
${examples("interlock keys rotate server-2027.key")}`,
    )
    .action(rotate)

  const log = program.command("log").description("the log of everything that was decided")
  withConfig(
    log
      .command("verify [file]")
      .description("verify every record, offline and read-only: bytes, hash, signature, order, link, time, payloads"),
  )
    .option("--tenant <tenant>", "only this one's")
    .addOption(several("--seen <head>", "SIZE:HASH, or TENANT=SIZE:HASH, that was seen once: it has to be there still"))
    .addOption(several("--public-key <file>", "the gate's public key, a file or a JWK: no private key is read then"))
    .addHelpText(
      "after",
      `
Without FILE it is the config file's log. With FILE and --public-key no config file is needed.

Exit codes:
  ${EXIT.ok}  every record and payload that was asked for is there, and verifies
  ${EXIT.refused}  something doesn't verify or isn't there: a record, a tenant's log, the file; or nothing was verified
  ${EXIT.usage}  the call is wrong: arguments, configuration, keys
  ${EXIT.unavailable}  the file can't be read just now: locked, out of reach
${examples(
  "interlock log verify --seen 4:5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
  "interlock log verify backup.db --public-key gate.pem --seen acme=4:5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
)}`,
    )
    .action(verify)
  withConfig(
    log
      .command("backup <file>")
      .description(
        "copy all logs as of one moment to FILE, while the service runs or not; verified, TENANT=SIZE:HASH each",
      ),
  )
    .addHelpText(
      "after",
      `
Restore: stop the service, put the copy in the log's place, remove the -wal and -shm beside it. What the copy lacks is
given up by \`interlock log accept-loss\`, without which the service doesn't start on an older log.
${examples("interlock log backup /backup/interlock-2026-01-31.db")}`,
    )
    .action(backup)
  withConfig(
    log
      .command("accept-loss")
      .description(
        "go on from a log that ends before where it was seen to end; that somebody did is kept beside the key",
      ),
  )
    .option(...YES)
    .action(acceptLossOfLog)

  const config = program.command("config").description("the config file")
  withConfig(config.command("check [file]").description("everything that is wrong in it, with line and column")).action(
    (file: string | undefined, options: { readonly config: string; readonly json?: boolean }) => {
      check(file ?? options.config, options)
    },
  )
  config.command("schema").description("its format as JSON Schema, for editors").action(schema)
}

/** What commander says ends with a line end. */
const linesIn = (text: string): readonly string[] => text.replace(/\n$/, "").split("\n")
const sayLines = (text: string): void => {
  say(linesIn(text))
}
const warnLines = (text: string): void => {
  warn(linesIn(withoutSecrets(text)))
}

/** Who made a mistake at a command finds it in the help of that very one. */
const pointsToItsHelp = (command: Command, before: readonly string[] = []): void => {
  const name = [...before, command.name()]
  command.showHelpAfterError(`(see ${name.join(" ")} --help)`)
  for (const part of command.commands) pointsToItsHelp(part, name)
}

/** The command line of Interlock. */
export const program = async (): Promise<Command> => {
  const doors = await Promise.all(domainNames.map((domain) => domains[domain].cli()))
  const interlock = new Command("interlock")
    .version(version(), "--version", "which version this is")
    .configureOutput({ writeOut: sayLines, writeErr: warnLines })
    .description("The gate between what an AI agent wants to do and production.")
    .addHelpText(
      "after",
      `${examples(
        "interlock keys init && interlock serve",
        "interlock ask --tool terraform.apply --artifact plan.tfplan plan.json",
        "interlock list --status pending",
        "interlock approve req_0123456789abcdef01234567",
        "interlock log verify",
      )}
${exits}

An API key says who calls: put it into INTERLOCK_API_KEY, or its file into --api-key-file. \`interlock keys add\` makes one.`,
    )
    .exitOverride()
  withConfig(
    interlock.command("serve").description("the HTTP service; SIGTERM or SIGINT ends it when all is answered"),
  ).action(serve)
  withConfig(
    interlock
      .command("sweep")
      .description("end what is overdue, once; the service does it by itself, and nothing waits for it"),
  ).action(sweep)
  withServer(interlock.command("status").description("how your tenant's gate stands, and its warnings")).action(status)
  const clock = interlock.command("clock").description("the clock that the gate decides by")
  withKey(
    clock
      .command("confirm")
      .description("that it is right, as an administrator: the gate goes on by it, also where its log is ahead"),
  )
    .option(...YES)
    .action(confirm)
  calls(interlock)
  for (const { register } of doors) register(interlock)
  runs(interlock)
  tools(interlock)
  pointsToItsHelp(interlock)
  return interlock
}

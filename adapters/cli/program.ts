import { Command, Option } from "commander"
import { statuses } from "../../kernel/approvals/approvals.ts"
import { statuses as grantStatuses } from "../../kernel/break-glass/break-glass.ts"
import * as breakGlass from "./commands/break-glass.ts"
import { ask, consume } from "./commands/calls.ts"
import { check, schema } from "./commands/config.ts"
import { decide } from "./commands/decide.ts"
import { inspect } from "./commands/inspect.ts"
import { add, init } from "./commands/keys.ts"
import { verify } from "./commands/log.ts"
import { delegate, end, list, show } from "./commands/requests.ts"
import { serve } from "./commands/serve.ts"
import { status } from "./commands/status.ts"
import { sweep } from "./commands/sweep.ts"
import { EXIT } from "./exit.ts"

const CONFIG = "interlock.yaml"

const examples = (...lines: readonly string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`

const exits = `
Exit codes:
  ${EXIT.ok}  done, or allowed
  ${EXIT.refused}  denied or refused by the gate, or a check found something wrong
  ${EXIT.usage}  the call is wrong: arguments, configuration, files, keys
  ${EXIT.unavailable}  the service could not be reached, or could not record
  ${EXIT.waiting}  ask: people are asked first
  ${EXIT.defect} a defect of this program`

const withJson = (command: Command): Command => command.option("--json", "JSON on one line, for programs")

const withConfig = (command: Command): Command =>
  withJson(command.addOption(new Option("--config <file>", "the config file").default(CONFIG).env("INTERLOCK_CONFIG")))

const withServer = (command: Command): Command =>
  withJson(
    command
      .addOption(
        new Option("--url <url>", "where the service is").default("http://127.0.0.1:7878").env("INTERLOCK_URL"),
      )
      .option("--api-key-file <file>", "a file with your API key, mode 0600 (instead of env: INTERLOCK_API_KEY)"),
  )

const SEAT = "the seat to speak for, stages counted from 1, such as 1/platform or, as a delegate, 1/platform/bob"

const withIdentity = (command: Command): Command =>
  withServer(
    command.option(
      "--identity <file>",
      "the Ed25519 key to sign with, or FILE.pub for one in ssh-agent (default: ~/.ssh/id_ed25519, or the agent's)",
    ),
  )

const YES = ["--yes", "don't ask, for programs"] as const

const withDecision = (command: Command): Command =>
  withIdentity(command.option("--seat <stage/group[/member]>", SEAT)).option(...YES)

const withCall = (command: Command): Command =>
  withServer(
    command
      .requiredOption("--tool <name>", "the tool that the call is for")
      .option("--artifact <file>", "the file that the executor runs where it is another one, such as a saved plan"),
  )

const approvals = (program: Command): void => {
  withServer(program.command("list").description("the approval requests of your tenant, the latest first"))
    .addOption(new Option("--status <status>", "only those").choices(statuses))
    .action(list)
  withServer(program.command("show <id>").description("one request, and the plan that it is about")).action(show)
  withDecision(program.command("approve <id>").description("read the plan, sign, approve"))
    .addHelpText(
      "after",
      `
The plan that is shown is hashed here, and what you sign names that hash. Your private key stays on this machine.
${examples("interlock approve req_0123456789abcdef01234567", "interlock approve req_… --seat 1/platform/bob   # as bob's delegate")}`,
    )
    .action(decide("approve"))
  withDecision(
    program.command("reject <id>").description("read the plan, sign, reject; one rejection ends the request"),
  ).action(decide("reject"))
  withServer(program.command("delegate <id>").description("lend a seat of yours to somebody else, for one request"))
    .requiredOption("--to <actor>", "who may speak for the seat")
    .option("--seat <stage/group[/member]>", SEAT)
    .action(delegate)
  withServer(program.command("cancel <id>").description("end a request, as its owner or an administrator")).action(
    end("cancel"),
  )
  withServer(program.command("supersede <id>").description("end a request whose plan is amended, as its owner")).action(
    end("supersede"),
  )
}

const each = (written: string, before: readonly string[] = []): readonly string[] => [...before, written]

const emergencies = (program: Command): void => {
  const grants = program
    .command("break-glass")
    .description("emergency access: two people open it, and it ends by itself")
  withIdentity(
    grants
      .command("request")
      .description("ask for it, in person; what you ask for is signed on this machine")
      .requiredOption("--reason <text>", "why, in words that everybody who is passed over reads")
      .requiredOption("--scope <tool=prefix>", "a tool, and what it may touch; may be given several times", each)
      .requiredOption("--for <time>", "how long, such as 30m, from the countersignature on")
      .option("--agent <id>", "the one agent whose calls for you are to count as yours"),
  )
    .addHelpText(
      "after",
      examples(
        'interlock break-glass request --reason "the database is down" --scope terraform.apply=aws_db_instance.main --for 30m',
      ),
    )
    .action(breakGlass.request)
  withIdentity(grants.command("countersign <id>").description("read the terms, sign, let it begin"))
    .option(...YES)
    .addHelpText(
      "after",
      "\nThe terms that are shown are hashed here, and what you sign names that hash. Whoever asks does not countersign.",
    )
    .action(breakGlass.countersign)
  withServer(grants.command("deny <id>").description("say no, as somebody who may countersign")).action(
    breakGlass.end("deny"),
  )
  withServer(
    grants.command("revoke <id>").description("end it before its time, as its holder or as who may countersign"),
  ).action(breakGlass.end("revoke"))
  withServer(grants.command("status [id]").description("one grant with its terms, or all of your tenant's"))
    .addOption(new Option("--status <status>", "only those").choices(grantStatuses))
    .action(breakGlass.status)
}

const calls = (program: Command): void => {
  withCall(program.command("ask <file>").description("may this call happen? FILE holds its arguments, byte for byte"))
    .addHelpText(
      "after",
      examples(
        "terraform show -json plan.out > plan.json",
        "interlock ask --tool terraform.apply --artifact plan.out plan.json",
      ),
    )
    .option("--grant <id>", "the grant of emergency access under which the call is made")
    .action(ask)
  withCall(
    program
      .command("consume <id> <file>")
      .description("use an approval for the very call that was approved: prints the permit"),
  ).action(consume)
}

const tools = (program: Command): void => {
  const inspectors = program.command("inspect").description("what a call would do, without a gate")
  withJson(
    inspectors.command("terraform <file>").description("reads the output of `terraform show -json PLAN`"),
  ).action(inspect)

  const keys = program.command("keys").description("the gate's own key, people's SSH keys, API keys")
  withConfig(keys.command("init").description("make the gate's own key, where the config file says")).action(init)
  withConfig(
    keys
      .command("add <actor>")
      .description("add a new API key, or with --ssh a person's public key, to the config file; its comments stay"),
  )
    .option("--ssh <file>", "the person's id_ed25519.pub")
    .addOption(new Option("--for <person>", "the person for whom the holder of the API key acts").conflicts("ssh"))
    .option("--tenant <tenant>", "where several tenants have an actor of this id")
    .addHelpText("after", examples("interlock keys add bob --ssh bob.pub", "interlock keys add deployer --for alice"))
    .action(add)

  const log = program.command("log").description("the log of everything that was decided")
  withConfig(
    log.command("verify").description("verify every record, offline: bytes, hash, signature, order, link, time"),
  )
    .option("--tenant <tenant>", "only this one's")
    .action(verify)

  const config = program.command("config").description("the config file")
  withJson(config.command("check [file]").description("everything that is wrong in it, with line and column")).action(
    (file: string | undefined, options: { readonly json?: boolean }) => {
      check(file ?? CONFIG, options)
    },
  )
  config.command("schema").description("its format as JSON Schema, for editors").action(schema)
}

/** The command line of Interlock. */
export const program = (): Command => {
  const interlock = new Command("interlock")
    .description("The gate between what an AI agent wants to do and production.")
    .addHelpText(
      "after",
      `${examples(
        "interlock keys init && interlock serve",
        "interlock ask --tool terraform.apply plan.json",
        "interlock list --status pending",
        "interlock approve req_0123456789abcdef01234567",
        "interlock log verify",
      )}
${exits}

An API key says who calls: put it into INTERLOCK_API_KEY, or its file into --api-key-file. \`interlock keys add\` makes one.`,
    )
    .showHelpAfterError("(see interlock --help)")
    .exitOverride()
  withConfig(
    interlock.command("serve").description("the HTTP service; SIGTERM or SIGINT ends it when all is answered"),
  ).action(serve)
  withConfig(
    interlock
      .command("sweep")
      .description("end what is overdue, once; the service does it by itself, and nothing waits for it"),
  ).action(sweep)
  withServer(
    interlock.command("status").description("how your tenant's gate stands, and what to be careful of"),
  ).action(status)
  calls(interlock)
  approvals(interlock)
  emergencies(interlock)
  tools(interlock)
  return interlock
}

import { Command, Option } from "commander"
import { domainNames, domains } from "../domains.ts"
import { ask } from "./commands/calls.ts"
import { check, schema } from "./commands/config.ts"
import { inspect } from "./commands/inspect.ts"
import { add, init } from "./commands/keys.ts"
import { verify } from "./commands/log.ts"
import { serve } from "./commands/serve.ts"
import { status } from "./commands/status.ts"
import { sweep } from "./commands/sweep.ts"
import { EXIT } from "./exit.ts"
import { examples, withCall, withConfig, withJson, withServer } from "./options.ts"

const exits = `
Exit codes:
  ${EXIT.ok}  done, or allowed
  ${EXIT.refused}  denied or refused by the gate, or a check found something wrong
  ${EXIT.usage}  the call is wrong: arguments, configuration, files, keys
  ${EXIT.unavailable}  the service could not be reached, or could not record
  ${EXIT.waiting}  ask: people are asked first; inspect: not everything is known
  ${EXIT.defect} a defect of this program`

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
  withConfig(config.command("check [file]").description("everything that is wrong in it, with line and column")).action(
    (file: string | undefined, options: { readonly config: string; readonly json?: boolean }) => {
      check(file ?? options.config, options)
    },
  )
  config.command("schema").description("its format as JSON Schema, for editors").action(schema)
}

/** The command line of Interlock. */
export const program = async (): Promise<Command> => {
  const doors = await Promise.all(domainNames.map((domain) => domains[domain].cli()))
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
  withServer(interlock.command("status").description("how your tenant's gate stands, and its warnings")).action(status)
  calls(interlock)
  for (const { register } of doors) register(interlock)
  tools(interlock)
  return interlock
}

import { type Command, Option } from "commander"
import { commands } from "../../../kernel/calls/calls.ts"
import { callStatuses } from "../../library/calls/kinds.ts"
import { examples, withKey, withList, withServer } from "../options.ts"
import { cancel, complete, fail, list, redeem, resolve, show } from "./commands.ts"

const withAmounts = (command: Command): Command =>
  withKey(command)
    .option("--spend <amount>", "what it really spent, in the minor unit: its reservation is settled too")
    .option("--affected <count>", "how many things it touched, with --spend")

/** `interlock call …` and `interlock permit …` */
export const register = (program: Command): void => {
  const calls = program.command("call").description("what became of calls: which wait, which run, how each ended")
  withList(calls.command("list").description("the calls of your tenant, the latest first"), callStatuses)
    .addHelpText("after", examples("interlock call list --status outcomeUnknown   # what a person has to look at"))
    .action(list)
  withServer(calls.command("show <id>").description("one call, and everything that happened to it")).action(show)
  withAmounts(calls.command("complete <id>").description("report that a call had its effect, as whoever performed it"))
    .option("--output <file>", "what came out: its digest is kept, and nothing else")
    .addHelpText(
      "after",
      examples(
        "interlock call complete call_0123456789abcdef01234567 --output apply.log",
        "interlock call complete call_0123456789abcdef01234567 --spend 1250 --affected 1",
      ),
    )
    .action(complete)
  withAmounts(calls.command("fail <id>").description("report that a call had no effect, as whoever performed it"))
    .option("--nothing-happened", "that this is known; where it is not, report nothing: a person looks")
    .addHelpText("after", examples("interlock call fail call_0123456789abcdef01234567 --nothing-happened"))
    .action(fail)
  withKey(
    calls
      .command("cancel <id>")
      .description("take a call back before it may start, as whoever called or an administrator"),
  ).action(cancel)
  withKey(
    calls
      .command("resolve <id>")
      .description("say how a call really ended of which nobody reported, as an administrator or operator who looked"),
  )
    .addOption(
      new Option("--outcome <outcome>", "what you found")
        .choices(commands.resolve.shape.outcome.options)
        .makeOptionMandatory(),
    )
    .addHelpText("after", examples("interlock call resolve call_0123456789abcdef01234567 --outcome completed"))
    .action(resolve)

  const permits = program.command("permit").description("what the gate gives whoever executes")
  withKey(
    permits
      .command("redeem [file]")
      .description("say that a call starts, by its permit; accepted once, for whoever is to run it now"),
  )
    .addHelpText(
      "after",
      `
FILE has the permit, mode 0600, or is - for standard input (instead of env: INTERLOCK_PERMIT). Exit code 0 means: run it now.
Without an answer nobody knows whether the call was started: run nothing, and see \`interlock call show\`.
${examples("interlock permit redeem permit.jws && send-mail < mail.json")}`,
    )
    .action(redeem)
}

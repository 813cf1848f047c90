import type { Command } from "commander"
import { numbers } from "../../../kernel/budgets/caps.ts"
import { budgetStatuses, reservationStatuses } from "../../library/budgets/kinds.ts"
import { YES, examples, withIdentity, withKey, withList } from "../options.ts"
import { meanings } from "./caps.ts"
import { narrow, open, report, reservations, show, unfreeze, widen } from "./commands.ts"

const withCaps = (command: Command): Command =>
  numbers
    .reduce((told, name) => told.option(`--${name} <count>`, meanings[name]), command)
    .option("--tools <names>", "the tools that may be called, with commas between")

const withProposal = (command: Command): Command =>
  withIdentity(command)
    .option("--propose <file>", "as the first person: sign it, and write it to this file")
    .option("--proposal <file>", "as the second person: read it, sign it too, and carry it out")
    .option(...YES)

/** `interlock budget …` */
export const register = (program: Command): void => {
  const budgets = program.command("budget").description("how much an agent may do before somebody looks")
  withKey(budgets.command("open <agent>").description("open an agent's budget, as an administrator"))
    .requiredOption("--owner <id>", "the person who answers for the agent, and who neither widens nor thaws")
    .action(open)
  withList(
    budgets.command("show [agent]").description("one budget with its caps and what is used, or all of your tenant's"),
    budgetStatuses,
  ).action(show)
  withList(
    budgets.command("reservations").description("what calls were charged with, one a call"),
    reservationStatuses,
  ).action(reservations)
  withCaps(
    withProposal(budgets.command("widen <agent>").description("give a budget other caps; two administrators sign")),
  )
    .option("--in <time>", "when it comes into force, from the proposal on", "15m")
    .addHelpText(
      "after",
      examples(
        "interlock budget widen deployer --spend 20000 --propose widening.json   # the first, on their machine",
        "interlock budget widen deployer --proposal widening.json                # the second, on theirs",
      ),
    )
    .action(widen)
  withCaps(withKey(budgets.command("narrow <agent>").description("lower a budget's caps at once, as an administrator")))
    .addHelpText("after", examples("interlock budget narrow deployer --spend 0"))
    .action(narrow)
  withProposal(
    budgets.command("unfreeze <agent>").description("let an agent go on after an overrun; two administrators sign"),
  )
    .addHelpText(
      "after",
      examples(
        "interlock budget unfreeze deployer --propose thaw.json",
        "interlock budget unfreeze deployer --proposal thaw.json",
      ),
    )
    .action(unfreeze)
  withKey(
    budgets.command("report <reservation>").description("report what a call really cost, as a service that executes"),
  )
    .requiredOption("--spend <amount>", "what it spent, in the minor unit")
    .requiredOption("--affected <count>", "how many things it touched")
    .action(report)
}

import type { Command } from "commander"
import { statuses } from "../../../kernel/approvals/approvals.ts"
import { PLAN_FILES, YES, examples, withCall, withIdentity, withKey, withList, withServer } from "../options.ts"
import { decide } from "./decide.ts"
import { delegate } from "./delegate.ts"
import { consume, end, list, show } from "./requests.ts"

const SEAT = "the seat to speak for, stages counted from 1, such as 1/platform or, as a delegate, 1/platform/bob"

const withDecision = (command: Command): Command =>
  withIdentity(command.option("--seat <stage/group[/member]>", SEAT)).option(...YES)

/** `interlock list`, `show`, `approve`, `reject`, `delegate`, `withdraw`, `cancel`, `supersede`, `consume`. */
export const register = (program: Command): void => {
  withList(
    program.command("list").description("the approval requests of your tenant, the latest first"),
    statuses,
  ).action(list)
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
  withDecision(
    program
      .command("delegate <id>")
      .description("sign that somebody else may speak for a seat of yours, for one request"),
  )
    .requiredOption("--to <actor>", "who may speak for the seat: one of the policy's delegates")
    .action(delegate)
  withKey(
    program
      .command("withdraw <id>")
      .description("take back an approval of yours that is not used up: the request ends"),
  ).action(end("withdraw"))
  withKey(program.command("cancel <id>").description("end a request, as its owner or an administrator")).action(
    end("cancel"),
  )
  withKey(program.command("supersede <id>").description("end a request whose plan is amended, as its owner")).action(
    end("supersede"),
  )
  withCall(
    program
      .command("consume <id> <file>")
      .description("use an approval for the very call that was approved: prints the permit"),
  )
    .addHelpText(
      "after",
      `${PLAN_FILES}
Where no answer comes, the approval may have been used all the same. The same command with the \`--key\` that is told then, or with one
that you gave it at first, prints the permit that was given, and uses nothing more.
${examples(
  "interlock consume req_0123456789abcdef01234567 --tool terraform.apply --artifact plan.out plan.json",
  "interlock consume req_0123456789abcdef01234567 --tool terraform.apply --key run-7 plan.json",
)}`,
    )
    .action(consume)
}

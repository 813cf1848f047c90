import type { Command } from "commander"
import { statuses } from "../../../kernel/break-glass/break-glass.ts"
import { YES, examples, withIdentity, withKey, withList } from "../options.ts"
import { countersign, end, request, status } from "./commands.ts"

const each = (written: string, before: readonly string[] = []): readonly string[] => [...before, written]

/** `interlock break-glass …` */
export const register = (program: Command): void => {
  const grants = program
    .command("break-glass")
    .description("emergency access: two people open it, and it ends by itself")
  withIdentity(
    grants
      .command("request")
      .description("ask for it, in person; what you ask for is signed on this machine")
      .requiredOption("--reason <text>", "why, in words that everybody whose approval is bypassed reads")
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
    .action(request)
  withIdentity(grants.command("countersign <id>").description("read the terms, sign, let it begin"))
    .option(...YES)
    .addHelpText(
      "after",
      "\nThe terms that are shown are hashed here, and what you sign names that hash. Whoever asks does not countersign.",
    )
    .action(countersign)
  withKey(grants.command("deny <id>").description("say no, as somebody who may countersign")).action(end("deny"))
  withKey(
    grants.command("revoke <id>").description("end it before its time, as its holder or as who may countersign"),
  ).action(end("revoke"))
  withList(
    grants.command("status [id]").description("one grant with its terms, or all of your tenant's"),
    statuses,
  ).action(status)
}

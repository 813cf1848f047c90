import type { Command } from "commander"
import { sessionStatuses, subjectStatuses } from "../../library/sessions/kinds.ts"
import { examples, several, withIdentity, withKey, withList } from "../options.ts"
import { disable, enable, end, enrol, list, open, subjects, touch } from "./commands.ts"

const withScope = (command: Command): Command =>
  withKey(command).addOption(
    several(
      "--scope <tool=effects>",
      "a tool that their agents may call for them, and with which effects; again for more",
    ),
  )

/** `interlock session …` and `interlock subject …` */
export const register = (program: Command): void => {
  const sessions = program
    .command("session")
    .description(
      "the sessions that people open for their agents, and in which alone those call where the config says so",
    )
  withIdentity(
    sessions.command("open <agent>").description("open one, in person; what you ask for is signed on this machine"),
  )
    .addHelpText("after", examples("interlock session open deployer"))
    .action(open)
  withIdentity(sessions.command("touch <id>").description("give a sign of life, or the session is idle some day"))
    .option("--prove", "sign it too, to prove once more that it is you")
    .action(touch)
  withList(
    sessions
      .command("list")
      .description("those that you have opened and not ended; an administrator's are the tenant's"),
    sessionStatuses,
  ).action(list)
  withKey(sessions.command("end [id]").description("end one, as the person whose it is or as an administrator"))
    .option("--all", "every one of your own")
    .action(end)

  const people = program
    .command("subject")
    .description("the people for whom agents may act: the tenant's directory says who they are")
  withScope(people.command("enrol <person>").description("say that a person is in the tenant, as its directory"))
    .addHelpText(
      "after",
      examples("interlock subject enrol alice --scope tickets.search=read --scope terraform.apply=read,write"),
    )
    .action(enrol)
  withKey(
    people
      .command("disable <person>")
      .description("end everything of theirs from the next command on, as the directory"),
  ).action(disable)
  withScope(
    people.command("enable <person>").description("let them begin again, as the directory; nothing of before revives"),
  ).action(enable)
  withList(
    people.command("list").description("who they are, and what their agents may call for them"),
    subjectStatuses,
  ).action(subjects)
}

import { type Command, Option } from "commander"
import { Mode } from "../../../kernel/taint/taint.ts"
import { conversationStatuses, endorsementStatuses } from "../../library/taint/kinds.ts"
import { YES, examples, several, withIdentity, withKey, withList, withServer } from "../options.ts"
import { explain, list, open, show, spawn } from "./conversations.ts"
import { endorse, endorsements, showEndorsement, withdraw } from "./endorse.ts"
import { ingest, read, result, write } from "./values.ts"

const EXAMPLE = "conversation_0123456789abcdef01234567"

const within = (command: Command): Command =>
  command.requiredOption("--conversation <id>", "the conversation that it is of")

const bringing = (command: Command): Command =>
  within(withKey(command)).option("--no-show", "keep it out of the conversation's sight")

const registerConversations = (program: Command): void => {
  const conversations = program
    .command("conversation")
    .description("what is said between a person and those who act for them, and where it comes from")
  withKey(conversations.command("open").description("open one: for yourself, or as a service for a person"))
    .addOption(several("--audience <reader>", "who sees what is said in it, by id or address; again for more"))
    .option("--for <person>", "the person for whom it is, where a service opens it")
    .addOption(
      new Option("--mode <mode>", "whether also the decision to call has to be trusted (the config's)").choices(
        Mode.options,
      ),
    )
    .addHelpText("after", examples("interlock conversation open --for alice --audience alice"))
    .action(open)
  withKey(
    conversations
      .command("spawn <id>")
      .description("open one for another agent, which begins with all that this one has seen"),
  ).action(spawn)
  withServer(conversations.command("show <id>").description("what it has seen, by its label")).action(show)
  withList(conversations.command("list").description("those of your tenant"), conversationStatuses).action(list)
}

const registerValues = (program: Command): void => {
  const values = program.command("value").description("content that comes into a conversation, and leaves it")
  bringing(
    values.command("ingest <file>").description("bring in what stands in FILE (- for standard input), and show it"),
  )
    .requiredOption("--source <name>", "where it comes from, by a name of the config")
    .addOption(
      several(
        "--reader <reader>",
        "who may see it, and vouch for what comes of it; again for more (default: for whom the conversation is, alone)",
      ),
    )
    .option("--anyone", "everybody may see it")
    .addHelpText(
      "after",
      examples(`interlock value ingest --conversation ${EXAMPLE} --source mail --reader alice --reader bob mail.txt`),
    )
    .action(ingest)
  bringing(
    values.command("result <call> <file>").description("bring in what a tool gave back for CALL, and show it"),
  ).action(result)
  bringing(
    values
      .command("read <resource> <file>")
      .description("bring in what stands in a place, with the label it has there"),
  ).action(read)
  within(
    withKey(values.command("write <value> <resource>").description("take note that a value is stored in a place")),
  ).action(write)
}

const registerEndorsements = (program: Command): void => {
  within(
    withIdentity(
      program
        .command("endorse <file>")
        .description("vouch for an argument of the call in FILE, or for making it; what you read is signed here"),
    ),
  )
    .requiredOption("--tool <name>", "the tool that the call is for")
    .requiredOption(
      "--slot <pointer>",
      "the argument, by its JSON pointer, / for a call that is judged as a whole, or control for making it at all",
    )
    .option("--id <id>", "its id, where it is sent once more (default: a new one)")
    .option(...YES)
    .addHelpText(
      "after",
      examples(`interlock endorse --conversation ${EXAMPLE} --tool terraform.apply --slot /resource_changes plan.json`),
    )
    .action(endorse)
  const given = program.command("endorsement").description("who has vouched for what")
  withKey(
    given.command("withdraw <id>").description("take one back that was not used, as whoever gave it or administers"),
  ).action(withdraw)
  withServer(given.command("show <id>").description("what it is of, and where it was used")).action(showEndorsement)
  withList(given.command("list").description("those of your tenant"), endorsementStatuses).action(endorsements)
}

/** `interlock conversation …`, `interlock value …`, `interlock endorse`, `interlock endorsement …`, `interlock label …` */
export const register = (program: Command): void => {
  registerConversations(program)
  registerValues(program)
  registerEndorsements(program)
  const labels = program.command("label").description("why something is taken for what it is")
  within(withServer(labels.command("explain <handle>").description("where a value comes from, back to its sources")))
    .option("--call", "it is a call, and no value")
    .action(explain)
}

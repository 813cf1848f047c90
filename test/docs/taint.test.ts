import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import * as z from "zod"
import { ConversationChangeAnswer, EndorsementChangeAnswer, ValueAnswer } from "../../adapters/http/taint/schemas.ts"
import { served } from "../adapters/cli/served.ts"

const fileAt = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const Example = z.object({
  tenants: z.tuple([z.object({ taint: z.looseObject({}), tools: z.array(z.looseObject({})) })]),
})
const PLAN = fileAt("test/corpus/everyday/log-retention.json")
const SESSION = ["--effects", "read,write,destructive"]

/** The commands of README's block on taint, word for word, without what they are called in. */
const commands = readFileSync(fileAt("README.md"), "utf8")
  .split("\n")
  .filter((line) => /^interlock (?:conversation|value|label|endorse) |^interlock ask .*--conversation/.test(line))
  .map((line) => line.replace(/ #.*/, "").trim().split(/\s+/).slice(1))

/** The people and agents of the demo, under the example's declarations. */
const world = async () => {
  const [{ taint, tools }] = Example.parse(parse(readFileSync(fileAt("interlock.example.yaml"), "utf8"))).tenants
  const at = await served({ more: { taint, tools: tools.map((tool) => ({ ...tool, route: "two-people" })) } })
  const mail = at.written("mail.txt", "Please keep the logs for a year.")
  const ids = new Map<string, string>([
    ["plan.json", PLAN],
    ["mail.txt", mail],
  ])
  /** A word of README's, with what it stands for in this run. Outside a session a call names no effects. */
  const wordsOf = (command: readonly string[]) =>
    command
      .filter((word) => !SESSION.includes(word))
      .map((word) => [...ids].reduce((told, [name, is]) => told.replace(name, is), word))
  return { ...at, ids, wordsOf }
}

describe("what README says of taint", () => {
  it("runs as it stands by the example's declarations: refused, vouched for, and asked of people as ever", async () => {
    const { as, alice, bob, deployer, ids, wordsOf } = await world()
    const [open = [], ingest = [], explain = [], ask = [], argument = [], control = [], again = []] = commands
    expect(commands).toHaveLength(7)

    const opened = ConversationChangeAnswer.parse(JSON.parse((await as(alice, ...wordsOf(open), "--json")).stdout))
    ids.set("conversation_0123456789abcdef01234567", opened.id)
    const brought = ValueAnswer.parse(JSON.parse((await as(alice, ...wordsOf(ingest), "--json")).stdout))
    expect(brought.shown).toBe(true)
    const asked = await as(deployer, ...wordsOf(ask))
    expect([asked.code, asked.stdout]).toEqual([1, expect.stringMatching(/sinkArgumentIsTrusted[^]*controlIsTrusted/)])

    const vouch = ["--identity", bob.identity, "--yes", "--json"]
    const given: string[] = []
    for (const command of [argument, control]) {
      const { code, stdout, stderr } = await as(bob, ...wordsOf(command), ...vouch)
      expect([code, stderr.includes("endorserMayReadIt")]).toEqual([0, false])
      given.push(EndorsementChangeAnswer.parse(JSON.parse(stdout)).id)
    }
    ids.set("endorsement_0123456789abcdef01234567", given[0] ?? "")
    ids.set("endorsement_123456789abcdef012345678", given[1] ?? "")
    const allowed = await as(deployer, ...wordsOf(again))
    expect([allowed.code, allowed.stdout]).toEqual([4, expect.stringContaining("req_")])

    ids.set("0123456789abcdef01234567", brought.value)
    const explained = await as(bob, ...wordsOf(explain))
    expect([explained.code, explained.stdout]).toEqual([0, expect.stringContaining("brought in from mail")])
  })
})

/** The second act: at three in the morning no approver answers, and two people open emergency access that ends by itself. */
import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import * as z from "zod"
import { GrantAnswer, GrantChangeAnswer } from "../adapters/http/break-glass/schemas.ts"
import { LogRecord } from "../kernel/ledger/record.ts"
import { httpAgent } from "./agent.ts"
import { Executed, Refusal, done, parse, refusedBy, succeeded } from "./outcomes.ts"
import { type Ended, execute } from "./processes.ts"
import { expect, paint, quote, type storyteller, tell } from "./story.ts"
import { NIGHT_PLANS, TENANT, TOOL, type Setup } from "./world.ts"

interface Stage {
  readonly world: Setup
  /** The executor's folder. */
  readonly executor: string
  readonly url: string
  readonly counter: { requests: number }
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>
  readonly phase: ReturnType<typeof storyteller>["phase"]
}

/** Long enough for two calls on a slow machine, short enough to see it end. */
const SECONDS = 15
const SCOPE = ["module.instance.aws_instance.example", "aws_lb.example", "null_resource.example"]

export const emergency = async ({ world, executor, url, counter, run, phase }: Stage): Promise<void> => {
  const { alice, bob, olga, deployer, config } = world
  const agent = httpAgent(url, deployer.apiKey, counter)
  const as = (who: typeof alice, ...args: readonly string[]) =>
    run([...args, "--json"], { INTERLOCK_URL: url, INTERLOCK_API_KEY: who.apiKey })
  const changed = (what: string, ended: Ended) => {
    succeeded(what, ended)
    return parse(what, GrantChangeAnswer, ended.stdout)
  }

  const id = await phase("3 am: an agent has to act, and no approver answers", async () => {
    const answer = done("the ask", await agent.ask(readFileSync(NIGHT_PLANS.change)))
    expect("the verdict", answer.verdict, "step_up")
    tell(`  deployer asks for ${TOOL}: ${paint("yellow", answer.verdict)}, and everybody who could approve is asleep`)
    const scope = SCOPE.flatMap((prefix) => ["--scope", `${TOOL}=${prefix}`])
    const reason = "the load balancer is down and nobody of the platform group answers"
    const asked = await as(
      alice,
      ...["break-glass", "request", "--identity", alice.identity, "--reason", reason],
      ...[...scope, "--for", `${SECONDS}s`, "--agent", deployer.id],
    )
    const { id, status } = changed("alice's request", asked)
    tell(
      `  alice signs for ${SECONDS} seconds of emergency access, for herself and her agent: ${paint("yellow", status)}`,
    )
    return id
  })

  const countersign = (who: typeof alice) =>
    as(who, "break-glass", "countersign", id, "--yes", "--identity", who.identity)

  const until = await phase("Two people open it", async () => {
    const own = await countersign(alice)
    const { guards } = parse("alice's countersignature", Refusal, own.stderr)
    refusedBy("alice countersigns what she asked for herself", guards, ["countersignerIsNotHolder"])
    expect("its exit code", own.code, 1)
    const { status } = changed("bob's countersignature", await countersign(bob))
    expect("the grant", status, "active")
    tell(`  bob, woken up, reads the terms and countersigns with his SSH key: ${paint("green", status)}`)
    const shown = await run(["break-glass", "status", id], { INTERLOCK_URL: url, INTERLOCK_API_KEY: bob.apiKey })
    succeeded("interlock break-glass status", shown)
    quote(shown.stdout)
    const again = await as(bob, "break-glass", "status", id)
    return parse("interlock break-glass status", GrantAnswer, again.stdout).grant.expiresAt ?? 0
  })

  await phase("Two calls pass, one does not", async () => {
    for (const [what, file] of [
      ["a change of the instance and a new load balancer", NIGHT_PLANS.change],
      ["a replacement", NIGHT_PLANS.replacement],
    ] as const) {
      const { verdict, permit, grant } = done(what, await agent.askUnder(id, readFileSync(file)))
      expect(what, [verdict, grant, permit === null], ["allow", id, false])
      const ran = await execute([executor, TENANT, TOOL, file], permit ?? "")
      expect(what, parse("the executor", Executed, ran.stdout).ran, true)
      tell(`  deployer, under the grant: ${what}: ${paint("green", "allowed, and the executor runs it")}`)
    }
    const beyond = done("the third call", await agent.askUnder(id, readFileSync(NIGHT_PLANS.beyond)))
    expect("the third call", beyond.verdict, "deny")
    refusedBy("deployer, under the grant: another instance and a function", beyond.reasons, [
      "actionIsInScope",
      "openedTypesAreGrantable",
      "accessIsUnchanged",
      "writesNeedNoApproval",
    ])
  })

  await phase("It ends by itself", async () => {
    await sleep(Math.max(0, until - Date.now()))
    const late = done("the late call", await agent.askUnder(id, readFileSync(NIGHT_PLANS.change)))
    expect("the late call", [late.verdict, late.permit], ["deny", null])
    tell(`  ${SECONDS} seconds are over; no sweeper has come by, and the grant is still called active:`)
    refusedBy("deployer, under the grant: the same change once more", late.reasons, [
      "grantIsUnexpired",
      "writesNeedNoApproval",
    ])
    const swept = await run(["sweep", "--config", config, "--json"])
    succeeded("interlock sweep", swept)
    expect(
      "interlock sweep",
      parse("interlock sweep", z.object({ ended: z.int(), told: z.int() }), swept.stdout).ended,
      1,
    )
    const { grant } = parse("the grant", GrantAnswer, (await as(bob, "break-glass", "status", id)).stdout)
    expect("the end that is written down", [grant.status, grant.ended?.at], ["expired", until])
    tell("  then a sweep tidies up, and writes down the end that the grant really had")
  })

  await phase("The log shows each check", async () => {
    const { records } = done("the log", await httpAgent(url, olga.apiKey, counter).records(0))
    const checks = records.flatMap(({ seq, bytes }) => {
      const { body } = LogRecord.parse(JSON.parse(bytes))
      if (body.type !== "decision" || body.under?.domain !== "break-glass") return []
      return body.transitions.flatMap(({ domain, outcome }) => {
        if (domain !== "break-glass") return []
        const why = outcome.accepted ? [] : outcome.refusal === "guards" ? outcome.guards : [outcome.refusal]
        return [{ seq, grant: body.under?.id, why }]
      })
    })
    expect(
      "the checks in the log",
      checks.map(({ grant, why }) => [grant, ...why]),
      [[id], [id], [id, "actionIsInScope", "openedTypesAreGrantable"], [id, "grantIsUnexpired"]],
    )
    for (const { seq, why } of checks)
      tell(`  record ${seq}: ${why.length === 0 ? paint("green", "granted") : paint("red", why.join(", "))}`)
  })
}

/** The main job on real Terraform plans, from the ask of an agent to a log that verifies. Told by `make demo`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as z from "zod"
import { httpAgent } from "./agent.ts"
import { alterPlan, changeOneByte } from "./attacks.ts"
import { spending } from "./budgets.ts"
import { emergency } from "./emergency.ts"
import { Executed, Refusal, Verified, done, parse, refused, refusedBy, succeeded } from "./outcomes.ts"
import { execute, interlock, killAll, serve } from "./processes.ts"
import { reading } from "./mail.ts"
import { calling } from "./sessions.ts"
import { WrongOutcomeError, expect, giveReasons, guardsOf, paint, quote, storyteller, tell } from "./story.ts"
import {
  BANK,
  OFFICE,
  REAL_PLAN,
  SHOP,
  TENANT,
  TOOL,
  makeBank,
  makeExecutor,
  makeOffice,
  makeShop,
  makeWorld,
} from "./world.ts"

const folder = mkdtempSync(join(tmpdir(), "interlock-demo-"))
process.once("exit", () => {
  killAll()
  rmSync(folder, { recursive: true, force: true })
})
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    process.exit(1)
  })

const demo = async (): Promise<void> => {
  const { phase, phases } = storyteller()
  const counter = { requests: 0 }
  const commands = { run: 0 }
  const run: typeof interlock = (args, env) => {
    commands.run += 1
    return interlock(args, env)
  }

  const shop = makeShop(folder)
  const office = makeOffice(folder)
  const bank = makeBank(folder)
  const world = makeWorld(folder, shop.tenant, office.tenant, bank.tenant)
  const { alice, bob, carol, deployer, reviewer, config, store } = world
  const plan = readFileSync(REAL_PLAN)

  const service = await phase("The gate starts, on SQLite", async () => {
    succeeded("interlock keys init", await run(["keys", "init", "--config", config]))
    commands.run += 1
    const started = await serve(config)
    tell(`  interlock serves ${started.url}; every decision is recorded and synced before it is answered`)
    return started
  })
  const executor = makeExecutor(world)
  const asDeployer = httpAgent(service.url, deployer.apiKey, counter)
  const asReviewer = httpAgent(service.url, reviewer.apiKey, counter)
  const approve = (who: typeof alice, id: string, ...more: readonly string[]) =>
    run(["approve", id, "--yes", "--identity", who.identity, ...more], {
      INTERLOCK_URL: service.url,
      INTERLOCK_API_KEY: who.apiKey,
    })

  const { id, hash } = await phase("An agent asks to apply a real Terraform plan", async () => {
    const answer = done("the ask", await asDeployer.ask(plan))
    tell(`  deployer, for alice, asks for ${TOOL} over HTTP: ${paint("yellow", answer.verdict)}`)
    giveReasons(answer.reasons, "yellow")
    expect("the verdict", answer.verdict, "step_up")
    expect("the reasons", guardsOf(answer.reasons), [
      "effectsAreResolved",
      "nothingIsDestroyed",
      "accessIsUnchanged",
      "writesNeedNoApproval",
    ])
    if (answer.request === null || answer.plan === null || answer.permit !== null)
      throw new WrongOutcomeError("the ask: expected a request and a plan, and no permit")
    tell(`  request ${answer.request} waits for two people of the group platform`)
    return { id: answer.request, hash: answer.plan }
  })

  await phase("Those who may not approve try", async () => {
    const own = await approve(alice, id, "--json")
    const { guards } = parse("alice's approval", Refusal, own.stderr)
    refusedBy("alice, for whom the agent asks, approves, signed", guards, ["initiatorIsNotApprover"])
    expect("its exit code", own.code, 1)
    const { request } = done("the request", await asReviewer.show(id))
    const member = request.stages[0]?.groups[0]?.seats.find((seat) => seat.id === reviewer.id)
    const answer = await asReviewer.approve(id, { stage: 0, group: "platform", member }, hash)
    refused("reviewer, another agent that holds a seat, approves", answer, ["approverIsHuman", "decisionIsSigned"])
  })

  const approval = await phase("Two people read the plan, and sign", async () => {
    const decided = asDeployer.untilDecided(id)
    const first = await approve(bob, id)
    succeeded("bob's approval", first)
    tell("  bob, with `interlock approve` and his SSH key, which stays on his machine:")
    quote(first.stdout)
    const second = await approve(carol, id, "--json")
    succeeded("carol's approval", second)
    const { status, record } = parse(
      "carol's approval",
      z.object({ status: z.string(), record: z.int() }),
      second.stdout,
    )
    tell(`  carol signs too: the request is ${paint("green", status)}`)
    expect("the request", status, "approved")
    expect("what the waiting agent hears", await decided, "approved")
    return { record }
  })

  await phase("The plan is altered by one resource", async () => {
    const { address, altered } = alterPlan(plan)
    const answer = await asDeployer.consume(id, altered)
    refused(`deployer uses the approval for a plan that also destroys ${address}`, answer, ["consumedPlanIsSealed"])
  })

  const permit = await phase("The plan that was approved runs, once", async () => {
    const use = done("the use of the approval", await asDeployer.consume(id, plan))
    expect("the request", use.status, "consumed")
    tell(`  deployer uses the approval for the very bytes that were approved: ${paint("green", "a permit")}`)
    const file = join(folder, "plan.json")
    writeFileSync(file, plan)
    const args = [executor, TENANT, TOOL, file]
    const first = await execute(args, use.permit)
    expect("the executor", parse("the executor", Executed, first.stdout).ran, true)
    tell(`  the executor verifies it without asking anybody: ${paint("green", "it runs")}`)
    const again = parse("the executor", Executed, (await execute(args, use.permit)).stdout)
    tell(`  the executor is shown the same permit again: ${paint("red", "it does not run")} (${again.message ?? ""})`)
    expect("the executor, shown the permit again", [again.ran, again.reason], [false, "spent"])
    return use.permit
  })

  await phase("And not again", async () => {
    refused("deployer uses the approval once more", await asDeployer.consume(id, plan), ["approvalHasUsesLeft"])
    const runs = readFileSync(join(executor, "applied.txt"), "utf8")
    expect("what ran", runs, `${hash}\n`)
  })

  await emergency({ world, executor, url: service.url, counter, run, phase })

  await spending({ shop, folder, url: service.url, counter, run, phase })

  await calling({ office, url: service.url, counter, run, phase })

  await reading({ bank, folder, url: service.url, counter, run, phase })

  const { size } = await phase("The log holds all of it, and verifies", async () => {
    const head = done("the head of the log", await asDeployer.head())
    const { code } = await service.stop()
    expect("the service's exit code after SIGTERM", code, 0)
    const check = await run(["log", "verify", "--config", config, "--json"])
    succeeded("interlock log verify", check)
    const { tenants } = parse("interlock log verify", Verified, check.stdout)
    const recordsOf = (id: string) => tenants.find(({ tenant }) => tenant === id)?.records
    expect("interlock log verify", recordsOf(TENANT), head.size)
    expect(
      "no secret is in what is stored",
      secretsIn(store, [deployer.apiKey, shop.buyer.apiKey, office.scribe.apiKey, permit]),
      [],
    )
    tell(`  the service stops; interlock log verify: ${paint("green", "verifies")}, ${head.size} records of ${TENANT}`)
    tell(
      `  and ${recordsOf(SHOP) ?? 0} of ${SHOP}, ${recordsOf(OFFICE) ?? 0} of ${OFFICE}, ${recordsOf(BANK) ?? 0} of ${BANK}`,
    )
    return head
  })

  await phase("One byte of the log is changed on disk", async () => {
    const target = { store, tenant: TENANT, seq: approval.record }
    const offset = changeOneByte(target, '"by":{"id":"carol"', '"by":{"id":"karol"')
    tell(`  byte ${offset} of the database: carol's approval, record ${approval.record}, becomes one by "karol"`)
    const check = await run(["log", "verify", "--config", config, "--json"])
    const { ok, tenants } = parse("interlock log verify", Verified, check.stdout)
    tell(`  interlock log verify: ${paint("red", tenants[0]?.message ?? "")}`)
    expect("interlock log verify", [check.code, ok, tenants[0]?.record], [1, false, approval.record])
    const start = await run(["serve", "--config", config])
    expect("the service on that log", [start.code, start.stderr.includes(`record ${approval.record} of`)], [1, true])
    tell("  and the service does not start on it")
  })

  tell()
  tell(paint("bold", "Everything came out as it has to."))
  tell(`  ${size} records, ${counter.requests} HTTP requests by agents, ${commands.run} runs of interlock`)
  for (const { title, ms } of phases) tell(`  ${String(ms).padStart(6)} ms  ${title}`)
}

const secretsIn = (file: string, secrets: readonly string[]): readonly string[] => {
  const bytes = readFileSync(file)
  return secrets.filter((secret) => bytes.includes(secret))
}

try {
  await demo()
} catch (error) {
  const why = error instanceof WrongOutcomeError ? error.message : error instanceof Error ? error.stack : String(error)
  process.stderr.write(`\nThe demo failed. ${why ?? ""}\n`)
  // The service still runs, and somebody may still wait for it.
  process.exit(1)
}

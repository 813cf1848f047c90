/** The third act: an agent spends money. It can only do so much, however many of its calls race, before somebody looks. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import * as z from "zod"
import { Proposal } from "../adapters/cli/budgets/proposal.ts"
import { BudgetChangeAnswer, ReservationChangeAnswer } from "../adapters/http/budgets/schemas.ts"
import { VerdictAnswer } from "../adapters/http/schemas.ts"
import { endOfDay } from "../kernel/budgets/rules.ts"
import { Instant } from "../kernel/time.ts"
import { httpAgent } from "./agent.ts"
import { Refusal, done, parse, refused, refusedBy, succeeded } from "./outcomes.ts"
import type { Ended } from "./processes.ts"
import { WrongOutcomeError, expect, guardsOf, paint, quote, type storyteller, tell } from "./story.ts"
import { PAYING, SPEND, type Shop } from "./world.ts"

interface Stage {
  readonly shop: Shop
  readonly folder: string
  readonly url: string
  readonly counter: { requests: number }
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>
  readonly phase: ReturnType<typeof storyteller>["phase"]
}

/** What `interlock` says on standard error, with --json. */
const Failed = z.object({ error: z.string() })

const money = (cents: number): string => (cents / 100).toFixed(2)

/** The longest that this act takes. */
const STORY_MS = 60_000
const msLeftOfDay = (): number => {
  const now = Instant.parse(Date.now())
  return endOfDay(now) - now
}

/** Cents: what is spent first, what two calls then ask for at once, of which what is left is enough for one, and what that one costs. */
const FIRST = 6_000
const EACH = 3_000
const REALLY = 3_500
const LITTLE = 100

export const spending = async ({ shop, folder, url, counter, run, phase }: Stage): Promise<void> => {
  const { dora, emil, gus, buyer, cashier } = shop
  const told = (who: { readonly apiKey: string }, ...args: readonly string[]) =>
    run(args, { INTERLOCK_URL: url, INTERLOCK_API_KEY: who.apiKey })
  const as = (who: { readonly apiKey: string }, ...args: readonly string[]) => told(who, ...args, "--json")
  const agent = httpAgent(url, buyer.apiKey, counter)
  const pays = async (to: string, amount: number) =>
    done(`the payment for ${to}`, await agent.askFor(PAYING, Buffer.from(JSON.stringify({ to, amount }))))
  /** The same in a process of its own. */
  const paysAlone = async (to: string, amount: number) => {
    const file = join(folder, `${to}.json`)
    writeFileSync(file, JSON.stringify({ to, amount }))
    const { code, stdout } = await as(buyer, "ask", "--tool", PAYING, file)
    const answer = parse(`the payment for ${to}`, VerdictAnswer, stdout)
    expect("its exit code", code, answer.verdict === "allow" ? 0 : 1)
    return { to, ...answer }
  }
  const unfreeze = (who: typeof dora, ...args: readonly string[]) =>
    as(who, "budget", "unfreeze", buyer.id, "--yes", "--identity", who.identity, ...args)

  await phase("Another agent spends money, and gets a budget", async () => {
    const today = msLeftOfDay()
    if (today < STORY_MS) {
      tell(
        `  a budget is one of a day in UTC, and this one ends in ${Math.ceil(today / 1000)} seconds: the story waits for them`,
      )
      await sleep(today)
    }
    const early = await pays("early-bird", LITTLE)
    refusedBy("buyer, for gus, asks to pay before anybody gave it one", early.reasons, ["agentHasBudget"])
    const opened = await as(dora, "budget", "open", buyer.id, "--owner", gus.id)
    succeeded("interlock budget open", opened)
    expect("the budget", parse("interlock budget open", BudgetChangeAnswer, opened.stdout).status, "active")
    const { verdict, permit } = await pays("flowers", FIRST)
    expect("the first payment", [verdict, permit === null], ["allow", false])
    tell(`  dora opens one, of ${money(SPEND)} a day; buyer pays ${money(FIRST)}: ${paint("green", "allowed")}`)
  })

  const winner = await phase("Two of its calls race for the last of it", async () => {
    const both = await Promise.all(["books", "bricks"].map((to) => paysAlone(to, EACH)))
    const [won, more] = both.filter(({ verdict }) => verdict === "allow")
    const [lost, others] = both.filter(({ verdict }) => verdict === "deny")
    if (won === undefined || lost === undefined || more !== undefined || others !== undefined)
      throw new WrongOutcomeError("the race: expected exactly one of the two to be allowed")
    tell(
      `  two processes ask for ${money(EACH)} each at the same moment, and ${money(SPEND - FIRST)} is left: ${won.to} is ${paint("green", "allowed")}`,
    )
    refusedBy(`and ${lost.to}`, lost.reasons, ["spendIsWithinCap"])
    const left = lost.left === null ? null : lost.left.caps.spend - lost.left.today.spend
    expect("what the other one is told to be left", left, SPEND - FIRST - EACH)
    expect("its permit", lost.permit, null)
    tell(`  which is told what is left: ${money(left ?? 0)}`)
    if (won.reservation === null)
      throw new WrongOutcomeError("the race: the call that was allowed is charged to no budget")
    return won.reservation
  })

  await phase("A call costs more than was asked for", async () => {
    const own = await as(buyer, "budget", "report", winner, "--spend", "0", "--affected", "0")
    const { guards } = parse("buyer's report", Refusal, own.stderr)
    refusedBy("buyer reports that it cost nothing", guards, ["reporterIsGate"])
    const report = await as(cashier, "budget", "report", winner, "--spend", String(REALLY), "--affected", "1")
    succeeded("cashier's report", report)
    expect("the call", parse("cashier's report", ReservationChangeAnswer, report.stdout).status, "settled")
    tell(`  cashier, a service that executes, reports what was really spent: ${paint("yellow", money(REALLY))}`)
    const next = await pays("coffee", LITTLE)
    refusedBy(`buyer asks for ${money(LITTLE)}, which it has`, next.reasons, ["agentIsNotFrozen"])
  })

  const thaw = join(folder, "thaw.json")
  await phase("One person alone can't let it go on", async () => {
    succeeded("dora's proposal", await unfreeze(dora, "--propose", thaw))
    const { signer, signed, serial } = Proposal.parse(JSON.parse(readFileSync(thaw, "utf8")))
    const again = await unfreeze(dora, "--proposal", thaw)
    expect("dora's own proposal", [again.code, signer], [1, dora.id])
    tell(
      `  dora looks, signs, and would carry it out as well: ${paint("red", parse("interlock", Failed, again.stderr).error)}`,
    )
    const person = httpAgent(url, dora.apiKey, counter)
    const twice = { ...signed, serial, countersigner: dora.id, countersigned: signed }
    refused("she goes round the program, and names herself twice", await person.unfreeze(buyer.id, twice), [
      "thawIsCountersigned",
    ])
    const nobody = { proof: null, statement: null }
    const unsigned = { ...nobody, serial, countersigner: dora.id, countersigned: nobody }
    refused("the same, and nothing is signed", await person.unfreeze(buyer.id, unsigned), [
      "thawerHasSigned",
      "thawIsCountersigned",
      "countersignatureIsSigned",
    ])
    const owners = parse("gus's thaw", Refusal, (await unfreeze(gus, "--proposal", thaw)).stderr)
    refusedBy("gus, who answers for the agent, carries it out", owners.guards, ["thawerIsNotBeneficiary"])
  })

  await phase("Two people can", async () => {
    const shown = await told(emil, "budget", "show", buyer.id)
    succeeded("interlock budget show", shown)
    tell("  emil reads the budget:")
    quote(shown.stdout)
    const thawed = await unfreeze(emil, "--proposal", thaw)
    succeeded("emil's thaw", thawed)
    const { status } = parse("emil's thaw", BudgetChangeAnswer, thawed.stdout)
    expect("the budget", status, "active")
    tell(`  and carries out what dora proposed, with a signature of his own: ${paint("green", status)}`)
    const { verdict } = await pays("tea", LITTLE)
    expect("the next payment", verdict, "allow")
    tell(`  buyer pays ${money(LITTLE)}: ${paint("green", "allowed")}`)
    const beyond = await pays("sofa", SPEND - FIRST - REALLY)
    expect("what is beyond the cap", guardsOf(beyond.reasons), ["spendIsWithinCap"])
    tell(
      `  what was overspent stays charged: of ${money(SPEND - FIRST - REALLY)} more, ${paint("red", "nothing")} is allowed`,
    )
  })
}

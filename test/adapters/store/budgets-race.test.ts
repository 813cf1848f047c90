import { spawn } from "node:child_process"
import { createPrivateKey, createPublicKey } from "node:crypto"
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { describe, expect, it, onTestFinished } from "vitest"
import * as z from "zod"
import { verifier } from "../../../adapters/signer/verifier.ts"
import { sqliteStore } from "../../../adapters/store/sqlite.ts"
import { DAY_MS } from "../../../kernel/budgets/rules.ts"
import { decodeRecord, verifyChain } from "../../../kernel/ledger/chain.ts"
import { keysOf } from "../../../kernel/ledger/ed25519.ts"
import { listed } from "../../../kernel/table.ts"
import { acme, deployment } from "../library/fixture.ts"
import { all, using } from "./contract.ts"

/** What is left of a budget is asked for by processes that know nothing of each other but the file. */

const COST = 100
/** As many calls does the cap on spend admit. No other cap is near. */
const ADMITTED = 10

const budgets = [
  "    budgets:",
  "      window: 1h",
  "      lease: 1h",
  `      newAgents: { spend: ${ADMITTED * COST}, affected: 1000, blast: 1, depth: 1, rate: 48, open: 16, unknown: 16, tools: [notes.write] }`,
].join("\n")

const Answer = z.strictObject({
  verdict: z.enum(["allow", "deny", "step_up"]),
  guards: z.array(z.string()),
  isPermitted: z.boolean(),
  left: z.int().nullable(),
})
type Answer = z.infer<typeof Answer>
const End = z.strictObject({
  meter: z.strictObject({ day: z.int(), spend: z.int(), affected: z.int() }),
  verified: z.boolean(),
})

type Killed = "nowhere" | "before" | "after"

const toldOn = async (
  lines: AsyncIterator<string>,
  heard: () => void = () => undefined,
): Promise<readonly unknown[]> => {
  const told: unknown[] = []
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    told.push(JSON.parse(line.value))
    heard()
  }
  return told
}

/** A file with the config of a tenant whose agent has a budget, and processes on it. By their clock it is noon, so that no day ends. */
const race = () => {
  const { folder, text, apiKey } = deployment("sqlite: ledger.db")
  const config = join(folder, "interlock.yaml")
  const costly = text.replaceAll("name: notes.write,", `name: notes.write, cost: { spend: ${COST}, affected: 1 },`)
  writeFileSync(config, costly.replace("  - id: globex", `${budgets}\n  - id: globex`))
  const ahead = DAY_MS / 2 - (Date.now() % DAY_MS)

  /** A process that is ready to make its calls. */
  const started = async (name: string, killed: Killed = "nowhere") => {
    const script = fileURLToPath(new URL("budgets-racer.ts", import.meta.url))
    const given = [config, apiKey("deployer"), apiKey("alice"), name, String(ahead), killed]
    const child = spawn(process.execPath, [script, ...given], { stdio: ["pipe", "pipe", "inherit"] })
    onTestFinished(() => {
      child.kill("SIGKILL")
    })
    const ended = once(child, "exit")
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    expect(await lines.next()).toEqual({ done: false, value: `{"ready":true}` })
    return {
      ended,
      /** Makes so many calls, all at once unless told otherwise, and gives what it told until its end. */
      calls: async (many: number, atOnce = many) => {
        child.stdin.end(JSON.stringify({ many, atOnce }))
        return toldOn(lines)
      },
      /** The same, and it is killed as soon as it tells something, or kills itself: it doesn't end otherwise. */
      lastCalls: async (many: number) => {
        child.stdin.write(JSON.stringify({ many, atOnce: many }))
        return toldOn(lines, () => child.kill("SIGKILL"))
      },
    }
  }

  /** What the file says, by a reader that is no gate: each call that was decided, in the order of the log. */
  const logged = () =>
    using(sqliteStore(join(folder, "ledger.db")), (store) =>
      Effect.gen(function* () {
        const records = yield* all(store)
        const key = createPublicKey(createPrivateKey(readFileSync(join(folder, "server.key"))))
        const raw = Uint8Array.from(key.export({ type: "spki", format: "der" }).subarray(-32))
        const keys = keysOf([raw], verifier)
        expect(verifyChain(acme(), records, keys)).toMatchObject({ ok: true, tip: { size: records.length } })
        return records.flatMap(({ bytes }) => {
          const body = decodeRecord(bytes)?.body
          return body?.type === "decision" ? [{ verdict: body.verdict, guards: body.reasons }] : []
        })
      }),
    )
  return { started, logged }
}

const allowedOf = (answers: readonly Pick<Answer, "verdict">[]): number =>
  answers.filter(({ verdict }) => verdict === "allow").length

/** What a process told that came to its end. */
const wholly = (told: readonly unknown[]) => ({
  answers: z.array(Answer).parse(told.slice(0, -1)),
  end: End.parse(told.at(-1)),
})

const full = { spend: ADMITTED * COST, affected: ADMITTED }
const refused = { verdict: "deny", guards: ["spendIsWithinCap"] }

describe("calls of one agent from two processes on one file", () => {
  it("that are made at once, two hundred of them, are allowed exactly as often as the budget admits", async () => {
    const { started, logged } = race()
    const both = [await started("a"), await started("b")]
    const told = await Promise.all(both.map(({ calls }) => calls(100)))
    expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([
      [0, null],
      [0, null],
    ])
    const answers = told.flatMap((each) => wholly(each).answers)
    expect(answers).toHaveLength(200)
    for (const { verdict, guards, isPermitted, left } of answers)
      expect({ verdict, guards, isPermitted, left }).toEqual(
        verdict === "allow"
          ? { verdict, guards: [], isPermitted: true, left: null }
          : { ...refused, isPermitted: false, left: 0 },
      )
    expect(allowedOf(answers)).toBe(ADMITTED)
    // Whoever was done last has seen all of it; and the other one saw no other meter, as nothing was left by then.
    for (const each of told) expect(wholly(each).end).toMatchObject({ meter: full, verified: true })
    const decided = await logged()
    expect(decided).toHaveLength(200)
    expect(decided.slice(0, ADMITTED).every(({ verdict }) => verdict === "allow")).toBe(true)
    expect(decided.slice(ADMITTED).every(({ guards }) => guards.join() === "spendIsWithinCap")).toBe(true)
  })

  it("that are made two at a time, each deciding on what the other has just written, are too", async () => {
    const { started, logged } = race()
    const both = [await started("a"), await started("b")]
    const told = await Promise.all(both.map(({ calls }) => calls(ADMITTED + 6, 2)))
    const answers = told.flatMap((each) => wholly(each).answers)
    expect(allowedOf(answers)).toBe(ADMITTED)
    for (const each of told) expect(wholly(each).end).toMatchObject({ meter: full, verified: true })
    expect(allowedOf(await logged())).toBe(ADMITTED)
  })

  it.each([
    ["before its append is durable", "before", 100],
    ["after that, and before anybody is answered", "after", 100],
    ["as soon as somebody was answered", "nowhere", 100],
    ["after its append, which left something of the budget", "after", 3],
  ] as const)(
    "one of which is killed %s, are never allowed more often, and a third has the rest",
    async (_, killed, many) => {
      const { started, logged } = race()
      const [victim, survivor] = [await started("victim", killed), await started("survivor")]
      const few = ADMITTED / 2
      const [told, others] = await Promise.all([victim.lastCalls(many), survivor.calls(few)])
      expect(await victim.ended).toEqual([null, "SIGKILL"])
      expect(await survivor.ended).toEqual([0, null])

      const before = allowedOf(await logged())
      const heard = told.flatMap((line) => listed(Answer.safeParse(line).data ?? null))
      const answered = [...heard, ...wholly(others).answers]
      expect(before).toBeLessThanOrEqual(ADMITTED)
      // Nobody was allowed anything that the log doesn't have.
      expect(allowedOf(answered)).toBeLessThanOrEqual(before)
      if (killed === "before") expect({ told, before }).toEqual({ told: [], before: few })
      else expect(before).toBeGreaterThan(0)
      // Three of the one, five of the other: two are left at least.
      if (many < few) expect(before).toBeLessThan(ADMITTED)

      const third = await started("third")
      const { answers, end } = wholly(await third.calls(100))
      expect(await third.ended).toEqual([0, null])
      expect(allowedOf(answers)).toBe(ADMITTED - before)
      expect(answers.filter(({ verdict }) => verdict !== "allow")).toEqual(
        Array.from({ length: 100 - ADMITTED + before }, () => ({ ...refused, isPermitted: false, left: 0 })),
      )
      expect(end).toMatchObject({ meter: full, verified: true })
      expect(allowedOf(await logged())).toBe(ADMITTED)
    },
  )
})

import { expect, it } from "vitest"
import { taint } from "../../../kernel/taint/index.ts"
import { broken, call, endorse, refusals, withdraw } from "../../fixtures/taint.ts"
import { everySite } from "../../fixtures/sites.ts"
import { naming, telling, trusting } from "./sites/call.ts"
import { bad, begun, tainted, vouched } from "./sites/case.ts"
import type { Rows } from "./sites/case.ts"
import { endorsing, expiring, withdrawing } from "./sites/endorsement.ts"
import { resulting, showing, writing } from "./sites/flow.ts"

const rows = (): Rows => ({
  ...showing(),
  ...trusting(),
  ...telling(),
  ...naming(),
  ...resulting(),
  ...writing(),
  ...endorsing(),
  ...withdrawing(),
  ...expiring(),
})

everySite(taint, broken, rows)

it("an endorsement that is named at two places is used twice, and is none's at one of them", () => {
  const plan = { "/path": "bad", "/depth": "bad" }
  const told = begun([2, endorse(1, { plan })])
  expect(refusals(told, [3, call("k", { plan, endorsed: { "/path": 1, "/depth": 1 } })])).toEqual([
    "endorsementNamesTheArgument",
    "endorsementIsUnused",
  ])
  expect(refusals(told, [3, call("k", { plan, endorsed: { "/path": 1, control: 1 } })])).toEqual([
    "sinkArgumentIsTrusted",
    "endorsementNamesTheArgument",
    "endorsementIsUnused",
  ])
})

it("a refusal lists everything that is wrong, of whichever endorsement", () => {
  const told = tainted([2, endorse(1, bad)], [3, withdraw(1)])
  const says = refusals(told, [
    200,
    call("k", {
      of: 1,
      tool: "mail",
      plan: { "/to": "bad", "/body": "ours" },
      recipients: ["bob"],
      endorsed: { "/body": 1 },
    }),
  ])
  expect(says).toEqual([
    "sinkArgumentIsTrusted",
    "controlIsTrusted",
    "readersIncludeRecipient",
    "endorsementNamesTheValue",
    "endorsementNamesTheTool",
    "endorsementNamesTheArgument",
    "endorsementIsLive",
    "endorsementIsUnexpired",
  ])
  expect(refusals(vouched(), [3, call("k", { ...bad, endorsed: { "/path": 1 } })])).toEqual([])
})

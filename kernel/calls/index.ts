import * as z from "zod"
import { define } from "../domain.ts"
import { type GuardName, type Register, type RuleSite, type Site, domain } from "../machine.ts"
import { beside } from "./beside.ts"
import { Command, EntityId, Kept, Settings, statuses } from "./calls.ts"
import { chart } from "./chart.ts"
import { course } from "./course.ts"
import { type Calls, ended, facts } from "./facts.ts"
import { guards } from "./guards.ts"
import { lasts } from "./lasts.ts"
import { type Rules, rules } from "./rules.ts"
import { sentences } from "./sentences.ts"
import { sweep } from "./sweep.ts"

/** A call is performed at most once, and how it ended is told or asked, never guessed. */
export const calls = domain<Calls>()({
  name: "calls",
  opens: ["receive", "resolve"],
  guards,
  rules,
  facts,
  chart,
  beside,
  lasts,
})

/** What gate, ledger and doors have of it. */
export const module = define<Calls>()({
  name: "calls",
  machine: calls,
  schemas: { id: EntityId, command: Command, kept: Kept, statuses },
  prefixes: { receive: "call" },
  policy: Settings.omit({ tenant: true }),
  tool: z.strictObject({}),
  settingsOf: (settings, { tenant }) => ({ ...settings, tenant }),
  warnings: {},
  reserved: ["receive", "wait", "admit", "refuse", "release"],
  named: ["resolve"],
  told: [],
  // A call whose outcome is unknown has ended.
  recalls: (command) => (command.type === "resolve" ? [command.call] : []),
  ended,
  sweep,
  sentences,
  stage: null,
  authority: null,
  course,
  statements: {},
  asked: () => ({ people: [], roles: [] }),
  notices: null,
})

export type CallsGuard = GuardName<typeof guards>
export type CallsSite = Site<typeof guards> | RuleSite<Rules>
export type CallsRegister = Register<Calls>

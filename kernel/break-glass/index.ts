import { define } from "../domain.ts"
import { type GuardName, type Register, type RuleSite, type Site, domain } from "../machine.ts"
import * as z from "zod"
import { authority } from "./authority.ts"
import { Command, GrantAsked, GrantId, Kept, Settings, Statement, statuses } from "./break-glass.ts"
import { chart } from "./chart.ts"
import { type BreakGlass, ended, facts } from "./facts.ts"
import { guards } from "./guards.ts"
import { lasts } from "./lasts.ts"
import { notices } from "./notices.ts"
import { type Rules, rules } from "./rules.ts"
import { sentences } from "./sentences.ts"
import { sweep } from "./sweep.ts"

/** Emergency access that two people open and that ends by itself. */
export const breakGlass = domain<BreakGlass>()({
  name: "break-glass",
  opens: ["request"],
  guards,
  rules,
  facts,
  chart,
  lasts,
})

/** What gate, ledger and doors have of it. */
export const module = define<BreakGlass>()({
  name: "break-glass",
  machine: breakGlass,
  schemas: { id: GrantId, command: Command, kept: Kept, statuses },
  prefixes: { request: "grant" },
  policy: Settings.omit({ tenant: true, keyring: true }),
  tool: z.strictObject({}),
  settingsOf: (settings, { tenant, keyring }) => ({ ...settings, tenant, keyring }),
  warnings: {
    countersigningTakesTwo: {
      holds: ({ allowSelfCountersign }) => !allowSelfCountersign,
      says: "The policy lets whoever asks for emergency access countersign it alone.",
    },
  },
  reserved: ["use"],
  named: [],
  told: [],
  ended,
  sweep,
  sentences,
  stage: null,
  authority,
  statements: {
    request: {
      schema: GrantAsked,
      what: "a request for emergency access",
      signer: ({ holder }: GrantAsked) => holder,
      tenant: ({ tenant }: GrantAsked) => tenant,
    },
    countersignature: {
      schema: Statement,
      what: "a statement of a countersignature",
      signer: ({ countersigner }: Statement) => countersigner,
      tenant: ({ tenant }: Statement) => tenant,
    },
  },
  asked: ({ countersigners }) => ({ people: [], roles: countersigners }),
  notices,
})

export type BreakGlassGuard = GuardName<typeof guards>
export type BreakGlassSite = Site<typeof guards> | RuleSite<Rules>
export type BreakGlassRegister = Register<BreakGlass>

import * as z from "zod"
import { define } from "../domain.ts"
import { type GuardName, type Register, type RuleSite, type Site, domain } from "../machine.ts"
import { beside } from "./beside.ts"
import { chart } from "./chart.ts"
import { type Sessions, ended, facts } from "./facts.ts"
import { guards } from "./guards.ts"
import { lasts } from "./lasts.ts"
import { type Rules, rules } from "./rules.ts"
import { sentences } from "./sentences.ts"
import { Command, EntityId, Kept, OpeningSigned, Settings, TouchSigned, statuses } from "./sessions.ts"
import { stage } from "./stage.ts"
import { sweep } from "./sweep.ts"

/** Every call runs as the person, for a minute, once. */
export const sessions = domain<Sessions>()({
  name: "sessions",
  opens: ["enrol", "open", "mint", "delegate"],
  guards,
  rules,
  facts,
  chart,
  beside,
  lasts,
})

/** What gate, ledger and doors have of it. */
export const module = define<Sessions>()({
  name: "sessions",
  machine: sessions,
  schemas: { id: EntityId, command: Command, kept: Kept, statuses },
  prefixes: { open: "session", mint: "credential", delegate: "credential" },
  policy: Settings.omit({ tenant: true }),
  tool: z.strictObject({}),
  settingsOf: (settings, { tenant }) => ({ ...settings, tenant }),
  warnings: {},
  // A credential is presented with a call, and by nothing else.
  reserved: ["present"],
  named: ["enrol"],
  told: [],
  ended,
  sweep,
  sentences,
  stage,
  authority: null,
  statements: {
    opening: {
      schema: OpeningSigned,
      what: "a signed opening of a session",
      signer: ({ subject }: OpeningSigned) => subject,
      tenant: ({ tenant }: OpeningSigned) => tenant,
    },
    touch: {
      schema: TouchSigned,
      what: "a signed touch of a session",
      signer: ({ subject }: TouchSigned) => subject,
      tenant: ({ tenant }: TouchSigned) => tenant,
    },
  },
  asked: () => ({ people: [], roles: [] }),
  notices: null,
})

export type SessionsGuard = GuardName<typeof guards>
export type SessionsSite = Site<typeof guards> | RuleSite<Rules>
export type SessionsRegister = Register<Sessions>

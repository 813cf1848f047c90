import * as z from "zod"
import { define } from "../domain.ts"
import { type GuardName, type Register, type RuleSite, type Site, domain } from "../machine.ts"
import { beside } from "./beside.ts"
import { chart } from "./chart.ts"
import { type Taint, ended, facts } from "./facts.ts"
import { guards } from "./guards.ts"
import { lasts } from "./lasts.ts"
import { type Rules, rules } from "./rules.ts"
import { sentences } from "./sentences.ts"
import { stage } from "./stage.ts"
import { sweep } from "./sweep.ts"
import { Command, EndorsementSigned, EntityId, Kept, Settings, callIn, conversationOf, statuses } from "./taint.ts"

/** Outside content is data, and stays data. */
export const taint = domain<Taint>()({
  name: "taint",
  opens: ["open", "spawn", "ingest", "derive", "call", "result", "read", "endorse"],
  guards,
  rules,
  facts,
  chart,
  beside,
  lasts,
})

/** What gate, ledger and doors have of it. */
export const module = define<Taint>()({
  name: "taint",
  machine: taint,
  schemas: { id: EntityId, command: Command, kept: Kept, statuses },
  prefixes: { open: "conversation", spawn: "conversation" },
  policy: Settings.omit({ tenant: true }),
  tool: z.strictObject({}),
  settingsOf: (settings, { tenant }) => ({ ...settings, tenant }),
  warnings: {},
  reserved: [],
  // Values and calls are called by their handles inside a conversation; an endorsement's id is signed with it.
  named: ["ingest", "derive", "call", "result", "read", "endorse"],
  told: [],
  // A call that has its result has ended.
  recalls: (command) => (command.type === "result" ? [callIn(conversationOf(command.id), command.call)] : []),
  ended,
  sweep,
  sentences,
  stage,
  authority: null,
  statements: {
    endorsement: {
      schema: EndorsementSigned,
      what: "a signed endorsement of a value",
      signer: ({ endorser }: EndorsementSigned) => endorser,
      tenant: ({ tenant }: EndorsementSigned) => tenant,
    },
  },
  asked: () => ({ people: [], roles: [] }),
  notices: null,
})

export type TaintGuard = GuardName<typeof guards>
export type TaintSite = Site<typeof guards> | RuleSite<Rules>
export type TaintRegister = Register<Taint>

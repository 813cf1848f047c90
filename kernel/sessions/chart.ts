import { type Actor, principalOf } from "../actors.ts"
import type { Factor } from "../factor.ts"
import type { Chart, Moment } from "../machine.ts"
import { type Instant, later } from "../time.ts"
import type { ToolName } from "../tool.ts"
import type { Sessions } from "./facts.ts"
import { effectsFor } from "./scope.ts"
import {
  type Kept,
  type Proven,
  type SessionKept,
  type Sign,
  type Status,
  type Stood,
  type SubjectKept,
  type Used,
  statuses,
} from "./sessions.ts"

interface Behind {
  readonly session: { readonly kept: SessionKept }
  readonly subject: { readonly status: Status; readonly kept: SubjectKept }
}

/** The last sign of life that a person really gave, whatever has been made of it. */
const lastSignOf = ({ touched, at }: SessionKept): Instant => touched?.at ?? at

/** How things stand, in a session and with its person. */
const stoodOf = ({ session: { kept }, subject }: Behind): Stood => ({
  on: subject.status === "enabled",
  enablement: subject.kept.enablement,
  session: kept.ended?.how ?? "open",
  sign: lastSignOf(kept),
})
/** The same, with what the person's scope has for a tool. */
const usedOf = (behind: Behind, tool: ToolName): Used => ({
  ...stoodOf(behind),
  scope: effectsFor(behind.subject.kept.scope, tool),
})

const said = (
  { command: { by }, now }: { readonly command: { readonly by: Actor }; readonly now: Instant },
  what: SubjectKept["change"]["what"],
): SubjectKept["change"] => ({ what, by, at: now })

/** Enabling revives nothing: what was opened before is of another enablement. */
const enablementAfter = ({ status, kept: { enablement } }: Moment<Sessions, "enable">): number =>
  status === "disabled" ? enablement + 1 : enablement

const signOf = ({
  command: { by },
  now,
}: {
  readonly command: { readonly by: Actor }
  readonly now: Instant
}): Sign => ({ by: principalOf(by), at: now })

/** What is kept of a factor that comes with a command: of none, that there was none. */
const provenBy = (
  factor: Factor | null,
  { command: { by }, now }: { readonly command: { readonly by: Actor }; readonly now: Instant },
): Proven | null => (factor === null ? null : { by: principalOf(by), ...factor, taken: now })

/** What follows each command. Each status is a function of what is kept. */
export const chart: Chart<Sessions> = {
  statuses,
  follows: {
    enrol: (moment) => ({
      entity: "subject",
      scope: moment.command.scope,
      enablement: 0,
      factorAt: null,
      change: said(moment, "enrol"),
    }),
    // The scope stays as it was said, or it alone would keep a disabled person's agents from their calls.
    disable: (moment) => ({ ...moment.kept, change: said(moment, "disable") }),
    enable: (moment) => ({
      ...moment.kept,
      scope: moment.command.scope,
      enablement: enablementAfter(moment),
      change: said(moment, "enable"),
    }),
    open: (moment) => {
      const {
        command: { by, agent, factor },
        now,
        facts: { sessionMs },
        beside: { subject },
      } = moment
      return {
        entity: "session",
        subject: by.id,
        agent,
        by: principalOf(by),
        at: now,
        expiresAt: later(now, sessionMs),
        on: subject.status === "enabled",
        enablement: subject.kept.enablement,
        seen: signOf(moment),
        factor: provenBy(factor, moment),
        touched: null,
        ended: null,
      }
    },
    touch: (moment) => {
      const { kept, command, beside } = moment
      return {
        ...kept,
        seen: signOf(moment),
        factor: command.factor === "unclaimed" ? kept.factor : provenBy(command.factor, moment),
        touched: { ...signOf(moment), stood: stoodOf({ session: { kept }, subject: beside.subject }) },
      }
    },
    mint: (moment) => {
      const {
        command: { session, by, run, audience, effects },
        now,
        facts: { credentialMs },
        rules,
        beside,
      } = moment
      return {
        entity: "credential",
        session,
        subject: rules.mintSubjectIsSessions(beside.session.kept, by),
        agent: by.id,
        audience,
        effects,
        parent: null,
        by: principalOf(by),
        run,
        at: now,
        expiresAt: later(now, credentialMs),
        factorAt: beside.session.kept.factor?.at ?? null,
        chain: [by.id],
        stood: usedOf(beside, audience),
        uses: [],
        lapsed: null,
      }
    },
    delegate: (moment) => {
      const {
        command: { parent: id, by, run, to, audience: named, effects },
        now,
        facts: { credentialMs },
        rules,
        beside,
      } = moment
      const { kept: parent } = beside.parent
      const audience = rules.hopAudienceIsParents(parent, named)
      return {
        entity: "credential",
        session: parent.session,
        subject: rules.hopSubjectIsParents(parent, by),
        agent: to,
        audience,
        effects,
        parent: id,
        by: principalOf(by),
        run,
        at: now,
        expiresAt: rules.hopEndsWithParent(parent, now, credentialMs),
        factorAt: null,
        chain: [...parent.chain, to],
        stood: usedOf(beside, audience),
        uses: [],
        lapsed: null,
      }
    },
    present: ({ kept, command: { by, run, tool, effect }, now, beside }) => ({
      ...kept,
      uses: [
        ...kept.uses,
        { how: "present", by: principalOf(by), run, tool, effect, at: now, stood: usedOf(beside, kept.audience) },
      ],
    }),
    lapse: ({ kept, command: { by }, now }) => ({ ...kept, lapsed: { by, at: now } }),
    end: ({ kept, command: { by }, now }) => ({
      ...kept,
      ended: { how: by.id === kept.subject ? "loggedOut" : "revoked", by, at: now },
    }),
    expire: ({ kept, command: { by }, now }) => ({ ...kept, ended: { how: "expired", by, at: now } }),
  },
  derives: [
    { to: "spent", when: (kept) => kept.entity === "credential" && kept.uses.length > 0 },
    { to: "lapsed", when: (kept) => kept.entity === "credential" && kept.lapsed !== null },
    { to: "disabled", when: (kept) => kept.entity === "subject" && kept.change.what === "disable" },
    { to: "enabled", when: (kept) => kept.entity === "subject" },
    { to: "expired", when: (kept) => isEnded(kept, "expired") },
    { to: "revoked", when: (kept) => isEnded(kept, "revoked") },
    { to: "loggedOut", when: (kept) => isEnded(kept, "loggedOut") },
    { to: "open", when: (kept) => kept.entity === "session" },
    { to: "minted", when: () => true },
  ],
}

const isEnded = (kept: Kept, how: string): boolean => kept.entity === "session" && kept.ended?.how === how

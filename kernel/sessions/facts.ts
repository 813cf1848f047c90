import type { Role, TenantId } from "../actors.ts"
import type { Definition, Entity, Register } from "../machine.ts"
import type { Instant } from "../time.ts"
import type { Rules } from "./rules.ts"
import { effectsFor, scopeOf } from "./scope.ts"
import type {
  Command,
  CredentialKept,
  Effect,
  EntityId,
  Kept,
  SessionKept,
  Settings,
  Status,
  SubjectKept,
} from "./sessions.ts"

/** The types of this domain, by name. */
export interface Sessions {
  readonly id: EntityId
  readonly status: Status
  readonly kept: Kept
  readonly command: Command
  readonly opens: "enrol" | "open" | "mint" | "delegate"
  readonly settings: Settings
  readonly facts: Facts
  readonly rules: Rules
  readonly keeps: Readonly<
    Record<"enrol" | "disable" | "enable", SubjectKept> &
      Record<"open" | "touch" | "end" | "expire", SessionKept> &
      Record<"mint" | "delegate" | "present" | "lapse", CredentialKept>
  >
  readonly beside: Readonly<
    Record<"open" | "touch", { readonly subject: SubjectKept }> &
      Record<"mint" | "present", { readonly session: SessionKept; readonly subject: SubjectKept }> &
      Record<
        "delegate",
        { readonly parent: CredentialKept; readonly session: SessionKept; readonly subject: SubjectKept }
      >
  >
}

/** What the kernel derives from settings and siblings, by command. */
export interface Facts {
  readonly enrol: Directed
  readonly disable: Directed
  readonly enable: Directed
  readonly open: {
    readonly tenant: TenantId
    readonly sessionMs: number
    readonly factorMs: number
    /** Sessions of the same person that take a place. */
    readonly sessions: number
    readonly maxSessions: number
  }
  readonly touch: Called & { readonly factorMs: number }
  readonly mint: Called &
    Handing & {
      readonly factorMs: number
      readonly sensitive: readonly Effect[]
    }
  readonly delegate: Called & Handing & { readonly maxDepth: number }
  readonly present: Called
  readonly lapse: null
  readonly end: { readonly tenant: TenantId }
  readonly expire: { readonly idleMs: number }
}

interface Directed {
  readonly tenant: TenantId
  readonly directory: readonly Role[]
}

interface Called {
  readonly tenant: TenantId
  readonly idleMs: number
}

interface Handing {
  readonly credentialMs: number
  /** With which effects the agent that gets it may call its tool, for whomever. */
  readonly agent: readonly Effect[]
}

/** The statuses from which nothing follows any more. */
export const ended = ["expired", "revoked", "loggedOut", "spent", "lapsed"] as const satisfies readonly Status[]

interface Look {
  readonly register: Register<Sessions>
}

const directed = ({ register: { settings } }: Look): Directed => ({
  tenant: settings.tenant,
  directory: settings.directory,
})
const called = ({ register: { settings } }: Look): Called => ({ tenant: settings.tenant, idleMs: settings.idleMs })
const none = () => null

/** The sessions of a person that take a place by now. */
const placesOf = (
  { entities, settings: { idleMs } }: Register<Sessions>,
  subject: { readonly id: EntityId } & Entity<Sessions> & { readonly kept: SubjectKept },
  now: Instant,
  rules: Rules,
): number =>
  [...entities.values()].filter(
    ({ status, kept }) =>
      kept.entity === "session" &&
      kept.subject === subject.id &&
      rules.deadSessionsFreeTheirPlace({ status, kept }, subject, { now, idleMs }),
  ).length

export const facts: Definition<Sessions>["facts"] = {
  enrol: directed,
  disable: directed,
  enable: directed,
  open: ({ register, now, rules, beside: { subject } }) => {
    const { tenant, sessionMs, factorMs, maxSessions } = register.settings
    return { tenant, sessionMs, factorMs, sessions: placesOf(register, subject, now, rules), maxSessions }
  },
  touch: ({ register }) => ({ ...called({ register }), factorMs: register.settings.factorMs }),
  mint: ({ register, command: { by, audience } }) => {
    const { settings } = register
    const { credentialMs, factorMs, sensitive } = settings
    return {
      ...called({ register }),
      credentialMs,
      factorMs,
      sensitive,
      agent: effectsFor(scopeOf(settings, by.id), audience),
    }
  },
  delegate: ({ register, command: { to, audience }, rules, beside: { parent } }) => {
    const { settings } = register
    const { credentialMs, maxDepth } = settings
    return {
      ...called({ register }),
      credentialMs,
      maxDepth,
      agent: effectsFor(scopeOf(settings, to), rules.hopAudienceIsParents(parent.kept, audience)),
    }
  },
  present: called,
  lapse: none,
  end: ({ register: { settings } }) => ({ tenant: settings.tenant }),
  expire: ({ register: { settings } }) => ({ idleMs: settings.idleMs }),
}

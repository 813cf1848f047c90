import * as z from "zod"
import { Principal, Role, TenantId, isSame, principalOf } from "../actors.ts"
import { Digest } from "../digest.ts"
import { type Asked, NoticeEvent, type Notices, type Telling } from "../domain.ts"
import { callerOfCommand } from "../gate/ask.ts"
import type { Policy } from "../gate/policy.ts"
import { LogRecord } from "../ledger/record.ts"
import type { Transition } from "../ledger/transition.ts"
import { type DomainName, type Shapes, domainNames, registry } from "../registry.ts"
import { nonEmpty } from "../table.ts"
import { Instant } from "../time.ts"

/** What everyone is told who is bypassed, or has to look: when emergency access is asked for, opens or ends; when an agent overruns. Version 1. */
const head = {
  type: z.literal("interlock/notice/v1"),
  /** Hash of the record that tells it: the same however often it is sent, and no other log's. */
  id: Digest,
  tenant: TenantId,
  /** The number of that record in the tenant's log. */
  seq: LogRecord.shape.seq,
  event: NoticeEvent,
  /** When it was recorded. */
  at: Instant,
  /** Who asked, countersigned, denied, revoked, swept or reported. */
  by: Principal,
  warnings: LogRecord.shape.warnings,
  to: z.strictObject({
    /** Those of the tenant's people who would have been asked, each once. Whose access it is knows. */
    people: z.array(Principal).readonly(),
    /** Whoever holds one of these is asked; the kernel knows no directory. */
    roles: z.array(Role).readonly(),
  }),
} as const

const noticeAbout = <About extends z.core.$ZodLooseShape>(about: About) => z.strictObject({ ...head, ...about })

export const Notice = z.discriminatedUnion(
  "domain",
  nonEmpty(
    Object.values(registry).flatMap(({ notices }) => (notices === null ? [] : [noticeAbout(notices.schema.shape)])),
  ),
)
export type Notice = Readonly<z.infer<typeof Notice>>
type About = Own<Notice>
/** What of a notice is its domain's own, each by itself. */
type Own<N> = N extends unknown ? Omit<N, keyof typeof head> : never

/** The registry once more, with whom each domain asks, and what of it is news. */
const parts: {
  readonly [N in DomainName]: {
    readonly asked: (policy: Policy["domains"][N]) => Asked
    readonly notices:
      | (Omit<Notices<Shapes[N], About>, "events"> & {
          readonly events: Readonly<Partial<Record<string, NoticeEvent | Telling<Shapes[N]>>>>
        })
      | null
  }
} = registry

const askedIn = <N extends DomainName>(domain: N, policy: Policy): Asked => parts[domain].asked(policy.domains[domain])

/** Everybody whom the domains would have asked, but for the owner. */
const bypassed = (policy: Policy, owner: Principal): Notice["to"] => {
  const asked = domainNames.map((domain) => askedIn(domain, policy))
  const others = asked
    .flatMap(({ people }) => people)
    .filter((who) => who.kind === "human" && who.tenant === policy.tenant && !isSame(who, owner))
  return {
    people: others.filter((who, at) => others.findIndex((other) => isSame(other, who)) === at),
    roles: asked.flatMap(({ roles }) => roles),
  }
}

interface News {
  readonly event: NoticeEvent
  readonly about: About
  readonly owner: Principal
}

const newsIn = <N extends DomainName>({ domain, command, outcome }: Transition<N>): News | null => {
  const { notices } = parts[domain]
  if (notices === null || !outcome.accepted) return null
  const { after } = outcome
  const told = notices.events[command.type]
  if (told === undefined) return null
  const entity = after.find(({ id }) => id === command.id)
  const news = typeof told === "function" ? told(after) : entity === undefined ? null : { event: told, entity }
  if (news === null) return null
  return { event: news.event, about: notices.about(news.entity, after), owner: notices.ownerOf(news.entity) }
}

/**
 * The notice that a record of the log is to those who are bypassed, null for most. It is made of the record alone, so none
 * is lost and none is made up; who they are, the policy says that is in force when they are told.
 * @param hash the record's own, as the log has it
 */
export const noticeOf = (record: LogRecord, hash: Digest, policy: Policy): Notice | null => {
  const { body } = record
  if (body.type !== "command") return null
  const news = newsIn(body.transition)
  if (news === null) return null
  return {
    type: "interlock/notice/v1",
    id: hash,
    tenant: record.tenant,
    seq: record.seq,
    event: news.event,
    at: record.at.now,
    by: principalOf(callerOfCommand(body.transition.command).actor),
    warnings: record.warnings,
    to: bypassed(policy, news.owner),
    ...news.about,
  }
}

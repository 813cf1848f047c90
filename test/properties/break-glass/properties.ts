import type { Principal } from "../../../kernel/actors.ts"
import { Address, type Command, type Kept, type Settings } from "../../../kernel/break-glass/break-glass.ts"
import type { BreakGlass } from "../../../kernel/break-glass/facts.ts"
import { breakGlass } from "../../../kernel/break-glass/index.ts"
import type { KeyFingerprint } from "../../../kernel/keyring.ts"
import type { Register } from "../../../kernel/machine.ts"
import {
  type Kernel,
  type Move,
  START,
  after,
  ask,
  caller,
  countersign,
  deny,
  expire,
  lapse,
  use,
  request,
  revoke,
  rita,
  sam,
} from "../../fixtures/break-glass.ts"
import type * as told from "../trail.ts"
import { MIN_DURATION } from "./play.ts"
import { isCovered, termsOf } from "./words.ts"

/**
 * What no run may ever do, told from what happened: from the commands that were accepted, and when. Nothing here looks at a
 * status or a guard; what a grant keeps is looked at only where the property is about what it keeps.
 */

type Trail = told.Trail<BreakGlass>
type Type = Command["type"]
type Said<T extends Type> = Extract<Command, { readonly type: T }>

interface Deed<T extends Type = Type> {
  readonly command: Said<T>
  readonly now: number
  /** Which of the trail it was. */
  readonly index: number
}

/** A grant as it was asked for, what was done with it afterwards, and what it keeps at the end of the trail. */
interface Story {
  readonly id: string
  readonly request: Said<"request">
  readonly at: number
  readonly index: number
  readonly settings: Settings
  readonly deeds: readonly Deed[]
  readonly kept: Kept
}

type Who = Pick<Principal, "id" | "tenant">
const same = (a: Who, b: Who) => a.id === b.id && a.tenant === b.tenant
const as = (value: unknown) => JSON.stringify(value)
const isDeed = <T extends Type>(deed: Deed, type: T): deed is Deed & Deed<T> => deed.command.type === type

const registerAfter = (trail: Trail): Register<BreakGlass> | undefined => trail.at(-1)?.after
const stories = (trail: Trail): Story[] => {
  const deeds = trail.flatMap(({ answer, command, now }, index) => (answer.accepted ? [{ command, now, index }] : []))
  return deeds.flatMap((deed) => {
    const { id, kept, settings } = standing(trail, deed)
    if (!isDeed(deed, "request") || kept === undefined || settings === undefined) return []
    const later = deeds.filter(({ command, index }) => command.id === id && index > deed.index)
    return [{ id, request: deed.command, at: deed.now, index: deed.index, settings, deeds: later, kept }]
  })
}
const standing = (trail: Trail, { command: { id: grant } }: Deed) => ({
  id: grant,
  kept: registerAfter(trail)?.entities.get(grant)?.kept,
  settings: registerAfter(trail)?.settings,
})

/** The story as it had been told before a moment of the trail. */
const before = (story: Story, index: number): Story => ({
  ...story,
  deeds: story.deeds.filter((deed) => deed.index < index),
})
const all = <T extends Type>({ deeds }: Story, type: T): Deed<T>[] => deeds.filter((deed) => isDeed(deed, type))
const settlements = ({ deeds }: Story) =>
  deeds.filter(({ command: { type } }) => type === "countersign" || type === "deny" || type === "lapse")
const ends = ({ deeds }: Story) => deeds.filter(({ command: { type } }) => type === "revoke" || type === "expire")

const lapseOf = ({ at, settings }: Story) => at + settings.requestMs
const activationOf = (story: Story) => all(story, "countersign")[0]?.now
const deadlineOf = (story: Story) => {
  const activated = activationOf(story)
  return activated === undefined ? undefined : activated + story.request.durationMs
}
/** When a grant that had been given was over, if it was by then: nobody needs to have noticed. */
const realEnd = (story: Story, now: number) => {
  const deadline = deadlineOf(story)
  if (deadline === undefined) return undefined
  const end = Math.min(deadline, ends(story)[0]?.now ?? Infinity)
  return end <= now ? end : undefined
}
const isActive = (story: Story, now: number) =>
  activationOf(story) !== undefined && ends(story).length === 0 && realEnd(story, now) === undefined
const isOpen = (story: Story, now: number) =>
  isActive(story, now) || (settlements(story).length === 0 && ends(story).length === 0 && now < lapseOf(story))

const everyStory = (trail: Trail, holds: (story: Story) => boolean) => stories(trail).every(holds)
/** Of every accepted command of this type: it, and its grant as it was just before. */
const every = <T extends Type>(trail: Trail, type: T, holds: (said: Said<T>, now: number, grant: Story) => boolean) =>
  everyStory(trail, (story) =>
    all(story, type).every(({ command, now, index }) => holds(command, now, before(story, index))),
  )
/** Of every command of a type: the settings that were in force then, and its grant as it was just before. */
const everyUnder = (trail: Trail, type: Type, holds: (inForce: Settings, grant: Story) => boolean) =>
  everyStory(trail, (story) =>
    all(story, type).every(({ index }) => {
      const played = trail[index]
      return played === undefined || holds(played.before.settings, before(story, index))
    }),
  )
const isOwner = (keyring: Settings["keyring"], key: KeyFingerprint, who: Who) => {
  const owner = keyring[key]
  return owner !== undefined && same(owner, who)
}
/** Of every request: it, and each earlier grant of the same holder as it then was. */
const everyTwo = (trail: Trail, holds: (earlier: Story, later: Story) => boolean) =>
  everyStory(trail, (later) =>
    stories(trail).every(
      (one) =>
        one.index >= later.index || !same(one.request.by, later.request.by) || holds(before(one, later.index), later),
    ),
  )
const isEligible = ({ roles }: Said<"deny">["by"], { settings: { countersigners } }: Story) =>
  roles.some((role) => countersigners.includes(role))
const isOurs = ({ tenant }: Who, { settings }: Story) => tenant === settings.tenant

/** Of liveness, what one trail can show: what is asked once all is due that the trail left behind. */
const everyLast = (
  trail: Trail,
  kernel: Kernel,
  asks: (story: Story) => { readonly moves: readonly Move[]; readonly due: number; readonly accepted: boolean } | null,
) => {
  const register = registerAfter(trail)
  const now = trail.at(-1)?.now ?? 0
  if (register === undefined) return true
  return everyStory(trail, (story) => {
    const asked = asks(story)
    if (asked === null) return true
    const at = Math.max(asked.due, now) - START
    return asked.moves.every((move) => ask(register, [at, move], kernel).accepted === asked.accepted)
  })
}

/** What a request rests on, by the settings in force. */
const keyIsKept = ({ keyring }: Settings, { request: { by, factor } }: Story) =>
  factor === null || isOwner(keyring, factor.key, by)
const isGrantable = ({ grantable }: Settings, { request: { scope } }: Story) =>
  scope.every(({ tool, prefix }) => isCovered(tool, prefix, grantable))
const isBounded = ({ minDurationMs, maxDurationMs }: Settings, { request: { durationMs } }: Story) =>
  durationMs >= minDurationMs && durationMs <= maxDurationMs

export const properties: Readonly<Record<string, (trail: Trail, kernel?: Kernel) => boolean>> = {
  EveryGrantHasAReason: (trail) => everyStory(trail, ({ request: { reason } }) => /[\p{L}\p{N}]/u.test(reason)),
  DurationIsBounded: (trail) => everyStory(trail, (story) => isBounded(story.settings, story)),
  NoGrantToAgents: (trail) => everyStory(trail, ({ request: { by } }) => by.kind === "human"),
  NoGrantToOutsiders: (trail) => everyStory(trail, (story) => isOurs(story.request.by, story)),
  NoAgentFromOutside: (trail) =>
    everyStory(trail, (story) => story.request.agent === null || isOurs(story.request.agent, story)),
  GrantsNeedAFreshFactor: (trail) =>
    everyStory(trail, ({ request: { factor }, at, settings: { factorMs } }) => {
      return factor !== null && at - factor.at >= 0 && at - factor.at < factorMs
    }),
  NoGrantBeyondTheGrantable: (trail) => everyStory(trail, (story) => isGrantable(story.settings, story)),
  OneOpenGrantPerHolder: (trail) => everyTwo(trail, (earlier, later) => !isOpen(earlier, later.at)),
  CooldownBetweenGrants: (trail) =>
    everyTwo(trail, (earlier, later) => {
      const end = realEnd(earlier, later.at)
      return end === undefined || later.at - end >= later.settings.cooldownMs
    }),
  RequestRateIsBounded: (trail) =>
    everyStory(trail, ({ request: { by }, at, index, settings: { requestRate } }) => {
      const recent = stories(trail).filter(
        (one) => same(one.request.by, by) && one.index <= index && at - one.at < requestRate.windowMs,
      )
      return recent.length <= requestRate.max
    }),
  ActiveGrantsAreCapped: (trail) =>
    trail.every(({ now }, index) => {
      const active = stories(trail).filter((story) => story.index <= index && isActive(before(story, index + 1), now))
      return active.every(({ settings }) => active.length <= settings.maxActiveGrants)
    }),

  SettledOnce: (trail) =>
    everyStory(trail, (story) => {
      const [settled, again] = settlements(story)
      return again === undefined && (settled === undefined || ends(before(story, settled.index)).length === 0)
    }),
  NoStaleCountersign: (trail) => every(trail, "countersign", (_, now, grant) => now < lapseOf(grant)),
  NoStaleDeny: (trail) => every(trail, "deny", (_, now, grant) => now < lapseOf(grant)),
  NoStaleRevoke: (trail) =>
    every(trail, "revoke", (_, now, grant) => settlements(grant).length > 0 || now < lapseOf(grant)),
  TwoPeople: (trail) =>
    every(
      trail,
      "countersign",
      ({ by }, _, { request, settings }) => settings.allowSelfCountersign || !same(by, request.by),
    ),
  OnlyHumansCountersign: (trail) => every(trail, "countersign", ({ by }) => by.kind === "human"),
  NoCrossTenantGrant: (trail) => every(trail, "countersign", ({ by }, _, grant) => isOurs(by, grant)),
  OnlyEligibleCountersign: (trail) => every(trail, "countersign", ({ by }, _, grant) => isEligible(by, grant)),
  OnlyEligibleDeny: (trail) => every(trail, "deny", ({ by }, _, grant) => isEligible(by, grant)),
  NoUnsignedGrant: (trail) =>
    every(trail, "countersign", ({ by, terms, signature }, _, grant) => {
      if (signature === null || !same(signature.signer, by)) return false
      const { statement } = signature
      return (
        same(statement.countersigner, by) &&
        statement.terms === terms &&
        statement.grant === grant.id &&
        statement.tenant === grant.settings.tenant
      )
    }),
  CountersignaturesBindTheGrant: (trail) =>
    every(trail, "countersign", ({ terms }, _, { request, settings }) => terms === termsOf(request, settings)),
  NoGrantOfALostKey: (trail) => everyUnder(trail, "countersign", keyIsKept),
  NoGrantOfALostScope: (trail) => everyUnder(trail, "countersign", isGrantable),
  NoGrantOfALostDuration: (trail) => everyUnder(trail, "countersign", isBounded),
  OnlyHumansDeny: (trail) => every(trail, "deny", ({ by }) => by.kind === "human"),
  NoCrossTenantDeny: (trail) => every(trail, "deny", ({ by }, _, grant) => isOurs(by, grant)),
  NoEarlyLapse: (trail) => every(trail, "lapse", (_, now, grant) => now >= lapseOf(grant)),

  NoUseOutsideGrant: (trail) =>
    every(trail, "use", (_, __, grant) => activationOf(grant) !== undefined && ends(grant).length === 0),
  NoUseAfterExpiry: (trail) => every(trail, "use", (_, now, grant) => now < (deadlineOf(grant) ?? Infinity)),
  NoUseOutsideScope: (trail) =>
    every(trail, "use", ({ action: { tool, resources } }, _, { request: { scope } }) =>
      resources.every(({ address }) => isCovered(tool, address, scope)),
    ),
  GrantIsNotTransferable: (trail) =>
    every(trail, "use", ({ by }, _, { request: { by: holder, agent } }) => {
      return same(by.person, holder) && [holder, agent].some((one) => one !== null && same(by.actor, one))
    }),
  NoOpeningBeyondTheGrantable: (trail) =>
    every(trail, "use", ({ action: { tool, resources } }, _, { settings: { grantable } }) =>
      resources.every(({ address, opens }) => {
        return (
          opens === null || grantable.some((pair) => pair.types.includes(opens) && isCovered(tool, address, [pair]))
        )
      }),
    ),
  NoOpeningToTheWorld: (trail) => every(trail, "use", ({ action: { opensToWorld } }) => !opensToWorld),
  NoUseWithoutTheHoldersKey: (trail) => everyUnder(trail, "use", keyIsKept),
  NoUseWithoutTheCountersignersKey: (trail) =>
    everyUnder(trail, "use", ({ keyring }, grant) =>
      all(grant, "countersign").every(
        ({ command: { signature } }) => signature === null || isOwner(keyring, signature.key, signature.signer),
      ),
    ),
  // What the policy gives when something is done is what counts, whatever it gave when people signed.
  NoUseWithoutAnEligibleCountersigner: (trail) =>
    everyUnder(trail, "use", ({ keyring, countersigners }, grant) =>
      all(grant, "countersign").every(({ command: { signature } }) => {
        if (signature === null || !isOwner(keyring, signature.key, signature.signer)) return true
        return keyring[signature.key]?.roles.some((role) => countersigners.includes(role)) === true
      }),
    ),
  NoUseByOnePersonAlone: (trail) =>
    everyUnder(
      trail,
      "use",
      ({ allowSelfCountersign }, grant) =>
        allowSelfCountersign || all(grant, "countersign").every(({ command: { by } }) => !same(by, grant.request.by)),
    ),
  NoUseBeyondTheGrantable: (trail) => everyUnder(trail, "use", isGrantable),
  UsedDurationIsBounded: (trail) => everyUnder(trail, "use", isBounded),
  NoRevokeAfterExpiry: (trail) => every(trail, "revoke", (_, now, grant) => now < (deadlineOf(grant) ?? Infinity)),
  OnlyHolderOrEligibleRevokes: (trail) =>
    every(trail, "revoke", ({ by }, _, grant) => same(by, grant.request.by) || isEligible(by, grant)),
  NoCrossTenantRevoke: (trail) => every(trail, "revoke", ({ by }, _, grant) => isOurs(by, grant)),
  NoRevokeByAgents: (trail) => every(trail, "revoke", ({ by }) => by.kind !== "agent"),
  NoEarlyExpiry: (trail) => every(trail, "expire", (_, now, grant) => now >= (deadlineOf(grant) ?? Infinity)),
  EndedNeverChanges: (trail) =>
    everyStory(trail, (story) =>
      trail.every((played, index) => {
        const then = before(story, index)
        const over = ends(then).length > 0 || all(then, "deny").length > 0 || all(then, "lapse").length > 0
        return !over || as(played.before.entities.get(story.id)) === as(played.after.entities.get(story.id))
      }),
    ),
  EndIsNeverLate: (trail) =>
    everyStory(trail, (story) => (story.kept.ended?.at ?? 0) <= (deadlineOf(story) ?? Infinity)),
  SelfCountersignIsSeen: (trail) =>
    everyStory(
      trail,
      (story) =>
        story.kept.selfCountersigned ||
        !all(story, "countersign").some(({ command: { by } }) => same(by, story.request.by)),
    ),

  EveryGrantEnds: (trail, kernel = breakGlass) =>
    everyLast(trail, kernel, (story) => {
      const due = deadlineOf(story)
      return due === undefined || ends(story).length > 0 ? null : { moves: [expire(story.id)], due, accepted: true }
    }),
  EveryRequestSettles: (trail, kernel = breakGlass) =>
    everyLast(trail, kernel, (story) =>
      settlements(story).length > 0 || ends(story).length > 0
        ? null
        : { moves: [lapse(story.id)], due: lapseOf(story), accepted: true },
    ),
  /** Nobody sweeps, and yet nobody acts under the grant any more, nor ends it a second time. */
  EveryGrantIsOver: (trail, kernel = breakGlass) =>
    everyLast(trail, kernel, (story) => {
      const due = deadlineOf(story)
      const { id, request: asked } = story
      const [pair] = asked.scope
      if (due === undefined || pair === undefined) return null
      const act = use(id, caller(asked.by), {
        tool: pair.tool,
        resources: [{ address: Address.parse(pair.prefix), opens: null }],
        opensToWorld: false,
      })
      return { moves: [act, revoke(id, asked.by)], due, accepted: false }
    }),
  EveryRequestIsOver: (trail, kernel = breakGlass) =>
    everyLast(trail, kernel, (story) => {
      if (settlements(story).length > 0) return null
      const { id, request: asked } = story
      const other = same(asked.by, rita()) ? sam() : rita()
      const moves = [countersign(id, other), deny(id, other), revoke(id, asked.by)]
      return { moves, due: lapseOf(story), accepted: false }
    }),
  /** Nobody sweeps, and yet whoever asked once can ask again when all is over, and be given what they ask for. */
  NobodyWaitsForASweeper: (trail, kernel = breakGlass) => {
    const register = registerAfter(trail)
    if (register === undefined) return true
    const { cooldownMs, requestRate } = register.settings
    const over = stories(trail).map((story) => deadlineOf(story) ?? lapseOf(story))
    const late = Math.max(trail.at(-1)?.now ?? 0, ...over) + cooldownMs + requestRate.windowMs - START
    return everyStory(trail, ({ request: { by, scope } }) => {
      const again = ask(
        register,
        [late, request("again", by, { factorAt: late, durationMs: MIN_DURATION, scope })],
        kernel,
      )
      const other = same(by, rita()) ? sam() : rita()
      return again.accepted && ask(after(register, again), [late, countersign("again", other)], kernel).accepted
    })
  },
}

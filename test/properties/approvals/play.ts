import type { Actor, Caller } from "../../../kernel/actors.ts"
import type { Kept, Seat, Settings, Signature, Stages } from "../../../kernel/approvals/approvals.ts"
import type { Approvals } from "../../../kernel/approvals/facts.ts"
import { type ApprovalsRegister, approvals } from "../../../kernel/approvals/index.ts"
import {
  type Kernel,
  type Move,
  START,
  actor,
  after,
  ann,
  approve,
  ask,
  bob,
  bot,
  caller,
  cancel,
  carol,
  consume,
  dan,
  delegate,
  digest,
  erin,
  expire,
  foreign,
  group,
  instant,
  keptOf,
  keyringOf,
  otherBot,
  principal,
  registerOf,
  reject,
  root,
  seat,
  settings,
  stage,
  statusOf,
  submit,
  supersede,
  sweeper,
  withdraw,
  withoutKeysOf,
} from "../../fixtures/approvals.ts"
import { at, once, some } from "../choose.ts"
import type { Played, Trail } from "../trail.ts"
import { type Draw, type DrawnPolicy, SEATED, type Scenario } from "./draws.ts"

/** Everybody: the first ten may be seated. Two go by one id in two tenants, thrice. */
const people = once(() => {
  const fay = actor("fay")
  const seated = [ann(), bob(), carol(), dan(), erin(), fay, root(), bot(), foreign(bob()), foreign(ann())]
  return [...seated, otherBot(), sweeper(), foreign(root()), foreign(bot())]
})

const callers = once(() => {
  const [us, them] = [ann(), foreign(ann())]
  const careful = [caller(us), caller(bot(), us), caller(bot(), bob()), caller(bob()), caller(otherBot(), us)]
  return [
    ...careful,
    caller(root()),
    caller(them),
    caller(foreign(bot()), them),
    caller(foreign(root())),
    caller(root(), us),
  ]
})
const CAREFUL_CALLERS = 5
const IDS = ["r1", "r2", "r3", "r4", "constructor"]
const MAX_USES = 2
const MAX_LIFETIME = 60

export const settingsOf = ({ routes, maxOpenRequests, decisionRate }: DrawnPolicy, name: string): Settings => {
  const everybody = people().slice(0, SEATED)
  const named = routes.map((stages, route) => [
    `route-${route}`,
    stages.map(({ mode, groups, slaMs }) =>
      stage(
        groups.map(({ seats, quorum }, n) =>
          group(
            ["ops", "dev"][n] ?? "",
            seats.map((index) => at(everybody, index)),
            quorum,
          ),
        ),
        mode,
        slaMs,
      ),
    ),
  ])
  // Neither who asks most often nor the last of the people is one to whom a seat may be lent.
  const delegates = people().slice(1, -1).map(principal)
  const keyring = keyringOf(people())
  const bounds = { keyring, delegates, maxUses: MAX_USES, maxLifetimeMs: MAX_LIFETIME, maxOpenRequests, decisionRate }
  return settings(Object.fromEntries(named) as Record<string, Stages>, bounds, name)
}

const samePerson = (a: { id: string; tenant: string }, b: { id: string; tenant: string }) =>
  a.id === b.id && a.tenant === b.tenant

const actorOf = (who: { id: string; tenant: string }): Actor | undefined => people().find((one) => samePerson(one, who))

const seatsOf = ({ stages }: Kept): Seat[] =>
  stages.flatMap(({ groups }, index) =>
    groups.flatMap(({ name, seats }) =>
      seats.flatMap((member) => {
        const known = actorOf(member)
        return known === undefined ? [] : [seat(index, name, known)]
      }),
    ),
  )

/** The seat's member and those to whom it was lent. */
const holdersOf = (kept: Kept, { stage, group, member }: Seat): Actor[] =>
  [
    member,
    ...kept.delegations
      .filter((one) => one.seat.stage === stage && one.seat.group === group && samePerson(one.seat.member, member))
      .map(({ to }) => to),
  ]
    .map(actorOf)
    .filter((one) => one !== undefined)

/** A seat and who speaks for it. */
const speakerOf = (kept: Kept, { care, who, seat: index, other }: Draw): readonly [Seat, Actor] => {
  const real = seatsOf(kept)
  const anybody = people()
  if (care === "wild" || real.length === 0) {
    const member = at(anybody, index)
    return [at([...real, seat(index % 4, "ops", member), seat(0, "made-up", member)], index + who), at(anybody, who)]
  }
  const sensible = real.filter(
    ({ stage, member }) =>
      (kept.opened[stage] ?? null) !== null &&
      member.kind === "human" &&
      member.tenant === kept.requester.person.tenant &&
      !samePerson(member, kept.requester.person) &&
      !kept.decisions.some(({ by, seat }) => samePerson(by, member) || samePerson(seat.member, member)),
  )
  const heard = (one: { id: string; tenant: string }) => kept.decisions.some(({ by }) => samePerson(by, one))
  // Where seats were lent the confusion starts: who has decided, who lent, who may lend on, whose voice was carried by whom?
  const lent = real.filter((one) => holdersOf(kept, one).length > 1)
  const spent = lent.filter(({ member }) => kept.decisions.some(({ seat }) => samePerson(seat.member, member)))
  const confused = at([some(spent, lent, real), some(lent, real), real, real], other)
  const taken = at(care === "careful" ? some(sensible, real) : confused, index)
  const silent = holdersOf(kept, taken).filter((one) => !heard(one))
  if (care === "careless" && who % 2 === 0) return [taken, at(some(silent, holdersOf(kept, taken)), who / 2)]
  return [taken, at(holdersOf(kept, taken), care === "careful" && who % 3 !== 0 ? 0 : who)]
}

/** A signature of any statement, as it is or as it ought not to be. */
const signed =
  ({ signature, other }: Draw) =>
  <Of extends Pick<Signature, "signer" | "key"> & { readonly statement: object }>(good: Of): Of | null => {
    const readings = {
      good,
      none: null,
      foreign: {
        ...good,
        signer: principal(
          at(
            people().filter((one) => !samePerson(one, good.signer)),
            other,
          ),
        ),
      },
      misstated: { ...good, statement: { ...good.statement, expiresAt: instant(1) } },
    }
    return readings[signature]
  }

const submission = (draw: Draw, { settings: { routes } }: ApprovalsRegister, amended: Settings): Move => {
  const { care, who, seat: index, other } = draw
  const id = care === "wild" ? at(IDS, draw.request) : undefined
  const names = Object.keys(routes)
  const route = at(names, index)
  const by = at(care === "careful" ? callers().slice(0, CAREFUL_CALLERS) : callers(), who)
  const told = {
    route,
    plan: at(["plan", "plan-2"], other),
    uses: care === "wild" ? (other % 5) - 1 : 1 + (other % MAX_USES),
    lifetimeMs:
      care === "wild" ? at([0, 1, MAX_LIFETIME, MAX_LIFETIME + 1], other) : 10 + (other % (MAX_LIFETIME - 10)),
  }
  const smuggled = at(Object.values(amended.routes), other)
  return (register) => {
    const free = IDS.find((one) => register.entities.get(one) === undefined)
    const stages = care === "careless" && other % 4 === 0 ? { stages: smuggled } : {}
    return submit(id ?? free ?? at(IDS, draw.request), by, { ...told, ...stages })(register)
  }
}

const requestOf = ({ care, request, kind }: Draw, { entities }: ApprovalsRegister): string => {
  const there = IDS.filter((id) => entities.get(id) !== undefined)
  const wanted = kind === "consume" ? ["approved"] : ["pending", "approved"]
  const apt = there.filter((id) => wanted.includes(entities.get(id)?.status ?? ""))
  if (care === "wild") return at(IDS, request)
  return at(care === "careful" || request % 3 > 0 ? some(apt, there, IDS) : some(there, IDS), request)
}

const planOf = (kept: Kept, { plan }: Draw) => {
  const [sealed, other] = kept.plan === digest("plan") ? ["plan", "plan-2"] : ["plan-2", "plan"]
  return plan === "sealed" ? sealed : other
}

/** The requester; or somebody near: the person alone, the namesakes in the other tenant; or anybody. */
const callerOf = ({ requester }: Kept, { care, who }: Draw): Caller => {
  const { actor, person } = requester
  const near = [requester, caller(person), caller(foreign(actor), foreign(person))]
  return care === "careful" ? requester : at([...near, ...callers()], who)
}

/** Somebody who has approved, or anybody. */
const withdrawerOf = ({ decisions }: Kept, { care, who }: Draw): Actor =>
  at(
    care === "wild"
      ? people()
      : some(
          decisions.map(({ by }) => by),
          people(),
        ),
    who,
  )

/** One good rejection ends a request, and the rest of the run says little: most are worse than that. */
const worse = (draw: Draw): Draw => {
  const care = draw.care === "careful" ? "careless" : "wild"
  return draw.kind === "reject" ? { ...draw, care } : draw
}

const moveOf = (draw: Draw, register: ApprovalsRegister, amended: Settings): Move => {
  if (draw.kind === "submit") return submission(draw, register, amended)
  const id = requestOf(draw, register)
  if (register.entities.get(id) === undefined) {
    return draw.care === "wild" ? cancel(id, at(callers(), draw.who)) : submission(draw, register, amended)
  }
  const kept = keptOf(register, id)
  const [taken, speaker] = speakerOf(kept, worse(draw))
  const how = { plan: planOf(kept, draw), signed: signed(draw) }
  const anybody = people()
  const moves = {
    approve: approve(id, speaker, taken, how),
    reject: reject(id, speaker, taken, how),
    delegate: delegate(
      id,
      speaker,
      taken,
      at(draw.care === "careful" ? anybody.slice(1, 7) : anybody, draw.other),
      how,
    ),
    withdraw: withdraw(id, withdrawerOf(kept, draw)),
    consume: consume(id, callerOf(kept, draw), how.plan),
    cancel: cancel(id, callerOf(kept, draw)),
    supersede: supersede(id, callerOf(kept, draw)),
    expire: expire(id),
    amend: expire(id),
    revoke: expire(id),
  }
  // Who knows the rules doesn't use what isn't approved yet, but helps it along.
  const early = draw.kind === "consume" && draw.care === "careful" && statusOf(register, id) === "pending"
  return early ? moves.approve : moves[draw.kind]
}

/** When the command is said: never before the last one. */
const momentOf = (draw: Draw, now: number, register: ApprovalsRegister): number => {
  const kept = register.entities.get(requestOf(draw, register))?.kept
  if (kept === undefined || draw.edge === "none") return now + draw.wait
  const edges = {
    expiry: [kept.expiresAt],
    sla: kept.opened.flatMap((opened, index) => (opened === null ? [] : [opened + (kept.stages[index]?.slaMs ?? 0)])),
    window: kept.decisions.map((decision) => decision.at + register.settings.decisionRate.windowMs),
  }
  const ahead = edges[draw.edge].map((edge) => (draw.before ? edge - 1 : edge)).filter((edge) => edge >= now)
  return ahead.length > 0 ? at(ahead, draw.other) : now + draw.wait
}

/** Plays a scenario on a kernel. */
export const play = ({ policies, draws }: Scenario, kernel: Kernel = approvals): Trail<Approvals> => {
  const [first, second] = [settingsOf(policies[0], "policy"), settingsOf(policies[1], "amended")]
  const trail: Played<Approvals>[] = []
  let register = registerOf(first)
  let now = START
  for (const draw of draws) {
    const amended = register.settings.policy === first.policy ? second : first
    if (draw.kind === "amend") {
      register = { ...register, settings: { ...amended, keyring: register.settings.keyring } }
      continue
    }
    if (draw.kind === "revoke") {
      register = withoutKeysOf(register, [at(people(), draw.who)])
      continue
    }
    now = momentOf(draw, now, register)
    const command = moveOf(draw, register, amended)(register)
    const answer = ask(register, [now - START, () => command], kernel)
    const next = after(register, answer)
    trail.push({ before: register, command, now, answer, after: next })
    register = next
  }
  return trail
}

import { type Actor, type Caller, isSame } from "../../../kernel/actors.ts"
import type {
  Action,
  Command,
  Kept,
  Scope,
  Settings,
  Signature,
  Statement,
} from "../../../kernel/break-glass/break-glass.ts"
import type { BreakGlass } from "../../../kernel/break-glass/facts.ts"
import { type BreakGlassRegister, breakGlass } from "../../../kernel/break-glass/index.ts"
import {
  type Kernel,
  type Move,
  START,
  action,
  actor,
  after,
  ann,
  ask,
  bob,
  bot,
  caller,
  countersign,
  deny,
  digest,
  eagerBot,
  expire,
  foreign,
  keptOf,
  keyOf,
  killSwitch,
  lapse,
  opening,
  otherBot,
  outsider,
  use,
  principal,
  registerOf,
  request,
  revoke,
  rita,
  root,
  sam,
  scope,
  settings,
  sweeper,
  toWorld,
  without,
} from "../../fixtures/break-glass.ts"
import { at, once } from "../choose.ts"
import type { Played, Trail } from "../trail.ts"
import type { Draw, DrawnSettings, Scenario } from "./draws.ts"

/** Who asks, and who answers: the first are those whom the rules mean. */
const people = once(() => [ann(), rita(), bob(), sam()])
const eligible = once(() => [rita(), sam()])
const everybody = once(() => [
  ...people(),
  root(),
  bot(),
  eagerBot(),
  killSwitch(),
  sweeper(),
  foreign(ann()),
  outsider(),
  foreign(root()),
  foreign(eagerBot()),
  actor("ann", { kind: "agent" }),
])
const revokers = once(() => [rita(), killSwitch(), sam()])
/** Each is wrong for a part of the guards alone: no role, no human, of another tenant, an agent. */
const misfits = once(() => [bob(), eagerBot(), killSwitch(), outsider(), foreign(killSwitch())])
const agents = once(() => [null, bot(), otherBot(), foreign(bot())])
const strangers = once((): readonly Caller[] => [
  caller(bob()),
  caller(bot()),
  caller(bot(), bob()),
  caller(otherBot(), ann()),
  caller(ann(), bob()),
  caller(rita(), ann()),
  caller(foreign(ann())),
  caller(foreign(bot()), foreign(ann())),
])

const IDS = ["g1", "g2", "g3", "g4", "g5", "g6", "g7", "g8", "g9", "constructor", "g10", "g11", "g12"]
export const MIN_DURATION = 2
export const MAX_DURATION = 40

const scopes = once((): readonly Scope[] => [
  scope(["psql", "db.main"]),
  scope(["psql", "db"]),
  scope(["psql", "db.main"], ["ssh", "host/web"]),
])
const beyond = once((): readonly Scope[] => [
  scope(["psql", "cache"]),
  scope(["psql", "dbx"]),
  scope(["psql", "db.main"], ["ssh", "host"]),
])
const actions = once((): readonly Action[] => [
  action("psql", "db.main"),
  action("psql", "db.main.users", "db.main[1]"),
  action("psql", "db.main", opening("db.main[1]")),
])
const others = once((): readonly Action[] => [
  action("psql", "db.mainframe"),
  action("ssh", "db.main"),
  action("psql", "db.main", "db2"),
  action("psql", opening("db.main", "policy")),
  action("psql", opening("db.main"), opening("db.main.users", "policy")),
  toWorld(action("psql", "db.main.users", opening("db.main"))),
  toWorld(action("psql", opening("db.main.users"))),
])

const settingsOf = (drawn: DrawnSettings): Settings =>
  settings({ minDurationMs: MIN_DURATION, maxDurationMs: MAX_DURATION, ...drawn })

/** Whether somebody careless errs in this place of a command, of which there are six; at a request half of the time in none. */
const errsAt = ({ care, other, kind }: Draw, place: number): boolean =>
  care === "careless" && other % (kind === "request" ? 12 : 6) === place

const actorOf = (who: Kept["holder"]): Actor =>
  everybody().find((one) => isSame(one, who) && one.kind === who.kind) ?? ann()

/** Who says it: anybody at all, one of those for whom it is wrong, or one of those whom the rules mean. */
const sayer = ({ care, who }: Draw, errs: boolean, wrong: readonly Actor[], right: readonly Actor[]): Actor =>
  at(care === "wild" ? everybody() : errs ? wrong : right, who)

const asking = (draw: Draw, register: BreakGlassRegister, now: number): Move => {
  const { care, grant, what, other } = draw
  const taken = at(IDS, grant)
  const free = IDS.find((id) => register.entities.get(id) === undefined) ?? taken
  const since = now - START
  const stale = since - register.settings.factorMs
  const by = sayer(draw, errsAt(draw, 0), [bot(), killSwitch(), foreign(ann()), outsider()], people())
  return request(care === "wild" ? taken : free, by, {
    agent: at(agents(), other),
    reason: errsAt(draw, 1) ? at(["", " \n"], what) : "it burns",
    durationMs: at(
      errsAt(draw, 2) ? [-1, 0, MIN_DURATION - 1, MAX_DURATION + 1] : [MIN_DURATION, 9, 20, MAX_DURATION],
      what,
    ),
    factorAt: at(errsAt(draw, 3) ? [null, stale, since + 1, stale - 9] : [since, stale + 1], what),
    scope: at(errsAt(draw, 4) || care === "wild" ? beyond() : scopes(), what),
  })
}

/** Signatures that are none: missing, somebody else's, or of something else. */
const forged =
  (index: number) =>
  (good: Signature): Signature | null => {
    const stating = (changed: Partial<Statement>) => ({ ...good, statement: { ...good.statement, ...changed } })
    return at(
      [
        null,
        { ...good, signer: principal(bob()) },
        { ...good, signer: { ...good.signer, tenant: outsider().tenant } },
        stating({ terms: digest("other") }),
        stating({ countersigner: principal(bob()) }),
        stating({ tenant: outsider().tenant }),
      ],
      index,
    )
  }

const settling = (draw: Draw, id: string, register: BreakGlassRegister): Move => {
  const { care, what } = draw
  const holder = actorOf(keptOf(register, id).holder)
  const { allowSelfCountersign } = register.settings
  const self = eligible().filter((one) => isSame(one, holder))
  const others = eligible().filter((one) => !isSame(one, holder))
  const second = allowSelfCountersign && self.length > 0 && draw.before ? self : others
  const by = sayer(draw, errsAt(draw, 0) || errsAt(draw, 1), errsAt(draw, 1) ? [holder] : misfits(), second)
  const other = at(IDS, what)
  const terms = register.entities.get(other)?.kept.terms ?? digest("other")
  return countersign(id, by, {
    ...(errsAt(draw, 2) ? { terms } : {}),
    ...(errsAt(draw, 3) || care === "wild" ? { signed: forged(what) } : {}),
  })
}

const usage = (draw: Draw, id: string, { holder, agent }: Kept): Move => {
  const { care, who, what } = draw
  const person = actorOf(holder)
  const careful = [
    caller(person),
    ...(agent === null || agent.tenant !== person.tenant ? [] : [caller({ ...agent, roles: [] }, person)]),
  ]
  const stranger = care === "wild" || errsAt(draw, 0) || errsAt(draw, 1)
  const outside = care === "wild" || errsAt(draw, 2)
  return use(id, at(stranger ? strangers() : careful, who), at(outside ? others() : actions(), what))
}

/** The statuses in which each command makes sense. */
const apt = {
  request: [],
  countersign: ["requested"],
  deny: ["requested"],
  lapse: ["requested"],
  use: ["active"],
  revoke: ["requested", "active"],
  expire: ["active"],
} as const satisfies Readonly<Record<Draw["kind"], readonly string[]>>

/** The grant that a command means, none where the command makes no sense of any. */
const grantOf = (draw: Draw, { entities }: BreakGlassRegister, now: number): string | undefined => {
  const { care, grant, kind } = draw
  if (care === "wild") return at(IDS, grant)
  const wanted: readonly string[] = apt[kind]
  const there = IDS.flatMap((id) => {
    const entity = entities.get(id)
    return entity === undefined ? [] : [{ id, ...entity }]
  })
  const fit = there.filter(({ status }) => wanted.includes(status))
  const timely = fit.filter(({ kept: { lapsesAt, expiresAt } }) => now < (expiresAt ?? lapsesAt))
  const sweeps = kind === "lapse" || kind === "expire"
  // Whoever errs in the last places means another grant, or the right one at the wrong time.
  const meant = errsAt(draw, 5) || (sweeps && errsAt(draw, 4)) ? there : sweeps || errsAt(draw, 4) ? fit : timely
  return meant.length > 0 ? at(meant, grant).id : undefined
}

const moveOf = (draw: Draw, register: BreakGlassRegister, now: number): Move => {
  const { care, kind } = draw
  const id = grantOf(draw, register, now)
  const kept = id === undefined ? undefined : register.entities.get(id)?.kept
  if (kind === "request") return asking(draw, register, now)
  if (id === undefined) {
    // Who knows the rules doesn't use what isn't there yet, but helps it along.
    const waiting = grantOf({ ...draw, kind: "countersign" }, register, now)
    return waiting === undefined ? asking(draw, register, now) : settling(draw, waiting, register)
  }
  if (kept === undefined) return lapse(id, at(everybody(), draw.who))
  const by = (...right: readonly Actor[]) => sayer(draw, errsAt(draw, 0) || errsAt(draw, 1), misfits(), right)
  const moves = {
    countersign: () => settling(draw, id, register),
    deny: () => deny(id, by(...eligible())),
    lapse: () => lapse(id),
    use: () => usage(draw, id, kept),
    revoke: () => revoke(id, by(actorOf(kept.holder), ...revokers())),
    expire: () => expire(id, care === "wild" ? by() : sweeper()),
  }
  return moves[kind]()
}

/** When the command is said: never before the last one. */
const momentOf = (draw: Draw, now: number, register: BreakGlassRegister): number => {
  const kept = register.entities.get(grantOf(draw, register, now) ?? "")?.kept
  const grants = [...register.entities.values()].map((grant) => grant.kept)
  const { cooldownMs, requestRate } = register.settings
  const ends = grants.flatMap(({ ended, expiresAt }) => [ended?.at ?? expiresAt ?? []]).flat()
  const sweeps = draw.kind === "lapse" || draw.kind === "expire"
  const edges = {
    none: [],
    deadline: kept === undefined ? ends : [kept.expiresAt ?? kept.lapsesAt],
    rest: ends.map((end) => end + cooldownMs),
    window: grants.map(({ requestedAt }) => requestedAt + requestRate.windowMs),
  }
  // Whoever sweeps knows when; mostly.
  const wanted = edges[sweeps && draw.care === "careful" ? "deadline" : draw.edge]
  const before = draw.before && !(sweeps && draw.care === "careful")
  const ahead = wanted.map((edge) => (before ? edge - 1 : edge)).filter((edge) => edge >= now)
  return ahead.length > 0 ? at(ahead, draw.what) : now + draw.wait
}

type Less = (inForce: Settings, holder: Actor, countersigner: Actor) => Settings
const demoted = (inForce: Settings, who: Actor): Settings => ({
  ...inForce,
  keyring: { ...inForce.keyring, [keyOf(who)]: { ...who, roles: [] } },
})
/** What a deployment may no longer give a request when it is countersigned. */
const lessOfRequest: readonly Less[] = [
  (inForce, holder) => without(inForce, holder),
  (inForce) => ({ ...inForce, grantable: inForce.grantable.slice(1) }),
  (inForce) => ({ ...inForce, maxDurationMs: inForce.minDurationMs }),
  (inForce) => ({ ...inForce, minDurationMs: inForce.maxDurationMs }),
]
/** And a grant when it is used. */
const less: readonly Less[] = [
  ...lessOfRequest,
  (inForce, _, countersigner) => without(inForce, countersigner),
  (inForce, holder) => demoted(inForce, holder),
  (inForce, _, countersigner) => demoted(inForce, countersigner),
  (inForce) => ({ ...inForce, countersigners: [] }),
]

const MANY = 20
/** Where one person is enough, that is what is mostly taken away. */
const lessWhenUsed = ({ allowSelfCountersign }: Settings, number: number): Less | undefined =>
  allowSelfCountersign && number >= MANY ? (inForce) => ({ ...inForce, allowSelfCountersign: false }) : less[number]

/** The settings in force when a command is said: of a good part of what is signed and used they give less than before. */
const deployedFor = (draw: Draw, register: BreakGlassRegister, { type, id }: Command): Settings => {
  const kept = register.entities.get(id)?.kept
  const narrowing = {
    countersign: () => lessOfRequest[draw.less],
    use: () => lessWhenUsed(register.settings, draw.less),
  }
  const narrowed = type === "countersign" || type === "use" ? narrowing[type]() : undefined
  if (kept === undefined || narrowed === undefined) return register.settings
  const holder = actorOf(kept.holder)
  return narrowed(register.settings, holder, kept.settlements.map(({ by }) => actorOf(by))[0] ?? holder)
}

/** Plays a scenario on a kernel. */
export const play = (scenario: Scenario, kernel: Kernel = breakGlass): Trail<BreakGlass> => {
  const trail: Played<BreakGlass>[] = []
  const inForce = settingsOf(scenario.settings)
  let register = registerOf(inForce)
  let now = START
  for (const draw of scenario.draws) {
    now = momentOf(draw, now, register)
    const command = moveOf(draw, register, now)(register)
    const before = { ...register, settings: deployedFor(draw, register, command) }
    const answer = ask(before, [now - START, () => command], kernel)
    register = { ...after(before, answer), settings: inForce }
    trail.push({ before, command, now, answer, after: register })
  }
  return trail
}

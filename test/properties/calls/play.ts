import { type Actor, type Principal, isSame } from "../../../kernel/actors.ts"
import type { CallKept, Status } from "../../../kernel/calls/calls.ts"
import type { Calls } from "../../../kernel/calls/facts.ts"
import { type CallsRegister, calls } from "../../../kernel/calls/index.ts"
import { keysOf } from "../../../kernel/table.ts"
import {
  type Kernel,
  type Move,
  START,
  adminBot,
  admit,
  after,
  ann,
  ask,
  bob,
  bot,
  cancel,
  complete,
  executor,
  fail,
  foreign,
  found,
  gate,
  olga,
  operatorService,
  otherBot,
  otherExecutor,
  perform,
  receive,
  recover,
  refuse,
  registerOf,
  release,
  resolve,
  root,
  settings,
  sweeper,
  timeout,
  wait,
} from "../../fixtures/calls.ts"
import { at, once, some } from "../choose.ts"
import type { Played, Trail } from "../trail.ts"
import type { Draw, Scenario } from "./draws.ts"

const everybody = once(() => [
  ...[ann(), bob(), root(), olga(), bot(), otherBot(), executor(), otherExecutor(), gate(), sweeper()],
  ...[adminBot(), operatorService(), foreign(root()), foreign(olga()), foreign(executor()), foreign(bot())],
])
/** Who calls, some of them for somebody else. */
const callers = once((): readonly { readonly by: Actor; readonly person: Actor }[] => [
  { by: bot(), person: ann() },
  { by: otherBot(), person: bob() },
  { by: olga(), person: olga() },
  { by: bot(), person: olga() },
  { by: root(), person: root() },
  { by: executor(), person: ann() },
])

const CALLS = Array.from({ length: 60 }, (_, n) => `call_${n + 1}`)
const FOUND = keysOf(found())
const WORDS = ["approval", "person"] as const
/** In how many places somebody careless may err. */
const PLACES = 8

/** Whether somebody careless errs in this place of a command. */
const errsAt = ({ care, other }: Draw, ...places: readonly number[]): boolean =>
  care === "careless" && places.includes(other % PLACES)

interface Call {
  readonly id: string
  readonly status: Status
  readonly kept: CallKept
}

const callsIn = ({ entities }: CallsRegister): readonly Call[] =>
  CALLS.flatMap((id) => {
    const entity = entities.get(id)
    return entity?.kept.entity === "call" ? [{ id, status: entity.status, kept: entity.kept }] : []
  })
const inStatus = (all: readonly Call[], ...statuses: readonly Status[]): readonly Call[] =>
  all.filter(({ status }) => statuses.includes(status))

const isResolved = (id: string, { entities }: CallsRegister) =>
  entities.get(id.replace("call_", "resolution_")) !== undefined
const owns = ({ kept: { caller } }: Call, who: Principal) => isSame(who, caller.actor) || isSame(who, caller.person)
/** Somebody of whom only the name was kept. */
const actorOf = (who: Principal): Actor => everybody().find((one) => isSame(one, who)) ?? { ...who, roles: [] }
const name = (id: string) => `key of ${id}`

/** What a draw is about: what there is, now. */
interface Scene {
  readonly draw: Draw
  readonly register: CallsRegister
  readonly all: readonly Call[]
  readonly now: number
}

const receiving = ({ draw, register, all }: Scene): Move => {
  const { call, what, who } = draw
  const free = CALLS.find((id) => register.entities.get(id) === undefined) ?? at(CALLS, call)
  const undecided = inStatus(all, "received", "waiting")
  const decided = all.filter((one) => !undecided.includes(one))
  const namesake = errsAt(draw, 0, 1, 2) ? undecided : what % 4 === 0 ? decided : []
  const id = draw.care === "wild" ? at(CALLS, call) : free
  const key = namesake.length > 0 ? at(namesake, call).kept.key : undefined
  const { by, person } = at(callers(), who)
  const move = receive(id, {
    by,
    person,
    plan: at(["plan", "other"], what),
    key: name(id),
    mode: what % 6 === 1 ? "dryRun" : "live",
  })
  return (known) => {
    const command = move(known)
    return command.type === "receive" && key !== undefined ? { ...command, key } : command
  }
}

/** The calls that somebody careful means by a command. */
const apt = ({ draw: { kind }, register, all, now }: Scene): readonly Call[] => {
  const { freshMs } = register.settings
  const being = (...statuses: readonly Status[]) => inStatus(all, ...statuses)
  switch (kind) {
    case "receive":
      return []
    case "wait":
      return being("received")
    case "admit":
      return being("received", "waiting").filter(({ kept: { wait } }) => wait === null || now < wait.until)
    case "refuse":
      return being("received", "waiting")
    case "timeout":
      return being("waiting").filter(({ kept: { wait } }) => wait !== null && now >= wait.until)
    case "cancel":
      return being("received", "waiting", "admitted")
    case "release":
      return being("admitted").filter(({ kept: { decision } }) => now < (decision?.at ?? 0) + freshMs)
    case "perform":
      return being("released").filter(({ kept: { releases } }) => releases.some(({ until }) => now < until))
    case "complete":
    case "fail":
      return being("released", "performing")
    case "recover":
      return being("released", "performing").filter(({ kept: { releases } }) =>
        releases.some(({ reportBy }) => now >= reportBy),
      )
    case "resolve":
      return being("outcomeUnknown").filter(({ id }) => !isResolved(id, register))
  }
}

/** The calls that somebody careless means who doesn't know how things stand, in two places. */
const inapt = ({ draw, register, all }: Scene): readonly Call[] => {
  const undone = inStatus(all, "received", "waiting", "admitted", "refused", "cancelled", "dryRun")
  const over = inStatus(all, "completed", "failed", "outcomeUnknown")
  switch (draw.kind) {
    case "perform":
      return errsAt(draw, 0)
        ? undone
        : some(
            over.filter(({ kept }) => kept.performs.length === 0),
            inStatus(all, "performing"),
            undone,
          )
    case "complete":
    case "fail":
    case "recover":
      return errsAt(draw, 0) ? undone : over
    case "release":
      return errsAt(draw, 0)
        ? inStatus(all, "received", "waiting", "refused", "cancelled", "dryRun")
        : some(inStatus(all, "dryRun"), inStatus(all, "admitted"), inStatus(all, "released", "performing"))
    case "cancel":
      return errsAt(draw, 0) ? inStatus(all, "released", "performing") : inStatus(all, "refused", "cancelled", "dryRun")
    case "wait":
      return errsAt(draw, 0) ? inStatus(all, "waiting") : undone
    case "resolve":
      return all.filter(({ id }) => !isResolved(id, register))
    case "receive":
    case "admit":
    case "refuse":
    case "timeout":
      return all
  }
}

/** The call that a command means, none where it makes no sense of any. */
const meant = (scene: Scene): Call | undefined => {
  const { draw, all } = scene
  if (all.length === 0) return undefined
  if (draw.care === "wild") return at(all, draw.call)
  const timeless = { ...scene, now: draw.kind === "timeout" || draw.kind === "recover" ? Infinity : 0 }
  const wanted = errsAt(draw, 0, 1) ? inapt(scene) : errsAt(draw, 2) ? apt(timeless) : apt(scene)
  const own = ({ kept: { caller } }: Call) => [olga(), root()].some((who) => isSame(who, caller.actor))
  const fit =
    draw.kind === "resolve" && errsAt(draw, 5)
      ? wanted.filter(own)
      : draw.kind === "admit" && errsAt(draw, 6)
        ? inStatus(wanted, "waiting")
        : wanted
  return fit.length > 0 ? at(fit, draw.call) : undefined
}

/** Whom a call is no business of. */
const strangers = (call: Call, ...among: readonly Actor[]) => among.filter((who) => !owns(call, who))

const cancelling = ({ draw }: Scene, call: Call): Move => {
  const { caller } = call.kept
  const right = [actorOf(caller.actor), actorOf(caller.person), root()]
  const wrong = strangers(call, bob(), otherBot(), otherExecutor(), gate())
  if (errsAt(draw, 3)) return cancel(call.id, foreign(root()))
  return cancel(call.id, errsAt(draw, 4) ? at(wrong, draw.who) : at(right, draw.who))
}

const performing = ({ draw }: Scene, call: Call): Move => {
  const { caller, releases, plan } = call.kept
  const right = [executor(), actorOf(caller.actor), otherExecutor(), actorOf(caller.person)]
  const wrong = strangers(call, bob(), root(), otherBot(), adminBot())
  const by = errsAt(draw, 3) ? foreign(executor()) : errsAt(draw, 4) ? at(wrong, draw.who) : at(right, draw.who)
  const planned = releases.at(-1)?.plan ?? plan
  const move = perform(call.id, { by, plan: "elsewhere", mode: errsAt(draw, 5) ? "dryRun" : "live" })
  return (register) => {
    const command = move(register)
    return command.type === "perform" && !errsAt(draw, 6) ? { ...command, plan: planned } : command
  }
}

/** Who reports, and where they err. */
const reporterOf = ({ draw }: Scene, call: Call): Actor => {
  const { caller, performs } = call.kept
  const performed = performs.at(-1)
  if (errsAt(draw, 3)) return foreign(executor())
  if (errsAt(draw, 4)) {
    const others = performed === undefined ? strangers(call, bob(), root(), otherBot(), adminBot()) : everybody()
    const wrong = others.filter(({ tenant }) => tenant === caller.actor.tenant)
    return at(wrong, draw.who)
  }
  if (performed !== undefined) return actorOf(performed.by)
  return at([executor(), actorOf(caller.actor), otherExecutor(), actorOf(caller.person)], draw.who)
}

const resolving = ({ draw }: Scene, call: Call): Move => {
  const { actor } = call.kept.caller
  const right = [olga(), root()].filter((who) => !isSame(who, actor))
  const wrong = errsAt(draw, 3)
    ? [adminBot(), operatorService()]
    : errsAt(draw, 4)
      ? [foreign(olga()), foreign(root())]
      : errsAt(draw, 5)
        ? [actorOf(actor)]
        : errsAt(draw, 6)
          ? [ann(), bob()]
          : right
  return resolve(call.id, at(wrong, draw.who), at(["completed", "failed"], draw.what))
}

const releasing = ({ draw }: Scene, call: Call): Move => {
  const move = release(call.id, { plan: "elsewhere", mode: at(["live", "live", "dryRun"], draw.what) })
  return (register) => {
    const command = move(register)
    return command.type === "release" && !errsAt(draw, 3) ? { ...command, plan: call.kept.plan } : command
  }
}

const waiting = ({ draw, register, now }: Scene, { id }: Call): Move => {
  const { waitMs } = register.settings
  const since = now - START
  const wrong = [since, since + waitMs + 1, Math.max(0, since - 1)]
  const right = [since + waitMs, since + 1, since + Math.ceil(waitMs / 2)]
  return wait(id, at(errsAt(draw, 3, 4) ? wrong : right, draw.what), at(WORDS, draw.who))
}

const admitting = ({ draw }: Scene, { id, kept }: Call): Move => {
  const judged = errsAt(draw, 3, 4, 5) ? found(at(FOUND, draw.what)) : found()
  const answer = errsAt(draw, 6) ? at([null, "nobody"], draw.what) : (kept.wait?.on ?? null)
  return admit(id, { judged, answer })
}

const said = (scene: Scene, call: Call): Move => {
  const { draw } = scene
  const { id } = call
  switch (draw.kind) {
    case "receive":
      return receiving(scene)
    case "wait":
      return waiting(scene, call)
    case "admit":
      return admitting(scene, call)
    case "refuse":
      return refuse(id, at([["toolIsKnown"], ["a", "b"]], draw.what))
    case "timeout":
      return timeout(id, at([sweeper(), gate()], draw.who))
    case "cancel":
      return cancelling(scene, call)
    case "release":
      return releasing(scene, call)
    case "perform":
      return performing(scene, call)
    case "complete":
      return complete(id, reporterOf(scene, call), at(["output", null], draw.what))
    case "fail":
      return fail(id, reporterOf(scene, call), !errsAt(draw, 5))
    case "recover":
      return recover(id, at([sweeper(), gate(), ann()], draw.who))
    case "resolve":
      return resolving(scene, call)
  }
}

/** What comes next in the life of a call: whoever would say something of none says this of another one. */
const onwards = (scene: Scene): Move => {
  const { draw, all } = scene
  const kinds = ["admit", "release", "perform"] as const
  for (const kind of kinds.toReversed()) {
    const next = { ...scene, draw: { ...draw, kind, care: "careful" as const } }
    const [call] = apt({ ...next, all })
    if (call !== undefined && draw.what % 3 > 0) return said(next, call)
  }
  return receiving({ ...scene, draw: { ...draw, care: "careful" } })
}

const moveOf = (scene: Scene): Move => {
  const { draw, all } = scene
  if (draw.care === "wild" && all.length === 0) return cancel(at(CALLS, draw.call))
  if (draw.kind === "receive") return receiving(scene)
  if (draw.care === "wild" && draw.other % 4 === 0) return resolve(at(CALLS, draw.call))
  const call = meant(scene)
  return call === undefined ? onwards(scene) : said(scene, call)
}

const LATE: ReadonlyMap<Draw["kind"], Draw["edge"]> = new Map([
  ["admit", "deadline"],
  ["release", "stale"],
  ["perform", "closed"],
])

/** When the command is said: never before the last one. Who sweeps with care waits until something is due. */
const momentOf = (draw: Draw, now: number, register: CallsRegister): number => {
  const all = callsIn(register)
  const released = inStatus(all, "released", "performing").flatMap(({ kept: { releases } }) => releases)
  const edges = {
    none: [],
    deadline: inStatus(all, "waiting").flatMap(({ kept: { wait } }) => (wait === null ? [] : [wait.until])),
    stale: inStatus(all, "admitted").map(({ kept: { decision } }) => (decision?.at ?? 0) + register.settings.freshMs),
    closed: released.map(({ until }) => until),
    overdue: released.map(({ reportBy }) => reportBy),
  }
  const sweeps = draw.care === "careful" && draw.what % 2 === 0
  const due = !sweeps ? null : draw.kind === "timeout" ? "deadline" : draw.kind === "recover" ? "overdue" : null
  // What is late, is late in its own way.
  const late = errsAt(draw, 2) ? LATE.get(draw.kind) : undefined
  const wanted = edges[due ?? late ?? draw.edge]
  const isEarly = draw.before && due === null && late === undefined
  const ahead = wanted.map((edge) => (isEarly ? edge - 1 : edge)).filter((edge) => edge >= now)
  return ahead.length > 0 ? at(ahead, draw.call) : now + draw.wait
}

/** Plays a scenario on a kernel. */
export const play = (scenario: Scenario, kernel: Kernel = calls): Trail<Calls> => {
  const trail: Played<Calls>[] = []
  let register: CallsRegister = registerOf(settings(scenario.settings))
  let now = START
  for (const draw of scenario.draws) {
    now = momentOf(draw, now, register)
    const command = moveOf({ draw, register, all: callsIn(register), now })(register)
    const before = register
    const answer = ask(before, [now - START, () => command], kernel)
    register = after(before, answer)
    trail.push({ before, command, now, answer, after: register })
  }
  return trail
}

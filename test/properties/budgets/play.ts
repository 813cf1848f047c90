import { isSame } from "../../../kernel/actors.ts"
import {
  type Amounts,
  type BudgetKept,
  Caps,
  type ReservationKept,
  type Settings,
  type Signature,
  type Statement,
} from "../../../kernel/budgets/budgets.ts"
import type { Budgets } from "../../../kernel/budgets/facts.ts"
import { type BudgetsRegister, budgets } from "../../../kernel/budgets/index.ts"
import {
  type Kernel,
  type Move,
  START,
  type Signing,
  actor,
  adminBot,
  adminService,
  after,
  ann,
  ask,
  bob,
  bot,
  daemon,
  digest,
  executor,
  foreign,
  gate,
  ida,
  lapse,
  narrow,
  open,
  otherBot,
  otto,
  principal,
  registerOf,
  release,
  reserve,
  root,
  settings,
  settle,
  sweeper,
  unfreeze,
  unreserve,
  widen,
} from "../../fixtures/budgets.ts"
import { at, once } from "../choose.ts"
import type { Played, Trail } from "../trail.ts"
import type { Draw, DrawnSettings, Scenario } from "./draws.ts"

const admins = once(() => [root(), ida(), otto()])
const agents = once(() => [bot(), otherBot(), actor("constructor", { kind: "agent" })])
const everybody = once(() => [
  ...admins(),
  ...agents(),
  ann(),
  bob(),
  adminBot(),
  adminService(),
  gate(),
  executor(),
  sweeper(),
  daemon(),
  foreign(root()),
  foreign(ida()),
  foreign(gate()),
  foreign(bot()),
  actor("bot"),
])
/** Each is wrong for a part of the guards of a change alone: no role, no human, of another tenant. */
const misfits = once(() => [bob(), adminBot(), adminService(), foreign(ida()), foreign(otto())])
/** On their word nobody relies. */
const unheard = once(() => [bot(), root(), sweeper(), foreign(gate()), { ...gate(), roles: [] }])
/** None of them is the agent whose budget it is. */
const borrowers = once(() => [bob(), adminBot(), foreign(bot()), gate(), root()])

const RESERVATIONS = Array.from({ length: 56 }, (_, n) => `reservation_${n + 1}`)
const MOST = Number.MAX_SAFE_INTEGER
const DAY = 86_400_000

const settingsOf = ({ windowMs, leaseMs, ...caps }: DrawnSettings): Settings =>
  settings({ windowMs, leaseMs, newCaps: { ...caps, tools: ["mail", "shell"] } })

/** Whether somebody careless errs in this place of a command, of which there are so many. */
const errsAt = ({ care, other }: Draw, place: number, places = 6): boolean =>
  care === "careless" && other % places === place

interface Budget {
  readonly id: string
  readonly kept: BudgetKept
}
interface Reservation {
  readonly id: string
  readonly status: string
  readonly kept: ReservationKept
}

const budgetsIn = ({ entities }: BudgetsRegister): readonly Budget[] =>
  agents().flatMap(({ id }) => {
    const kept = entities.get(id)?.kept
    return kept?.entity === "budget" ? [{ id, kept }] : []
  })
const reservationsIn = ({ entities }: BudgetsRegister): readonly Reservation[] =>
  RESERVATIONS.flatMap((id) => {
    const entity = entities.get(id)
    return entity?.kept.entity === "reservation" ? [{ id, status: entity.status, kept: entity.kept }] : []
  })
const forceIn = ({ caps, widening }: BudgetKept, now: number): Caps =>
  widening !== null && now >= widening.from ? widening.caps : caps

/** What is asked for: what fits is told by what the budget keeps, and mostly it is little. */
const askedOf = (draw: Draw, { meter }: BudgetKept, caps: Caps, now: number): Amounts => {
  const used = meter.day === Math.floor(now / DAY) ? meter : { spend: 0, affected: 0 }
  const left = { spend: Math.max(0, caps.spend - used.spend), affected: Math.max(0, caps.affected - used.affected) }
  const some = (wanted: readonly number[], most: number) => Math.max(0, Math.min(at(wanted, draw.what), most))
  const spend = errsAt(draw, 0, 14)
    ? Math.min(left.spend + 1, MOST)
    : draw.care === "wild"
      ? at([0, 9, 21, MOST], draw.what)
      : some([0, 1, 3, left.spend, left.spend - 1], left.spend)
  const affected = errsAt(draw, 1, 14)
    ? Math.min(left.affected + 1, caps.blast)
    : errsAt(draw, 2, 14)
      ? Math.min(caps.blast + 1, left.affected)
      : some([0, 0, 1, 2, left.affected, caps.blast], Math.min(left.affected, caps.blast))
  return { spend, affected }
}

const asking = (draw: Draw, register: BudgetsRegister, now: number): Move => {
  const { care, call, what, who } = draw
  const thawed = budgetsIn(register).filter(({ kept }) => errsAt(draw, 3, 14) || !kept.frozen)
  const all = thawed.length > 0 ? thawed : budgetsIn(register)
  if (all.length === 0 || care === "wild") {
    const by = at([...agents(), ...borrowers()], who)
    return reserve(at(RESERVATIONS, call), { by, budget: at(agents(), what).id, spend: what, depth: what % 9 })
  }
  // One of them works more than the others do.
  const { id, kept } = at(all, draw.budget < 8 ? 0 : draw.budget)
  const free = RESERVATIONS.find((one) => register.entities.get(one) === undefined) ?? at(RESERVATIONS, call)
  const caps = forceIn(kept, now)
  const agent = agents().find((one) => one.id === id) ?? bot()
  const repeats = errsAt(draw, 6, 14) || errsAt(draw, 7, 14) || what % 5 < 2
  const tool = caps.tools[repeats ? 0 : what % Math.max(1, caps.tools.length)]
  return reserve(free, {
    by: errsAt(draw, 4, 14) ? at([...borrowers(), ...agents().filter((one) => one.id !== id)], who) : agent,
    budget: id,
    tool: errsAt(draw, 5, 14) || tool === undefined ? at(["psql", "mai"], what) : tool,
    args: repeats ? "again" : at(["b", "c", free, free, free], what),
    depth: errsAt(draw, 8, 14) ? caps.depth + 1 : Math.min(caps.depth, what % 3),
    ...askedOf(draw, kept, caps, now),
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
        { ...good, signer: principal(foreign(root())) },
        stating({ signer: principal(bob()) }),
        stating({ terms: digest("other") }),
        stating({ tenant: foreign(root()).tenant }),
        stating({ what: good.statement.what === "thaw" ? "widening" : "thaw" }),
      ],
      index,
    )
  }

/** Who changes it together, and where one of them, or what they signed, is wrong. */
const signingOf = (draw: Draw, { kept }: Budget): Signing => {
  const { care, who, what } = draw
  const right = admins().filter((one) => !isSame(one, kept.owner))
  const by = at(right, who)
  const others = right.filter((one) => !isSame(one, by))
  const owner = admins().filter((one) => isSame(one, kept.owner))
  // Whoever answers for the agent is more often tempted than others.
  const wrong = [...misfits(), ...owner, ...owner, ...owner, ...owner, ...owner]
  const stale = [0, kept.serial, kept.serial + 2, Math.max(0, kept.serial - 1)]
  if (care === "wild") return { by: at(everybody(), who), countersigner: at(everybody(), what), serial: at(stale, who) }
  const countersigner = errsAt(draw, 1) ? at(wrong, what) : errsAt(draw, 2) ? by : at(others, what)
  return {
    by: errsAt(draw, 0)
      ? at(
          wrong.filter((one) => !isSame(one, countersigner)),
          what,
        )
      : by,
    countersigner,
    ...(errsAt(draw, 3) ? { signed: forged(what) } : {}),
    ...(errsAt(draw, 4) ? { countersigned: forged(what) } : {}),
    ...(errsAt(draw, 5) && what % 2 === 0 ? { serial: at(stale, who) } : {}),
  }
}

const NUMBERS = ["spend", "affected", "blast", "depth", "rate", "open", "unknown"] as const
const MOST_OF = {
  spend: MOST - 1,
  affected: MOST - 1,
  blast: MOST,
  depth: 32,
  rate: 48,
  open: 16,
  unknown: 16,
} as const

const widening = (draw: Draw, budget: Budget, now: number): Move => {
  const { what, who } = draw
  const caps = forceIn(budget.kept, now)
  const name = at(NUMBERS, who)
  const wider = Math.min(at([caps[name] + 1, caps[name] + 5, MOST], what), MOST_OF[name])
  const changed = at([{ [name]: wider }, { [name]: wider }, { [name]: 0 }, { tools: ["mail", "shell", "psql"] }], what)
  const since = now - START
  const from = errsAt(draw, 5) && what % 2 === 1 ? Math.max(0, since - 1) : since + at([0, 0, 1, 9, 40, DAY], what)
  return widen(budget.id, from, Caps.parse({ ...caps, ...changed }), signingOf(draw, budget))
}

const narrowing = (draw: Draw, { id, kept }: Budget, now: number): Move => {
  const { care, what, who } = draw
  const caps = forceIn(kept, now)
  const name = at(NUMBERS, who)
  const down = { [name]: Math.max(0, at([caps[name] - 1, caps[name] - 2, Math.min(caps[name], 1)], what)) }
  const changed = errsAt(draw, 0)
    ? { ...down, [at(NUMBERS, who + 1)]: Math.min(caps[at(NUMBERS, who + 1)] + 1, MOST_OF[at(NUMBERS, who + 1)]) }
    : errsAt(draw, 1)
      ? {}
      : at([down, down, { tools: caps.tools.slice(1) }], what)
  const wrong = [ann(), bob(), bot(), foreign(root()), foreign(ida())]
  const by =
    care === "wild" ? at(everybody(), who) : errsAt(draw, 2) || errsAt(draw, 3) ? at(wrong, who) : at(admins(), who)
  return narrow(id, Caps.parse({ ...caps, ...changed }), by)
}

/** What is reported: mostly what was asked or less, and now and then far more. */
const reportOf = ({ what }: Draw, { kept: { asked } }: Reservation): Amounts => {
  const { spend, affected } = asked
  const less = { spend: Math.floor(spend / 2), affected }
  return at(
    [
      asked,
      less,
      { spend: 0, affected: 0 },
      asked,
      { spend, affected: Math.max(0, affected - 1) },
      { spend: Math.min(spend + 1, MOST), affected },
      { spend, affected: Math.min(affected + 1, MOST) },
      less,
      { spend: MOST, affected },
    ],
    what,
  )
}

/** The statuses in which each command makes sense. */
const apt = {
  release: ["open"],
  settle: ["open", "lapsed"],
  unreserve: ["open"],
  lapse: ["open"],
} as const satisfies Readonly<Partial<Record<Draw["kind"], readonly string[]>>>
type Reporting = keyof typeof apt
const isReporting = (kind: Draw["kind"]): kind is Reporting => Object.hasOwn(apt, kind)

/** The reservation that a command means, none where it makes no sense of any. */
const reservationFor = (
  draw: Draw,
  register: BudgetsRegister,
  kind: Reporting,
  now: number,
): Reservation | undefined => {
  const all = reservationsIn(register)
  if (draw.care === "wild") return all[draw.call % Math.max(1, all.length)]
  const wanted: readonly string[] = apt[kind]
  const fit = all.filter(({ status }) => wanted.includes(status))
  const startable = ({ kept }: Reservation) => now < kept.until && kept.releases.length === 0
  const timely = {
    release: startable,
    settle: () => true,
    unreserve: ({ kept }: Reservation) => kept.releases.length === 0,
    lapse: () => true,
  }[kind]
  const meant = errsAt(draw, 5) ? all : errsAt(draw, 4) ? fit : fit.filter(timely)
  return meant.length > 0 ? at(meant, draw.call) : undefined
}

const reporting = (draw: Draw, kind: Reporting, { id, kept, status }: Reservation): Move => {
  const { care, who } = draw
  const right = [gate(), executor()]
  const by = care === "wild" ? at(everybody(), who) : errsAt(draw, 0) ? at(unheard(), who) : at(right, who)
  switch (kind) {
    case "release":
      return release(id, by)
    case "settle":
      return settle(id, reportOf(draw, { id, kept, status }), by)
    case "unreserve":
      return unreserve(id, by)
    case "lapse":
      return lapse(id, care === "wild" ? by : sweeper())
  }
}

const opening = (draw: Draw, register: BudgetsRegister): Move => {
  const { care, budget, who, what } = draw
  const free = agents().filter(({ id }) => register.entities.get(id) === undefined)
  const { id } = at(care === "wild" || free.length === 0 ? agents() : free, budget)
  const wrong = [ann(), bob(), bot(), foreign(root()), foreign(ida())]
  const by =
    care === "wild" ? at(everybody(), who) : errsAt(draw, 0) || errsAt(draw, 1) ? at(wrong, who) : at(admins(), who)
  return open(id, by, at(["otto", "ann", "otto"], what))
}

const moveOf = (draw: Draw, register: BudgetsRegister, now: number): Move => {
  const { kind, care } = draw
  const all = budgetsIn(register)
  if (care === "wild" && all.length === 0) return narrow(at(agents(), draw.budget).id, {}, root())
  if (kind === "open" || all.length === 0) return opening(draw, register)
  if (kind === "reserve") return asking(draw, register, now)
  if (isReporting(kind)) {
    const reservation = reservationFor(draw, register, kind, now)
    if (care === "wild" && reservation === undefined) return lapse(at(RESERVATIONS, draw.call))
    return reservation === undefined ? asking(draw, register, now) : reporting(draw, kind, reservation)
  }
  const budget = at(all, draw.budget)
  if (kind === "widen") return widening(draw, budget, now)
  if (kind === "narrow") return narrowing(draw, budget, now)
  const frozen = all.filter(({ kept }) => kept.frozen)
  if (care === "wild" || errsAt(draw, 5)) return unfreeze(budget.id, signingOf(draw, budget))
  if (frozen.length > 0) {
    const one = at(frozen, draw.budget)
    return unfreeze(one.id, signingOf(draw, one))
  }
  // Who would thaw needs somebody who has spent more than was asked.
  const running = reservationsIn(register).find(({ status }) => status === "open" || status === "lapsed")
  if (running === undefined) return asking(draw, register, now)
  return settle(running.id, { ...running.kept.asked, spend: Math.min(running.kept.asked.spend + 1, MOST) })
}

/** When the command is said: never before the last one. */
const momentOf = (draw: Draw, now: number, register: BudgetsRegister): number => {
  const calls = reservationsIn(register)
  const kept = budgetsIn(register).map((budget) => budget.kept)
  const open = calls.filter(({ status }) => status === "open").map((one) => one.kept.until)
  const edges = {
    none: [],
    lease: open,
    window: calls.map((one) => one.kept.at + register.settings.windowMs),
    midnight: [(Math.floor(now / DAY) + 1) * DAY],
    widening: kept.flatMap(({ widening }) => (widening === null ? [] : [widening.from])),
  }
  const sweeps = draw.kind === "lapse" && draw.care === "careful"
  const wanted = edges[sweeps ? "lease" : draw.edge]
  const ahead = wanted.map((edge) => (draw.before && !sweeps ? edge - 1 : edge)).filter((edge) => edge >= now)
  return ahead.length > 0 ? at(ahead, draw.what) : now + draw.wait
}

/** Plays a scenario on a kernel. */
export const play = (scenario: Scenario, kernel: Kernel = budgets): Trail<Budgets> => {
  const trail: Played<Budgets>[] = []
  let register = registerOf(settingsOf(scenario.settings))
  let now = START
  for (const draw of scenario.draws) {
    now = momentOf(draw, now, register)
    const command = moveOf(draw, register, now)(register)
    const before = register
    const answer = ask(before, [now - START, () => command], kernel)
    register = after(before, answer)
    trail.push({ before, command, now, answer, after: register })
  }
  return trail
}

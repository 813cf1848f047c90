import type { Actor } from "../../../kernel/actors.ts"
import type { Sessions } from "../../../kernel/sessions/facts.ts"
import { type SessionsRegister, sessions } from "../../../kernel/sessions/index.ts"
import type {
  CredentialKept,
  Effect,
  Scope,
  SessionKept,
  Settings,
  SubjectKept,
} from "../../../kernel/sessions/sessions.ts"
import {
  type Age,
  type Kernel,
  type Move,
  START,
  actor,
  after,
  ann,
  ask,
  bob,
  bot,
  carol,
  delegate,
  disable,
  enable,
  end,
  enrol,
  everything,
  expire,
  foreign,
  foreignHr,
  hr,
  instant,
  lapse,
  lostBot,
  mint,
  open,
  otherBot,
  present,
  registerOf,
  root,
  scope,
  settings,
  sweeper,
  thirdBot,
  touch,
} from "../../fixtures/sessions.ts"
import { at, once, some } from "../choose.ts"
import type { Played, Trail } from "../trail.ts"
import type { Draw, DrawnSettings, Scenario } from "./draws.ts"

/** How a scenario becomes commands: each draw is read against the register, whose entities are sorted by what is wrong with them. */

const fourthBot = once(() => actor("bot-4", { kind: "agent" }))
const people = once(() => [ann(), bob(), carol()])
/** Enrolled like people, and no people. */
const robots = once(() => [actor("robot", { kind: "service" }), bot()])
const agents = once(() => [bot(), otherBot(), thirdBot(), fourthBot()])
const everybody = once(() => [
  ...people(),
  ...robots(),
  ...agents(),
  hr(),
  root(),
  sweeper(),
  lostBot(),
  foreign(ann()),
  foreign(bot()),
  foreignHr(),
])
const directories = once(() => [hr(), actor("clerk", { roles: ["directory"] })])

const scopes = once((): readonly Scope[] => [
  everything(),
  everything(),
  everything(),
  everything(),
  scope(["mail", "read", "write"], ["files", "read"]),
  scope(["mail", "read"]),
  scope(["files", "read", "write"]),
  scope(),
])
const tools = ["mail", "files"] as const
const asks = once(() =>
  tools.flatMap((tool) =>
    (
      [
        ["read"],
        ["write"],
        ["read", "write"],
        ["destructive"],
        ["read", "destructive"],
      ] as readonly (readonly Effect[])[]
    ).map((effects) => ({ tool, effects })),
  ),
)
type Asked = ReturnType<typeof asks>[number]

const settingsOf = (drawn: DrawnSettings): Settings => settings({ ...drawn, sensitive: [...drawn.sensitive] })

/** Whether somebody careless errs in this place of a command, of which there are so many. */
const errsAt = ({ care, place }: Draw, index: number, places: number): boolean =>
  care === "careless" && place % places === index

interface There<K> {
  readonly n: number
  readonly kept: K
  /** Everything that keeps it from being used. */
  readonly wrong: readonly string[]
}
interface World {
  readonly draw: Draw
  readonly now: number
  readonly policy: Settings
  readonly entities: SessionsRegister["entities"]
  readonly sessions: readonly There<SessionKept>[]
  readonly credentials: readonly There<CredentialKept>[]
}

const NUMBERS = Array.from({ length: 30 }, (_, n) => n + 1)

const subjectIn = ({ entities }: Pick<World, "entities">, id: string): SubjectKept | null => {
  const kept = entities.get(id)?.kept
  return kept?.entity === "subject" ? kept : null
}
const isOn = (kept: SubjectKept | null): boolean => kept !== null && kept.change.what !== "disable"
const has = (
  allowed: Scope | undefined,
  { tool, effects }: { readonly tool: string; readonly effects: readonly Effect[] },
) => effects.every((effect) => allowed?.some((pair) => pair.tool === tool && pair.effects.includes(effect)))

const wrongOf = (
  { entities, now, policy }: Pick<World, "entities" | "now" | "policy">,
  kept: SessionKept,
): string[] => {
  const person = subjectIn({ entities }, kept.subject)
  return [
    ...(kept.ended === null ? [] : ["ended"]),
    ...(now < kept.expiresAt ? [] : ["expired"]),
    ...(now < kept.seen.at + policy.idleMs ? [] : ["idle"]),
    ...(isOn(person) ? [] : ["disabled"]),
    ...(person?.enablement === kept.enablement ? [] : ["enablement"]),
  ]
}

const worldOf = (draw: Draw, { entities, settings: policy }: SessionsRegister, now: number): World => {
  const look = { entities, now, policy }
  const sessions = NUMBERS.flatMap((n): There<SessionKept>[] => {
    const kept = entities.get(`session_${n}`)?.kept
    return kept?.entity === "session" ? [{ n, kept, wrong: wrongOf(look, kept) }] : []
  })
  const credentials = NUMBERS.flatMap((n): There<CredentialKept>[] => {
    const kept = entities.get(`credential_${n}`)?.kept
    if (kept?.entity !== "credential") return []
    const behind = sessions.find((one) => `session_${one.n}` === kept.session)
    const wrong = [
      ...(behind?.wrong ?? []),
      ...(now < kept.expiresAt ? [] : ["over"]),
      ...(kept.uses.length === 0 && kept.lapsed === null ? [] : ["spent"]),
    ]
    return [{ n, kept, wrong }]
  })
  return { draw, ...look, sessions, credentials }
}

/** The one that is meant: without anything wrong, or with one thing wrong alone, of those that there are. */
const meant = <K>(
  { draw: { care, which, what, before } }: World,
  all: readonly There<K>[],
  errs: boolean,
): There<K> | undefined => {
  const right = all.filter(({ wrong }) => wrong.length === 0)
  const single = all.filter(({ wrong }) => wrong.length === 1)
  const ways = [...new Set(single.flatMap(({ wrong }) => wrong))]
  // What comes with time alone is there most of the time.
  const rare = ways.filter((way) => !["over", "spent", "idle"].includes(way))
  const chosen = before ? some(rare, ways) : ways
  const erring = single.filter(({ wrong }) => wrong.some((way) => chosen.length > 0 && way === at(chosen, what)))
  const list = care === "wild" ? all : errs ? some(erring, right) : right
  return list.length === 0 ? undefined : at(list, which)
}

const free = (all: readonly { readonly n: number }[], { care, which }: Draw): number =>
  care === "wild" ? at(NUMBERS, which) : (NUMBERS.find((n) => all.every((one) => one.n !== n)) ?? 1)

/** How long before somebody signed: not too long, or so that it proves nothing. */
const ageOf = ({ draw: { which }, policy: { factorMs } }: World, errs: boolean): Age =>
  errs ? at([null, factorMs, factorMs + 1, -1], which) : at([0, 0, factorMs - 1], which)

const opening = (world: World): Move => {
  const { draw, policy } = world
  const enrolled = [...people(), ...robots()].filter(({ id }) => subjectIn(world, id) !== null)
  const on = enrolled.filter(({ id, kind }) => isOn(subjectIn(world, id)) && kind === "human")
  const off = enrolled.filter(({ id, kind }) => !isOn(subjectIn(world, id)) && kind === "human")
  const places = (who: Actor) =>
    world.sessions.filter(({ kept, wrong }) => kept.subject === who.id && wrong.length === 0).length
  const full = on.filter((who) => places(who) >= policy.maxSessions)
  const roomy = on.filter((who) => places(who) < policy.maxSessions)
  const errs = (index: number) => errsAt(draw, index, 5)
  const list =
    draw.care === "wild"
      ? everybody()
      : errs(0)
        ? some(off, roomy)
        : errs(1)
          ? some(
              robots().filter(({ id }) => isOn(subjectIn(world, id))),
              roomy,
            )
          : errs(2)
            ? some(full, roomy)
            : errs(3)
              ? roomy.map(foreign)
              : roomy
  if (list.length === 0) return enrolling(world)
  return open(
    free(world.sessions, draw),
    at(list, draw.who),
    at(agents(), draw.what % 2),
    ageOf(world, errs(4) && draw.before),
  )
}

const enrolling = (world: World): Move => {
  const { draw } = world
  const missing = [...people(), ...robots()].filter(({ id }) => subjectIn(world, id) === null)
  const who =
    draw.care === "wild" || missing.length === 0 ? at([...people(), ...robots()], draw.which) : at(missing, draw.which)
  return enrol(who, director(world), at(scopes(), draw.what % 2))
}
const director = ({ draw }: World): Actor =>
  at(
    draw.care === "wild"
      ? everybody()
      : errsAt(draw, 0, 4)
        ? [root(), ann(), bot()]
        : errsAt(draw, 1, 4)
          ? [foreignHr()]
          : directories(),
    draw.who,
  )

/** Who acts, and from where: the one who should, or an error in one of two places; a third is somebody of another tenant. */
const caller = ({ draw, sessions }: World, right: Actor, session: number, places: number) => {
  const others = agents().filter(({ id }) => id !== right.id)
  const runs = sessions.map(({ n }) => n).filter((n) => n !== session)
  const by =
    draw.care === "wild"
      ? at(everybody(), draw.who)
      : errsAt(draw, 0, places)
        ? at(others, draw.who)
        : errsAt(draw, 1, places)
          ? foreign(right)
          : right
  const run = errsAt(draw, 2, places) ? at([...runs, 29], draw.who) : session
  return { by, run }
}

const agentOf = (id: string): Actor => agents().find((one) => one.id === id) ?? lostBot()
const numberOf = (id: string): number => Number(id.slice(id.indexOf("_") + 1))

/** What is asked for: within everything, or beyond one thing alone. */
const askedFor = (
  { draw, entities, policy }: World,
  {
    subject,
    agent,
    parent,
    isFresh,
  }: {
    readonly subject: string
    readonly agent: string
    readonly parent?: CredentialKept
    readonly isFresh: boolean
  },
  beyond: "nothing" | "subject" | "agent" | "factor" | "parent",
): Asked => {
  const within = {
    subject: (one: Asked) => has(subjectIn({ entities }, subject)?.scope, one),
    agent: (one: Asked) => has(Object.entries(policy.agents).find(([id]) => id === agent)?.[1], one),
    factor: ({ effects }: Asked) => isFresh || !effects.some((effect) => policy.sensitive.includes(effect)),
    parent: ({ effects }: Asked) => parent === undefined || effects.every((effect) => parent.effects.includes(effect)),
  }
  const all = parent === undefined ? asks() : asks().filter(({ tool }) => tool === parent.audience)
  const fitting = (bad: typeof beyond) =>
    all.filter((one) => Object.entries(within).every(([name, holds]) => holds(one) === (name !== bad)))
  return at(draw.care === "wild" ? asks() : some(fitting(beyond), fitting("nothing"), all), draw.what)
}

const minting = (world: World): Move => {
  const { draw, now, policy } = world
  const PLACES = 9
  const errs = (index: number) => errsAt(draw, index, PLACES)
  const usable = meant(world, world.sessions, errs(6) || errs(7) || errs(8))
  if (usable === undefined) return opening(world)
  const isYoung = ({ factor }: SessionKept) => factor !== null && now < factor.at + policy.factorMs
  const stale = world.sessions.filter(({ kept, wrong }) => wrong.length === 0 && !isYoung(kept))
  const { n, kept } = errs(5) ? at(some(stale, [usable]), draw.which) : usable
  const { by, run } = caller(world, agentOf(kept.agent), n, PLACES)
  const beyond = errs(3) ? "subject" : errs(4) ? "agent" : errs(5) ? "factor" : "nothing"
  const asked = askedFor(world, { subject: kept.subject, agent: by.id, isFresh: isYoung(kept) }, beyond)
  return mint(free(world.credentials, draw), by, { of: n, run, ...asked })
}

const delegating = (world: World): Move => {
  const { draw, policy } = world
  const PLACES = 14
  const errs = (index: number) => errsAt(draw, index, PLACES)
  const long = world.credentials.filter(({ kept }) => kept.chain.length >= policy.maxDepth)
  const short = world.credentials.filter(({ kept }) => kept.chain.length < policy.maxDepth)
  const parent = meant(world, errs(6) ? some(long, short) : short, draw.place % PLACES >= 8 && draw.care === "careless")
  if (parent === undefined) return minting(world)
  const { kept } = parent
  const { by, run } = caller(world, agentOf(kept.agent), numberOf(kept.session), PLACES)
  const inChain = agents().filter(({ id }) => kept.chain.some((one) => one === id))
  const fresh = agents().filter(({ id }) => kept.chain.every((one) => one !== id))
  const to = at(errs(7) ? inChain : some(fresh, [lostBot()]), draw.who)
  const beyond = errs(3) ? "subject" : errs(4) ? "agent" : errs(5) ? "parent" : "nothing"
  const { effects } = askedFor(world, { subject: kept.subject, agent: to.id, parent: kept, isFresh: true }, beyond)
  return delegate(free(world.credentials, draw), parent.n, to, by, { run, tool: at(tools, draw.which), effects })
}

const presenting = (world: World): Move => {
  const { draw } = world
  const PLACES = 9
  const errs = (index: number) => errsAt(draw, index, PLACES)
  const scoped = world.credentials.map(({ n, kept, wrong }) => {
    const isWithin = has(subjectIn(world, kept.subject)?.scope, { tool: kept.audience, effects: kept.effects })
    return { n, kept, wrong: isWithin ? wrong : [...wrong, "scope"] }
  })
  const used = meant(world, scoped, errs(5) || errs(6) || errs(7) || errs(8))
  if (used === undefined) return minting(world)
  const { n, kept } = used
  const { by, run } = caller(world, agentOf(kept.agent), numberOf(kept.session), PLACES)
  const others = (["read", "write", "destructive"] as const).filter((effect) => !kept.effects.includes(effect))
  const effect = at(errs(4) ? some(others, kept.effects) : kept.effects, draw.what)
  const tool = errs(3) ? at(tools, kept.audience === "mail" ? 1 : 0) : kept.audience
  return present(n, by, { run, tool, effect })
}

const touching = (world: World): Move => {
  const { draw } = world
  const errs = (index: number) => errsAt(draw, index, 6)
  const touched = meant(world, world.sessions, errs(2) || errs(3) || errs(4) || errs(5))
  if (touched === undefined) return opening(world)
  const holder = actor(touched.kept.subject)
  // Of those who err in the first place, half offer what proves nothing.
  const isBad = errs(0) && draw.before
  const by =
    draw.care === "wild"
      ? at(everybody(), draw.who)
      : errs(0) && !isBad
        ? at([root(), bot(), sweeper()], draw.who)
        : holder
  return touch(touched.n, errs(1) ? foreign(holder) : by, draw.before ? ageOf(world, isBad) : "unclaimed")
}

const ending = (world: World): Move => {
  const { draw } = world
  const errs = (index: number) => errsAt(draw, index, 3)
  const wrong = (kept: SessionKept) => (kept.ended === null ? [] : ["ended"])
  const found = meant(
    world,
    world.sessions.map(({ n, kept }) => ({ n, kept, wrong: wrong(kept) })),
    errs(2),
  )
  if (found === undefined) return opening(world)
  const enders = [actor(found.kept.subject), root()]
  const by = at(draw.care === "wild" ? everybody() : errs(0) ? [bot(), sweeper(), hr()] : enders, draw.who)
  return end(found.n, errs(1) ? foreign(by) : by)
}

const expiring = (world: World): Move => {
  const { draw, now, policy } = world
  const early = ({ expiresAt, seen }: SessionKept) => now < expiresAt && now < seen.at + policy.idleMs
  const wrong = (kept: SessionKept) => [...(kept.ended === null ? [] : ["ended"]), ...(early(kept) ? ["early"] : [])]
  const found = meant(
    world,
    world.sessions.map(({ n, kept }) => ({ n, kept, wrong: wrong(kept) })),
    draw.care === "careless",
  )
  return found === undefined ? opening(world) : expire(found.n, at([sweeper(), ...everybody()], draw.who % 3))
}

const lapsing = (world: World): Move => {
  const { draw, now } = world
  const wrong = ({ uses, lapsed, expiresAt }: CredentialKept) => [
    ...(uses.length === 0 && lapsed === null ? [] : ["ended"]),
    ...(now < expiresAt ? ["early"] : []),
  ]
  const found = meant(
    world,
    world.credentials.map(({ n, kept }) => ({ n, kept, wrong: wrong(kept) })),
    draw.care === "careless",
  )
  return found === undefined ? minting(world) : lapse(found.n)
}

/** Whom it matters to: people with something that could be used now. */
const busy = ({ sessions, credentials }: World): readonly Actor[] => {
  const [sessionsLeft, credentialsLeft] = [sessions, credentials].map((all) =>
    all.filter(({ wrong }) => wrong.length === 0).map(({ kept }) => kept.subject),
  )
  return [credentialsLeft, sessionsLeft]
    .map((ids = []) => people().filter(({ id }) => ids.some((one) => one === id)))
    .reduce((some, others) => (some.length > 0 ? some : others), [])
}

const directing =
  (move: typeof enable, list: (world: World, there: readonly Actor[]) => readonly Actor[]) =>
  (world: World): Move => {
    const { draw } = world
    const there = [...people(), ...robots()].filter(({ id }) => subjectIn(world, id) !== null)
    if (there.length === 0 && draw.care !== "wild") return enrolling(world)
    const who = at(draw.care === "wild" ? everybody() : list(world, there), draw.which)
    return move(who, director(world), at(scopes(), draw.what))
  }
/** Whoever is out mostly comes back; the scope of others is mostly replaced. */
const returning = (world: World, there: readonly Actor[]): readonly Actor[] => {
  const off = there.filter(({ id }) => !isOn(subjectIn(world, id)))
  return world.draw.place % 3 > 0 ? some(off, busy(world), there) : some(busy(world), there)
}
const leaving = (world: World, there: readonly Actor[]): readonly Actor[] =>
  world.draw.place % 3 > 0 ? some(busy(world), there) : there

/** Whoever was sent away while something of theirs could be used comes back now and then in time for somebody to try it. */
const leavingOrBack = (world: World): Move => {
  const { credentials, draw } = world
  const waiting = credentials.filter(({ wrong }) => wrong.length === 1 && wrong.includes("disabled"))
  return waiting.length > 0 && draw.place % 4 > 0
    ? enable(actor(at(waiting, draw.which).kept.subject), hr())
    : directing((who, by) => disable(who, by), leaving)(world)
}

const moves: Readonly<Record<Draw["kind"], (world: World) => Move>> = {
  enrol: enrolling,
  disable: leavingOrBack,
  enable: directing(enable, returning),
  open: opening,
  touch: touching,
  mint: minting,
  delegate: delegating,
  present: presenting,
  lapse: lapsing,
  end: ending,
  expire: expiring,
}

/** When a command is said: now, a little later, or at an edge of something that is there. */
const momentOf = (draw: Draw, now: number, { entities, settings: { idleMs, factorMs } }: SessionsRegister): number => {
  const kept = [...entities.values()].map((entity) => entity.kept)
  const sessionsOf = kept.flatMap((one) => (one.entity === "session" && one.ended === null ? [one] : []))
  const unspent = kept.flatMap((one) => (one.entity === "credential" && one.uses.length === 0 ? [one] : []))
  const edges: Readonly<Record<Draw["edge"], readonly number[]>> = {
    none: [],
    session: sessionsOf.map(({ expiresAt }) => expiresAt),
    idle: sessionsOf.map(({ seen }) => seen.at + idleMs),
    credential: unspent.map(({ expiresAt }) => expiresAt),
    factor: sessionsOf.flatMap(({ factor }) => (factor === null ? [] : [factor.at + factorMs])),
  }
  const wanted =
    draw.kind === "lapse" && draw.care === "careful" && draw.before
      ? edges.credential
      : draw.kind === "expire" && draw.care === "careful" && draw.before && draw.place % 2 === 0
        ? edges.idle
        : edges[draw.edge].map((edge) => (draw.before ? edge - 1 : edge))
  const ahead = wanted.filter((edge) => edge >= now)
  return ahead.length > 0 ? at(ahead, draw.what) : now + draw.wait
}

/** Plays a scenario on a kernel. */
export const play = (scenario: Scenario, kernel: Kernel = sessions): Trail<Sessions> => {
  const trail: Played<Sessions>[] = []
  let register: SessionsRegister = registerOf(settingsOf(scenario.settings))
  let now = START
  for (const draw of scenario.draws) {
    now = momentOf(draw, now, register)
    const command = moves[draw.kind](worldOf(draw, register, now))(register, instant(now))
    const before = register
    const answer = ask(before, [now - START, () => command], kernel)
    register = after(before, answer)
    trail.push({ before, command, now, answer, after: register })
  }
  return trail
}

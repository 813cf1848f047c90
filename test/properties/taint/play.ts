import type { Actor } from "../../../kernel/actors.ts"
import type { Taint } from "../../../kernel/taint/facts.ts"
import { taint } from "../../../kernel/taint/index.ts"
import type { EndorsementSigned, Settings, Signature } from "../../../kernel/taint/taint.ts"
import {
  type Kernel,
  type Move,
  type Told,
  START,
  actor,
  after,
  ann,
  ask,
  bob,
  bot,
  call,
  carol,
  derive,
  digest,
  endorse,
  expire,
  foreign,
  ingest,
  instant,
  open,
  principal,
  read,
  registerOf,
  result,
  reviewBot,
  rita,
  rolf,
  root,
  ruth,
  settings,
  show,
  spawn,
  sweeper,
  tools,
  withdraw,
  write,
} from "../../fixtures/taint.ts"
import { at, once } from "../choose.ts"
import type { Played, Trail } from "../trail.ts"
import type { Draw, DrawnSettings, Scenario } from "./draws.ts"

/**
 * How a scenario becomes commands: of each draw a dozen are thought up, and whoever is careful says one that nothing is against,
 * whoever is careless one that a single guard refuses.
 */

const MOVES = 18

/** So many sources that one more is all that there are. */
const crowd = Array.from({ length: 32 }, (_, n) => `site-${n}`)
const settingsOf = ({ trusted, endorsers, endorsementMs }: DrawnSettings): Settings =>
  settings({
    ...{ trusted: [...trusted], endorsers: [...endorsers], endorsementMs },
    tools: {
      ...tools(),
      // What comes out is what went in.
      copy: { effect: "read", arguments: { "/of": "any" }, recipients: [], adds: { sources: [], readers: "anyone" } },
      crawl: {
        effect: "read",
        arguments: { "/from": "any" },
        recipients: [],
        adds: { sources: crowd, readers: "anyone" },
      },
    },
  })

/** Numbers that follow from one (mulberry32): what is thought up is the same whenever the same is drawn. */
const thoughts = (seed: number) => {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return {
    one: <T>(list: readonly T[]): T => at(list, next()),
    some: <T>(list: readonly T[], most: number): readonly T[] =>
      list.length === 0 ? [] : Array.from({ length: next() % (most + 1) }, () => at(list, next())),
    /** Once in so many times. */
    oneIn: (times: number): boolean => next() % times === 0,
  }
}
type Thoughts = ReturnType<typeof thoughts>

/** What stands in the register, by the names of a story. */
interface World {
  readonly conversations: readonly number[]
  readonly values: readonly { readonly of: number; readonly handle: string; readonly digest: string }[]
  readonly calls: readonly { readonly of: number; readonly handle: string }[]
  readonly endorsements: readonly {
    readonly n: number
    readonly of: number
    readonly tool: string
    readonly slot: string
    readonly plan: Readonly<Record<string, string>>
    readonly expiresAt: number
    readonly isGranted: boolean
  }[]
  readonly resources: ReadonlyMap<string, string>
}

const numberOf = (id: string): number => Number(id.split("_")[1])
const worldOf = ({ entities }: Told): World => {
  const all = [...(entities as ReadonlyMap<string, NonNullable<ReturnType<Told["entities"]["get"]>>>)]
  const inside = (id: string) => ({ of: numberOf(id), handle: id.split("_")[2] ?? "" })
  return {
    conversations: all.flatMap(([id, { kept }]) => (kept.entity === "conversation" ? [numberOf(id)] : [])),
    values: all.flatMap(([id, { kept }]) => (kept.entity === "value" ? [{ ...inside(id), digest: kept.digest }] : [])),
    calls: all.flatMap(([id, { kept }]) => (kept.entity === "call" ? [inside(id)] : [])),
    endorsements: all.flatMap(([id, { kept, status }]) => {
      if (kept.entity !== "endorsement") return []
      const { tool, slot, sealed, expiresAt } = kept
      const plan = Object.fromEntries(Object.entries(sealed).map(([place, { value }]) => [place, value]))
      const isGranted = status === "granted"
      return [{ n: numberOf(id), of: numberOf(kept.conversation), tool, slot, plan, expiresAt, isGranted }]
    }),
    resources: new Map(all.flatMap(([id, { kept }]) => (kept.entity === "resource" ? [[id, kept.digest]] : []))),
  }
}

const initiators = once(() => [ann(), ann(), bob(), rita()])
/** Everybody who may vouch, twice, and who may not. */
const endorsers = once(() => [
  ...[rita(), ruth(), rolf(), rita(), ruth(), rolf(), rita(), ruth()],
  ...[reviewBot(), carol(), foreign(rita()), root(), actor("ann", { roles: ["reviewer"] })],
])
const everybody = once(() => [...endorsers(), ann(), bot(), sweeper(), foreign(root())])

const audiences = [["ann"], ["ann", "rita"], [], ["ann", "x@else.example"]]
const readers = [
  ...(["anyone", "anyone", "anyone"] as const),
  ...[["ann", "rita", "ruth", "rolf"], ["ann", "rita", "bob"], ["ann", "x@else.example", "rita", "ruth"], ["ann"], []],
]
const recipients = [[], [], ["ann"], ["rita"], ["ann", "x@else.example"], ["bob"]]
const sources = ["staff", "staff", "staff", "disk", "web", "web", "unknown"]
const contents = ["one", "two", "three", "four"]
const names = ["wipe", "wipe", "mail", "note", "search", "crawl", "copy", "copy", "unheard"] as const
const slotsOf: Readonly<Record<string, readonly string[]>> = {
  wipe: ["/path", "/depth", "/why"],
  mail: ["/to", "/body"],
  note: ["/title", "/text"],
  search: ["/query"],
  crawl: ["/from"],
  copy: ["/of"],
  unheard: ["/what"],
}
const places = ["shelf", "desk"]

/** A number, or a handle, that is free; now and then any. */
const fresh = (taken: readonly number[], { oneIn, one }: Thoughts): number =>
  oneIn(9) ? one([1, 2, 3]) : Math.max(0, ...taken) + 1
const freshIn = (of: number, { values }: World, thoughts: Thoughts): string => {
  const numbers = values.filter((value) => value.of === of).map(({ handle }) => Number(handle.slice(1)))
  return `v${fresh(numbers, thoughts)}`
}
const handlesIn = ({ values }: World, of: number) =>
  values.filter((value) => value.of === of).map(({ handle }) => handle)
/** A handle of a conversation, one of the last most of the time; now and then one that isn't there. */
const handleIn = (world: World, of: number, { one, oneIn }: Thoughts): string => {
  const handles = handlesIn(world, of)
  return handles.length === 0 || oneIn(40) ? "v99" : one(oneIn(3) ? handles : handles.slice(-2))
}
const planFor = (tool: string, world: World, of: number, thoughts: Thoughts): Record<string, string> => {
  const slots = (slotsOf[tool] ?? []).filter((_, place) => place === 0 || !thoughts.oneIn(2))
  return Object.fromEntries(slots.map((slot) => [slot, handleIn(world, of, thoughts)]))
}

/** The same content in another conversation, where it has some. */
const carried = (
  { plan, of: from }: { readonly plan: Readonly<Record<string, string>>; readonly of: number },
  of: number,
  world: World,
  thoughts: Thoughts,
): Record<string, string> => {
  const digestOf = (handle: string) =>
    world.values.find((value) => value.of === from && value.handle === handle)?.digest
  return Object.fromEntries(
    Object.entries(plan).map(([slot, handle]) => {
      const same = world.values.filter((value) => value.of === of && value.digest === digestOf(handle))
      return [slot, same.length === 0 ? handleIn(world, of, thoughts) : thoughts.one(same).handle]
    }),
  )
}

const calling = (world: World, thoughts: Thoughts): Move => {
  const { one, oneIn } = thoughts
  const handle = `k${fresh(
    world.calls.map((known) => Number(known.handle.slice(1))),
    thoughts,
  )}`
  const of = one(world.conversations)
  const tool = one(names)
  const plain = { of, tool, plan: planFor(tool, world, of, thoughts), recipients: one(recipients) }
  if (world.endorsements.length === 0 || oneIn(3)) return call(handle, plain)

  // By what somebody vouched for, or nearly so.
  const granted = world.endorsements.filter(({ isGranted }) => isGranted)
  const { n, ...meant } = one(granted.length > 0 && oneIn(2) ? granted : world.endorsements)
  const others = planFor(meant.tool, world, meant.of, thoughts)
  const right = {
    of: meant.of,
    tool: meant.tool,
    plan: meant.slot === "control" ? meant.plan : { ...others, ...meant.plan },
    recipients: one([[], one(recipients)]),
    endorsed: { [meant.slot]: n },
  }
  const beside = granted.filter(
    (other) => other.of === meant.of && other.tool === meant.tool && other.slot !== meant.slot,
  )
  const together = beside.map((other) => ({
    ...right,
    plan: { ...right.plan, ...(meant.slot === "control" ? {} : other.plan) },
    endorsed: { ...right.endorsed, [other.slot]: other.n },
  }))
  const elsewhere = one([of, ...world.conversations.filter((other) => other !== right.of)])
  const abroad = { ...right, of: elsewhere, plan: carried(right, elsewhere, world, thoughts) }
  const errors = [
    ...[right, right, right, ...together, ...together],
    {
      ...right,
      plan: { ...right.plan, [meant.slot === "control" ? "/path" : meant.slot]: handleIn(world, right.of, thoughts) },
    },
    { ...right, tool: one(names) },
    { ...right, endorsed: { [one(["/path", "/why", "/to", "control"])]: n } },
    ...[abroad, abroad],
    { ...right, endorsed: { ...right.endorsed, [one(["/path", "/depth", "control"])]: one(world.endorsements).n } },
  ]
  return call(handle, one(errors))
}

/** Mostly a good signature. */
const signing = ({ one, oneIn }: Thoughts): ((good: Signature) => Signature | null) => {
  if (!oneIn(5)) return (good) => good
  const saying = (changed: object) => (good: Signature) => ({
    ...good,
    statement: { ...good.statement, ...changed } as EndorsementSigned,
  })
  return one([
    () => null,
    (good: Signature) => ({ ...good, signer: principal(ruth()) }),
    saying({ slot: "/why" }),
    saying({ tool: "note" }),
    saying({ tenant: "globex" }),
    saying({ conversation: "conversation_9" }),
    saying({ endorsement: "endorsement_99" }),
    saying({ endorser: principal(rolf()) }),
    saying({ digests: { "/path": digest("five") } }),
  ])
}

const endorsing = (world: World, thoughts: Thoughts): Move => {
  const { one, oneIn } = thoughts
  const of = one(world.conversations)
  const tool = one(names)
  const anew = { of, tool, plan: planFor(tool, world, of, thoughts) }
  // Of the same call something else.
  const known = world.endorsements.filter(({ isGranted, plan }) => isGranted && Object.keys(plan).length > 0)
  const meant = known.length > 0 && oneIn(3) ? one(known) : anew
  const slot = oneIn(3) ? "control" : one(Object.keys(meant.plan))
  const n = fresh(
    world.endorsements.map((other) => other.n),
    thoughts,
  )
  const { plan } = meant
  return endorse(n, { of: meant.of, tool: meant.tool, plan, slot, by: one(endorsers()), signed: signing(thoughts) })
}

const reading = (world: World, thoughts: Thoughts): Move => {
  const { one, oneIn } = thoughts
  const of = one(world.conversations)
  const name = one(places)
  const content = contents.find((known) => digest(known) === world.resources.get(`resource_${name}`))
  const said = content === undefined || oneIn(3) ? one(contents) : content
  return read(freshIn(of, world, thoughts), name, { of, content: said })
}

type Thinking = (world: World, thoughts: Thoughts) => Move
/** Few conversations, in each of which much happens; beyond them content comes into one of them. */
const MOST = 3
const opening: Thinking = (world, thoughts) => {
  const { one, oneIn } = thoughts
  if (world.conversations.length >= MOST && !oneIn(6)) return ingesting(world, one(world.conversations), thoughts)
  const how = {
    initiator: one(initiators()),
    audience: one(audiences),
    mode: one(["strict", "strict", "value"] as const),
  }
  return open(fresh(world.conversations, thoughts), how)
}
const ingesting = (world: World, of: number, thoughts: Thoughts): Move => {
  const { one } = thoughts
  const how = { source: one(sources), readers: one(readers), content: one(contents) }
  return ingest(freshIn(of, world, thoughts), { of, ...how })
}
/** Where nothing is said of which something could be said, a conversation is opened. */
const anyOf =
  (list: (world: World) => readonly unknown[], thinking: Thinking): Thinking =>
  (world, thoughts) =>
    list(world).length === 0 ? opening(world, thoughts) : thinking(world, thoughts)

const inside = (thinking: (world: World, of: number, thoughts: Thoughts) => Move): Thinking =>
  anyOf(
    ({ conversations }) => conversations,
    (world, thoughts) => thinking(world, thoughts.one(world.conversations), thoughts),
  )

const thinking: Readonly<Record<Draw["kind"], Thinking>> = {
  open: opening,
  spawn: inside((world, of, thoughts) =>
    world.conversations.length > MOST && !thoughts.oneIn(6)
      ? show(handleIn(world, of, thoughts), { of })
      : spawn(fresh(world.conversations, thoughts), of),
  ),
  ingest: inside(ingesting),
  show: inside((world, of, thoughts) => show(handleIn(world, of, thoughts), { of })),
  derive: inside((world, of, thoughts) =>
    derive(freshIn(of, world, thoughts), thoughts.some(handlesIn(world, of), 3), {
      of,
      content: thoughts.one(contents),
    }),
  ),
  call: anyOf(({ conversations }) => conversations, calling),
  result: anyOf(
    ({ calls }) => calls,
    (world, thoughts) => {
      const { of, handle } = thoughts.one(world.calls)
      return result(freshIn(of, world, thoughts), handle, { of, content: thoughts.one(contents) })
    },
  ),
  write: inside((world, of, thoughts) => write(thoughts.one(places), handleIn(world, of, thoughts), { of })),
  read: anyOf(({ conversations }) => conversations, reading),
  endorse: anyOf(({ conversations }) => conversations, endorsing),
  withdraw: anyOf(
    ({ endorsements }) => endorsements,
    ({ endorsements }, { one, oneIn }) =>
      withdraw(one(endorsements).n, oneIn(2) ? one<Actor>(everybody()) : one([rita(), ruth(), root()])),
  ),
  expire: anyOf(
    ({ endorsements }) => endorsements,
    ({ endorsements }, { one }) => expire(one(endorsements).n, one([sweeper(), ann()])),
  ),
}

const chosen = (draw: Draw, register: Told, now: number): Move => {
  const world = worldOf(register)
  const thought = thoughts(draw.thought)
  const moves = Array.from({ length: MOVES }, () => thinking[draw.kind](world, thought))
  const first = at(moves, 0)
  if (draw.care === "wild") return first
  const judged = moves.map((move) => {
    const answer = ask(register, [now - START, move])
    const against: readonly string[] = answer.accepted ? [] : answer.refusal === "guards" ? answer.guards : ["", ""]
    return { move, against }
  })
  if (draw.care === "careful") return judged.find(({ against }) => against.length === 0)?.move ?? first
  const single = judged.filter(({ against }) => against.length === 1)
  const ways = [...new Set(single.flatMap(({ against }) => against))].toSorted()
  const way = ways.length === 0 ? "" : at(ways, draw.way)
  return single.find(({ against }) => against[0] === way)?.move ?? first
}

/** When a command is said: now, a little later, or when an endorsement's time is over. */
const momentOf = ({ edge, wait, way }: Draw, now: number, register: Told): number => {
  const ends = worldOf(register).endorsements.flatMap(({ isGranted, expiresAt }) => (isGranted ? [expiresAt] : []))
  const ahead = ends.map((end) => (edge === "before" ? end - 1 : end)).filter((end) => end >= now)
  return edge === "none" || ahead.length === 0 ? now + wait : at(ahead, way)
}

/** Plays a scenario on a kernel. Who is careful, and who isn't, is told by the intact one. */
export const play = (scenario: Scenario, kernel: Kernel = taint): Trail<Taint> => {
  const trail: Played<Taint>[] = []
  let register: Told = registerOf(settingsOf(scenario.settings))
  let now = START
  for (const draw of scenario.draws) {
    now = momentOf(draw, now, register)
    const command = chosen(draw, register, now)(register, instant(now))
    const before = register
    const answer = ask(before, [now - START, () => command], kernel)
    register = after(before, answer)
    trail.push({ before, command, now, answer, after: register })
  }
  return trail
}

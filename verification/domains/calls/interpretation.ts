import type { Principal } from "../../../kernel/actors.ts"
import { Actor, type Identity } from "../../../kernel/actors.ts"
import { CallId, type CallKept, Judged, type Mode, Settings } from "../../../kernel/calls/calls.ts"
import { type Digest, digestOf } from "../../../kernel/digest.ts"
import type { Instant } from "../../../kernel/time.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { Word } from "../../../kernel/word.ts"
import { type Clock, clockOf } from "../clock.ts"
import { readAs } from "../instance.ts"
import { memo, named, namedActors, namedCallers, table } from "../names.ts"
import type { Constants } from "./instance.ts"
import { NOTHING } from "./values.ts"

/** A call that somebody may want to make, in the kernel's words. */
export type Asked = Pick<CallKept, "tool" | "plan" | "key" | "mode">

/** The names of an instance as the kernel's values, and back. Whatever goes to the kernel went through the kernel's own parsers. */
export interface Interpretation {
  readonly clock: Clock
  readonly settings: Settings
  readonly calls: readonly string[]
  readonly actor: (name: string) => Actor
  readonly call: (name: string) => CallId
  readonly caller: (name: string) => { readonly by: Actor; readonly person: Principal }
  readonly form: (name: string) => Asked
  readonly run: (name: string) => { readonly plan: Digest; readonly mode: Mode }
  readonly word: (name: string) => string
  /** In ticks from now on. */
  readonly delay: (name: string) => number
  readonly judged: (name: string) => Judged
  readonly nameOf: {
    readonly actor: (who: Identity) => string
    readonly caller: (caller: CallKept["caller"]) => string
    readonly form: (asked: Asked) => string
    readonly plan: (plan: Digest) => string
    readonly tick: (at: Instant) => number
  }
}

const digestNamed = memo((name) => digestOf(new TextEncoder().encode(name)))

/** What is not among the things that are true is not; what is no such thing at all no parser lets in. */
const judgedOf = (facts: readonly string[]): Judged => {
  const all = [...new Set([...Object.keys(Judged.shape), ...facts])]
  return readAs(Judged, Object.fromEntries(all.map((fact) => [fact, facts.includes(fact)])), "a judgement")
}

/** Throws InstanceError for what the kernel's parsers refuse, for a name that isn't there, and for two names of one thing. */
export const interpretationOf = (constants: Constants): Interpretation => {
  const { Actors, Callers, Forms, Runs, Words, Delays, Judgements, Settings: policy, Calls } = constants
  const clock = clockOf(constants.Horizon)
  const actors = table("actor", Actors, ({ id, tenant, kind, roles }) =>
    readAs(Actor, { id, tenant, kind, roles }, "an actor"),
  )
  const principal = (name: string): Principal => {
    const { id, tenant, kind } = actors.of(name)
    return { id, tenant, kind }
  }
  const callers = table("caller", Callers, ({ actor, person }) => ({
    by: actors.of(actor),
    person: principal(person),
  }))
  const forms = table("form", Forms, ({ tool, plan, key, mode }) => ({
    tool: readAs(ToolName, tool, "a tool"),
    plan: digestNamed(plan),
    key: key === NOTHING ? null : digestNamed(key),
    mode,
  }))
  const plans = [...new Set([...Object.values(Forms), ...Object.values(Runs)].map(({ plan }) => plan))]
  const calls = Calls.map((name) => [name, readAs(CallId, `call_${name}`, "a call")] as const)
  const settings = readAs(
    Settings,
    {
      tenant: policy.tenant,
      windowMs: policy.window,
      reportMs: policy.report,
      freshMs: policy.fresh,
      waitMs: policy.wait,
    },
    "settings",
  )
  const nameOfActor = namedActors(actors.entries)
  return {
    clock,
    settings,
    calls: Calls,
    actor: actors.of,
    call: table("call", Object.fromEntries(calls), (id) => id).of,
    caller: callers.of,
    form: forms.of,
    run: table("thing to run", Runs, ({ plan, mode }) => ({ plan: digestNamed(plan), mode })).of,
    word: table("word", Object.fromEntries(Words.map((name) => [name, name])), (name) => readAs(Word, name, "a word"))
      .of,
    delay: table("delay", Delays, (ticks) => ticks).of,
    judged: table("judgement", Judgements, judgedOf).of,
    nameOf: {
      actor: nameOfActor,
      caller: namedCallers(
        callers.entries.map(([name, { by, person }]) => [name, { actor: by, person }]),
        nameOfActor,
      ),
      form: named<Asked>("form", forms.entries, ({ tool, plan, key, mode }) => `${tool} ${plan} ${key ?? ""} ${mode}`),
      plan: named(
        "plan",
        plans.map((name) => [name, digestNamed(name)] as const),
        (plan: Digest) => plan,
      ),
      tick: clock.tick,
    },
  }
}

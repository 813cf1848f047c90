import type { Domain, Guards, Shape } from "../../kernel/machine.ts"
import { boundedOf } from "../explore/bounded.ts"
import type { Bounded } from "../explore/bounded.ts"
import { stateStoreOf } from "../explore/state-store.ts"
import { kernelDrifts } from "../explore/drift.ts"
import type { Effects, SideEffects } from "../explore/drift.ts"
import { INTACT } from "../explore/graph.ts"
import { breakSite, sitesOf } from "../explore/knock-out.ts"
import type { BrokenRules } from "../explore/knock-out.ts"
import type { Property } from "../explore/properties.ts"
import { singletonsOf } from "../explore/singletons.ts"
import { walkerOf } from "../explore/walker.ts"
import type { Machines, Walker } from "../explore/walker.ts"
import type { State } from "../tlc/values.ts"
import type { Control } from "./control.ts"
import type { About } from "./instance.ts"
import type { Opened } from "./opening.ts"
import { readNegatives } from "./negatives.ts"
import type { Negatives } from "./negatives.ts"
import { speakersOf } from "./speakers.ts"
import type { Named, Speaker } from "./speakers.ts"

/** A step of a counterexample as a person says it. */
export interface StepText {
  readonly who: string
  readonly what: string
}

/** A domain as the harness sees it: what ties its kernel to its model, the kernel's own types closed over. */
export interface Binding<P extends string = string> {
  /** The folder under models/ and kernel/. */
  readonly name: string
  /** The TLA+ module. */
  readonly module: string
  /** The variables that only the model has, besides `mut`. */
  readonly ghosts: readonly string[]
  /** Every place where something can be broken, from the kernel's tables. */
  readonly sites: readonly string[]
  /** The clauses by which an entity matters to others, from the kernel's table. */
  readonly clauses: readonly string[]
  readonly properties: readonly P[]
  /** What each property says, in words. */
  readonly words: Readonly<Record<P, string>>
  readonly stepText: (action: string, params: readonly string[]) => StepText
  /** Its rows of the evidence: which controls it is claimed to bring about. */
  readonly controls: readonly Control[]
  /** Reads a `negatives.json`: exactly the sites, each with a property that exists. Throws InstanceError. */
  readonly negatives: (json: unknown) => Negatives<P>
  /** Reads an instance file. Throws InstanceError. */
  readonly open: (json: unknown) => Slice<P>
}

/** A domain in the small world of one instance. */
export interface Slice<P extends string = string> extends About {
  /** Whom the commands of its alphabet name. */
  readonly speakers: readonly Speaker[]
  /** Every machine, sharing what they have in common. */
  readonly machines: Machines
  /** One machine by itself, tried label by label. */
  readonly plain: (machine: string) => Walker
  readonly properties: Readonly<Record<P, Property>>
  /** Whether what no longer matters can be forgotten, and what has ended stays so. */
  readonly bounded: () => Bounded
  /** Kernels that have drifted in one place; `compare` has to tell each from the model, somewhere. */
  readonly drifts: readonly { readonly name: string; readonly walker: () => Walker }[]
}

/** What a domain gives to be bound. */
export interface Tie<S extends Shape, G extends Guards<S>, V extends State, P extends string> {
  readonly domain: Domain<S, G>
  /** The statuses from which nothing follows. */
  readonly ended: readonly S["status"][]
  /** What a command names, beside what it addresses, that may have ended; undefined where none does. */
  readonly recalls: ((command: S["command"]) => readonly S["id"][]) | undefined
  readonly module: string
  readonly ghosts: readonly string[]
  readonly broken: BrokenRules<S["rules"]>
  readonly effects: Effects<S>
  /** Empty where no command moves an entity beside the one that it addresses. */
  readonly besides: SideEffects<S>
  /** Whom a command names. */
  readonly named: (command: S["command"]) => Named
  readonly properties: readonly P[]
  readonly words: Readonly<Record<P, string>>
  readonly stepText: (action: string, params: readonly string[]) => StepText
  /** Empty where nothing is claimed of it. */
  readonly controls: readonly Control[]
  readonly open: (json: unknown) => Opened<S, V, P>
}

export const bind = <S extends Shape, G extends Guards<S>, V extends State, P extends string>(
  tie: Tie<S, G, V, P>,
): Binding<P> => {
  const { domain, broken, effects, besides } = tie
  const sites = sitesOf(domain)
  return {
    name: domain.definition.name,
    module: tie.module,
    ghosts: tie.ghosts,
    sites,
    clauses: Object.keys(domain.definition.lasts),
    properties: tie.properties,
    words: tie.words,
    stepText: tie.stepText,
    controls: tie.controls,
    negatives: (json) => readNegatives(json, sites, tie.properties),
    open: (json) => {
      const { instance, scenario, home, properties } = tie.open(json)
      const { name, about, purpose, exercises } = instance
      const alone = (machine: Domain<S, G>) => walkerOf(machine, scenario, stateStoreOf(scenario))
      return {
        name,
        about,
        purpose,
        exercises,
        speakers: speakersOf(scenario, home, tie.named),
        machines: singletonsOf(domain, broken, scenario),
        plain: (machine) => alone(machine === INTACT ? domain : breakSite(domain, broken, machine)),
        properties,
        bounded: () => boundedOf(domain, tie, scenario),
        drifts: kernelDrifts(domain, broken, effects, besides).map((drift) => ({
          name: drift.name,
          walker: () => alone(drift.domain),
        })),
      }
    },
  }
}

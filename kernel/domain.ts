import * as z from "zod"
import type { Actor, Principal, Role, TenantId } from "./actors.ts"
import type { Digest } from "./digest.ts"
import type { Keyring } from "./keyring.ts"
import type { Known, Presented } from "./known.ts"
import type { Changed, Domain, Entity, GateRegister, GuardName, Guards, Shape, Type } from "./machine.ts"
import type { Instant } from "./time.ts"
import { words } from "./word.ts"

/** What a policy is part of, and who may sign: nothing of it comes with a command. */
export interface Deployment {
  readonly tenant: TenantId
  /** Digest of the whole policy in force. */
  readonly policy: Digest
  /** Whose key each is now. */
  readonly keyring: Keyring
}

/** A sentence that a domain adds to the weighing of a call: true when all is well. */
export interface StageSentence<S extends Shape, Own> {
  /** What its failing does: it denies, or it asks for somebody with authority. */
  readonly failing: "denies" | "asks"
  readonly holds: (known: Known<Own>, register: GateRegister<S>) => boolean
  /** What it says to a person where it fails. */
  readonly says: string
}

/** The id that the gate gives to what a command of this type brings into being. */
export type Fresh<S extends Shape> = (opens: S["opens"]) => S["id"]

/** A command of any domain, by what every domain may know of it. */
export interface GivenCommand {
  readonly by: Actor
  readonly domain: string
  readonly type: string
}

/** A sentence that a domain adds to every command, whichever domain that is for: true when all is well, and refused where it fails. */
export interface CommandSentence<S extends Shape> {
  readonly holds: (given: GivenCommand, register: GateRegister<S>) => boolean
  /** What it says to a person where it fails. */
  readonly says: string
}

/** What a domain has to say of a call. Every sentence is asked; those that fail are told by name. */
export interface Stage<S extends Shape, Own> {
  readonly sentences: Readonly<Record<string, StageSentence<S, Own>>>
  /**
   * What the domain takes note of when the call is allowed, in order. Where one is refused, the call is denied and nothing has happened.
   * @param fresh the ids of what comes into being with it
   */
  readonly claims: (known: Known<Own>, register: GateRegister<S>, fresh: Fresh<S>) => readonly S["command"][]
  /** Whether a call may not be let through without what the domain claims of it, or admits. Left out: never. */
  readonly needs?: (known: Known<Own>, register: GateRegister<S>) => boolean
  /**
   * What comes to pass by asking, whatever the answer: a credential that was presented is spent. Where one is refused, so is the call.
   */
  readonly admits?: (known: Known<Own>, register: GateRegister<S>) => readonly S["command"][]
  /** Through how many agents' hands the call has gone, null where the domain doesn't know. */
  readonly depth?: (presented: Presented, register: GateRegister<S>) => number | null
  /** What it says of every command. */
  readonly commands?: Readonly<Record<string, CommandSentence<S>>>
}

/** What was found of a call that is about to be let through, each told by whoever made it so, not by what is about to be said. */
export interface Finding {
  /** It was read, where the policy wants it read, and weighed. */
  readonly evaluated: boolean
  /** No sentence of the policy denies it. */
  readonly allowed: boolean
  /** Nothing asks for somebody with authority, or somebody has said yes. */
  readonly approved: boolean
  /** Where its arguments come from was judged, if that has to be. */
  readonly traced: boolean
  /** It is charged to a budget, if it has to be. */
  readonly charged: boolean
  /** Its credential was presented, if it takes one. */
  readonly presented: boolean
}

/** What a call waits for, by a word, and until when somebody can still answer. */
export interface Waiting {
  readonly on: string
  readonly until: Instant
}

/** A domain that follows each call from its decision on. Its commands are made in the record of the decision, after all others. */
export interface Course<S extends Shape> {
  /** What it takes note of as a call is let through. @param answer the word of what was answered, null where nobody was asked */
  readonly admits: (
    known: Known,
    found: Finding,
    answer: string | null,
    register: GateRegister<S>,
    fresh: Fresh<S>,
  ) => readonly S["command"][]
  /** What it takes note of as people are asked about a call. */
  readonly waits: (
    known: Known,
    waiting: Waiting,
    register: GateRegister<S>,
    fresh: Fresh<S>,
  ) => readonly S["command"][]
}

/** What an authority makes of a call about which somebody has to be asked. */
export type Lift<S extends Shape> =
  /** It need not be asked. */
  | { readonly kind: "unneeded" }
  /** Accepted, the command lifts everything that asks; a permit ends when what it was given for does. */
  | { readonly kind: "claim"; readonly command: S["command"]; readonly until: (after: Entity<S>) => Instant }
  /** Somebody is being asked already, until then. */
  | { readonly kind: "waits"; readonly id: S["id"]; readonly until: Instant }
  /** Somebody is asked now: in an entity of its own, whose id the gate gives. */
  | {
      readonly kind: "opens"
      readonly opens: S["opens"]
      readonly command: (id: S["id"]) => S["command"]
      readonly until: (after: Entity<S>) => Instant
    }
  /** It can't be asked about this call. */
  | { readonly kind: "denies"; readonly reasons: readonly string[] }

/** A domain that can lift what asks: by people who approve, by a grant. */
export interface Authority<S extends Shape, Own> {
  /** What its own reasons say to a person. Left out where it gives none but those of others. */
  readonly sentences?: Readonly<Record<string, string>>
  /** @param named the entity under which the call is made, null where the caller names none */
  readonly lift: (
    asks: readonly string[],
    known: Known<Own>,
    named: S["id"] | null,
    register: GateRegister<S>,
  ) => Lift<S>
}

/** A sentence that should be true of every policy in force; where it is not, each record and each answer says so. */
export interface PolicyWarning<Policy> {
  readonly holds: (policy: Policy) => boolean
  readonly says: string
}

/** Whom a domain asks: people by name, and whoever holds a role. */
export interface Asked {
  readonly people: readonly Principal[]
  readonly roles: readonly Role[]
}

/** What of a domain is news to those who are passed over, told from its records alone. */
export interface Notices<S extends Shape, About> {
  /** What each command is to them; one that is not here is in the log, and no news. */
  readonly events: Readonly<Partial<Record<Type<S>, NoticeEvent | Telling<S>>>>
  /** What a notice says of an entity as it is after the command, and of what else changed with it. */
  readonly about: (entity: Changed<S>, after: readonly Changed<S>[]) => About
  /** Whose it is: they know, and are not told. */
  readonly ownerOf: (entity: Entity<S>) => Principal
}
/** Where it depends on what changed whether a command is news, and about which entity. */
export type Telling<S extends Shape> = (
  after: readonly Changed<S>[],
) => { readonly event: NoticeEvent; readonly entity: Changed<S> } | null
export const NoticeEvent = z.enum(["requested", "opened", "ended", "overran"])
export type NoticeEvent = z.infer<typeof NoticeEvent>

/** What people sign in a domain: what its bytes must be, and who by them speaks in which tenant. */
export interface Statement<S = never> {
  readonly schema: z.ZodType
  /** In words: "a statement of an approval". */
  readonly what: string
  readonly signer: (statement: S) => Principal
  readonly tenant: (statement: S) => TenantId
}

/** A schema that reads a T. (A branded one is no `ZodType<T>`: its `_output` is not branded.) */
export interface Reads<T> {
  readonly _zod: { readonly output: T }
}

declare const SHAPE: unique symbol

/** A domain as the gate, the ledger and the doors see it. */
export interface Module<S extends Shape, G extends Guards<S> = Guards<S>> {
  /** Never there: it carries the types, since inference through methods does not. */
  readonly [SHAPE]?: S
  readonly machine: Domain<S, G>
  /** The first letters of the ids that the gate gives, by the command that brings the entity into being. */
  readonly prefixes: Readonly<Record<string, string>>
  /** The commands that only the gate gives. */
  readonly reserved: readonly Type<S>[]
  /** The commands that bring something into being under the id that they name; the gate gives the others their ids. */
  readonly named: readonly S["opens"][]
  /** The commands of which whoever asks is told what was derived where they are refused: what is left of what they may. */
  readonly told: readonly Type<S>[]
  /** What a command names, beside what it addresses, that may have ended: it is asked all the same. */
  readonly recalls?: (command: S["command"]) => readonly S["id"][]
  /** The statuses from which nothing follows any more. */
  readonly ended: readonly S["status"][]
  /** What a sweeper does about an entity, null for nothing. */
  readonly sweep: (entity: Changed<S>, by: Actor, now: Instant, settings: S["settings"]) => S["command"] | null
}

/** The types of a domain, out of what it handed over. */
export type ShapeOf<M> = M extends { readonly [SHAPE]?: infer S extends Shape } ? S : never

/**
 * What the kernel derived from settings and siblings; null where it refused before it asked a guard. That it is JSON, the
 * canonical form of the record sees to.
 */
const facts = z.custom<object | null>((value) => typeof value === "object", { error: "an object or null" })

/** What became of a command: the entities after it, or why not. */
const outcomeOf = <Id extends z.ZodType, const Statuses extends readonly string[], Kept extends z.ZodType>(
  id: Id,
  statuses: Statuses,
  kept: Kept,
) =>
  z.discriminatedUnion("accepted", [
    z.strictObject({
      accepted: z.literal(true),
      after: z.array(z.strictObject({ id, status: z.enum(statuses), kept })).readonly(),
    }),
    z.discriminatedUnion("refusal", [
      z.strictObject({ accepted: z.literal(false), refusal: z.literal("guards"), guards: words.min(1).readonly() }),
      z.strictObject({ accepted: z.literal(false), refusal: z.enum(["unknown", "taken"]) }),
    ]),
  ])

/** A step of one domain as a record has it: the command, what was derived, what became of it. */
const transitionOf = <
  Name extends string,
  Command extends z.ZodType,
  Id extends z.ZodType,
  const Statuses extends readonly string[],
  Kept extends z.ZodType,
>(
  name: Name,
  schemas: { readonly command: Command; readonly id: Id; readonly statuses: Statuses; readonly kept: Kept },
) =>
  z.strictObject({
    domain: z.literal(name),
    command: schemas.command,
    facts,
    outcome: outcomeOf(schemas.id, schemas.statuses, schemas.kept),
  })

/** An entity that somebody names, by its domain. */
const referenceOf = <Name extends string, Id extends z.ZodType>(name: Name, id: Id) =>
  z.strictObject({ domain: z.literal(name), id })

/** Hands a domain over: everything that gate, ledger and doors derive from it stands in the one value that comes out. */
export const define =
  <S extends Shape>() =>
  <
    const Name extends string,
    const G extends Guards<S>,
    const Reserved extends readonly Type<S>[],
    const Named extends readonly S["opens"][],
    Sweep extends S["command"],
    Id extends z.ZodType & Reads<S["id"]>,
    Command extends z.ZodType & Reads<S["command"]>,
    Kept extends z.ZodType & Reads<S["kept"]>,
    Policy extends z.ZodType,
    Own extends z.ZodType,
    const Sentence extends string,
    const Warning extends string,
    const Statements extends Readonly<Record<string, Statement>>,
    const News extends (Notices<S, object> & { readonly schema: z.ZodObject }) | null,
  >(given: {
    /** The machine's own name, as a literal that records are typed by. */
    readonly name: Name
    readonly machine: Domain<S, G>
    readonly schemas: {
      readonly id: Id
      readonly command: Command
      readonly kept: Kept
      readonly statuses: readonly S["status"][]
    }
    /** One for each command that opens and names nothing. */
    readonly prefixes: Readonly<Record<Exclude<S["opens"], Named[number]>, string>>
    /** The domain's part of a tenant's policy. */
    readonly policy: Policy
    /** The domain's part of what the policy says of a tool. */
    readonly tool: Own
    readonly settingsOf: (policy: z.output<Policy>, deployment: Deployment) => S["settings"]
    readonly warnings: Readonly<Record<Warning, PolicyWarning<z.output<Policy>>>>
    readonly reserved: Reserved
    readonly named: Named
    readonly told: readonly Type<S>[]
    readonly recalls?: (command: S["command"]) => readonly S["id"][]
    readonly ended: readonly S["status"][]
    readonly sweep: (entity: Changed<S>, by: Actor, now: Instant, settings: S["settings"]) => Sweep | null
    readonly sentences: Readonly<Record<GuardName<G>, string>>
    readonly stage:
      | (Omit<Stage<S, z.output<Own>>, "sentences"> & {
          readonly sentences: Readonly<Record<Sentence, StageSentence<S, z.output<Own>>>>
        })
      | null
    readonly authority: Authority<S, z.output<Own>> | null
    readonly course?: Course<S>
    readonly statements: Statements
    /** Whom it asks under this policy. */
    readonly asked: (policy: z.output<Policy>) => Asked
    readonly notices: News
  }): Module<S, G> &
    typeof given & {
      readonly transition: ReturnType<typeof transitionOf<Name, Command, Id, readonly S["status"][], Kept>>
      readonly reference: ReturnType<typeof referenceOf<Name, Id>>
    } => ({
    ...given,
    transition: transitionOf(given.name, given.schemas),
    reference: referenceOf(given.name, given.schemas.id),
  })

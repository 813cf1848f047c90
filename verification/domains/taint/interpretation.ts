import { Actor, type Principal, principalOf } from "../../../kernel/actors.ts"
import type { Digest } from "../../../kernel/digest.ts"
import { digestOf } from "../../../kernel/digest.ts"
import type { Identity } from "../../../kernel/actors.ts"
import { Label, Reader, Readers, Source } from "../../../kernel/taint/label.ts"
import {
  CONTROL,
  type CallId,
  ConversationId,
  EndorsementId,
  type EndorsementSigned,
  Handle,
  ResourceId,
  Settings,
  Slot,
  type ValueId,
  type ValuePlan,
  callIn,
  valueIn,
} from "../../../kernel/taint/taint.ts"
import type { Instant } from "../../../kernel/time.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { type Clock, NEVER, clockOf } from "../clock.ts"
import { readAs } from "../instance.ts"
import { memo, named, namedActors, table } from "../names.ts"
import type { Constants, Form, ModelLabel, ModelReaders, Tool } from "./instance.ts"

type SlotOrControl = Slot | typeof CONTROL

/** A form in a conversation, in the kernel's words. */
export interface Planned {
  readonly tool: ToolName
  readonly plan: ValuePlan
  readonly recipients: readonly Reader[]
  readonly endorsements: Readonly<Partial<Record<SlotOrControl, EndorsementId>>>
}

/** The names of an instance as the kernel's values, and back. Whatever goes to the kernel went through the kernel's own parsers. */
export interface Interpretation {
  readonly clock: Clock
  readonly settings: Settings
  readonly conversations: readonly string[]
  readonly values: readonly string[]
  readonly calls: readonly string[]
  readonly resources: readonly string[]
  readonly endorsements: readonly string[]
  readonly actor: (name: string) => Actor
  readonly conversation: (name: string) => ConversationId
  readonly handle: (name: string) => Handle
  readonly value: (conversation: string, name: string) => ValueId
  readonly call: (conversation: string, name: string) => CallId
  readonly resource: (name: string) => ResourceId
  readonly endorsement: (name: string) => EndorsementId
  readonly source: (name: string) => Source
  readonly readers: (name: string) => Readers
  readonly audience: (name: string) => readonly Reader[]
  readonly inputs: (name: string) => readonly Handle[]
  readonly digest: (name: string) => Digest
  readonly slot: (name: string) => SlotOrControl
  readonly form: (name: string) => Planned
  readonly nameOf: {
    readonly actor: (who: Identity) => string
    readonly conversation: (id: ConversationId) => string
    readonly resource: (id: ResourceId) => string
    readonly endorsement: (id: EndorsementId) => string
    readonly digest: (digest: Digest) => string
    readonly slot: (slot: SlotOrControl) => string
    readonly tick: (at: Instant | null) => number
  }
  /** What is signed for an endorsement of a value of another conversation: right in all but that. */
  readonly misstated: (statement: EndorsementSigned) => EndorsementSigned
}

const readersOf = ({ readers, anyone }: ModelReaders): Readers =>
  readAs(Readers, anyone ? "anyone" : readers, "readers")
const labelOf = (label: ModelLabel): Label =>
  readAs(Label, { sources: label.sources, readers: readersOf(label) }, "a label")

const slotOf = (name: string): Slot => readAs(Slot, `/${name}`, "an argument")
const slotOrControl = (name: string): SlotOrControl => (name === CONTROL ? CONTROL : slotOf(name))

const toolOf = ({ effect, arguments: declared, adds }: Tool) => ({
  effect,
  arguments: Object.fromEntries(Object.entries(declared).map(([name, trust]) => [slotOf(name), trust])),
  // Which arguments name a recipient is the door's to read: in the model a form has its recipients.
  recipients: effect === "egress" ? Object.keys(declared).map(slotOf) : [],
  adds: labelOf(adds),
})

const another = readAs(ConversationId, "conversation_another", "a conversation")

/** Throws InstanceError for what the kernel's parsers refuse, for a name that isn't there, and for two names of one thing. */
export const interpretationOf = (constants: Constants): Interpretation => {
  const { Settings: policy, Conversations, Values, Calls, Resources, Endorsements, Digests, Slots } = constants
  const clock = clockOf(constants.Horizon)
  const actors = table("actor", constants.Actors, ({ id, tenant, kind, roles }) =>
    readAs(Actor, { id, tenant, kind, roles }, "an actor"),
  )
  const idsOf = <Id>(of: readonly string[], idOf: (name: string) => Id) => of.map((name) => [name, idOf(name)] as const)
  const conversations = idsOf(Conversations, (name) => readAs(ConversationId, `conversation_${name}`, "a conversation"))
  const resources = idsOf(Resources, (name) => readAs(ResourceId, `resource_${name}`, "a resource"))
  const endorsements = idsOf(Endorsements, (name) => readAs(EndorsementId, `endorsement_${name}`, "an endorsement"))
  const digests = idsOf(Digests, (name) => digestOf(new TextEncoder().encode(name)))
  const slots = idsOf(Slots, slotOrControl)
  const conversation = table("conversation", Object.fromEntries(conversations), (id) => id).of
  const endorsement = table("endorsement", Object.fromEntries(endorsements), (id) => id).of
  const handle = memo((name) => readAs(Handle, name, "a handle"))
  const formOf = ({ tool, plan, recipients, endorsements: named }: Form): Planned => ({
    tool: readAs(ToolName, tool, "a tool"),
    plan: Object.fromEntries(Object.entries(plan).map(([name, value]) => [slotOf(name), handle(value)])),
    recipients: recipients.map((name) => readAs(Reader, name, "a reader")),
    endorsements: Object.fromEntries(
      Slots.flatMap((name) => {
        const of = named[name]
        return of === undefined ? [] : [[slotOrControl(name), endorsement(of)]]
      }),
    ),
  })
  const settings = readAs(
    Settings,
    {
      tenant: policy.tenant,
      required: true,
      mode: "strict",
      trusted: policy.trusted,
      endorsers: policy.endorsers,
      endorsementMs: policy.endorsementTime,
      tools: Object.fromEntries(Object.entries(policy.tools).map(([name, tool]) => [name, toolOf(tool)])),
    },
    "settings",
  )
  return {
    clock,
    settings,
    conversations: Conversations,
    values: Values,
    calls: Calls,
    resources: Resources,
    endorsements: Endorsements,
    actor: actors.of,
    conversation,
    handle,
    value: (of, name) => valueIn(conversation(of), handle(name)),
    call: (of, name) => callIn(conversation(of), handle(name)),
    resource: table("resource", Object.fromEntries(resources), (id) => id).of,
    endorsement,
    source: memo((name) => readAs(Source, name, "a source")),
    readers: table("readers", constants.Readers, readersOf).of,
    audience: table("audience", constants.Audiences, (names) => names.map((name) => readAs(Reader, name, "a reader")))
      .of,
    inputs: table("inputs", constants.Inputs, (names) => names.map(handle)).of,
    digest: table("digest", Object.fromEntries(digests), (digest) => digest).of,
    slot: slotOrControl,
    form: table("form", constants.Forms, formOf).of,
    nameOf: {
      actor: namedActors(actors.entries),
      conversation: named("conversation", conversations, (id: ConversationId) => id),
      resource: named("resource", resources, (id: ResourceId) => id),
      endorsement: named("endorsement", endorsements, (id: EndorsementId) => id),
      digest: named("digest", digests, (digest: Digest) => digest),
      slot: named("slot", slots, (slot: SlotOrControl) => slot),
      tick: (at) => (at === null ? NEVER : clock.tick(at)),
    },
    misstated: (statement) => ({ ...statement, conversation: another }),
  }
}

/** What somebody of an instance signs who vouches. */
export const statementOf = (
  { settings: { tenant } }: Pick<Interpretation, "settings">,
  by: Principal,
  said: Omit<EndorsementSigned, "type" | "tenant" | "endorser">,
): EndorsementSigned => ({ type: "interlock/endorsement/v1", tenant, endorser: principalOf(by), ...said })

import type { Role, TenantId } from "../actors.ts"
import type { Definition, Register } from "../machine.ts"
import type { ToolName } from "../tool.ts"
import type { Source } from "./label.ts"
import type { Rules } from "./rules.ts"
import type {
  CallKept,
  Command,
  ConversationKept,
  EndorsementKept,
  EntityId,
  Kept,
  ResourceKept,
  Settings,
  Status,
  ToolFlow,
  ValueKept,
} from "./taint.ts"

/** The types of this domain, by name. */
export interface Taint {
  readonly id: EntityId
  readonly status: Status
  readonly kept: Kept
  readonly command: Command
  readonly opens: "open" | "spawn" | "ingest" | "derive" | "call" | "result" | "read" | "endorse"
  readonly settings: Settings
  readonly facts: Facts
  readonly rules: Rules
  readonly keeps: Readonly<
    Record<"open" | "spawn" | "show" | "write", ConversationKept> &
      Record<"ingest" | "derive" | "result" | "read", ValueKept> &
      Record<"call", CallKept> &
      Record<"endorse" | "withdraw" | "expire", EndorsementKept>
  >
  readonly beside: {
    readonly spawn: { readonly parent: ConversationKept }
    readonly ingest: { readonly conversation: ConversationKept }
    readonly show: { readonly value: ValueKept }
    readonly derive: { readonly conversation: ConversationKept; readonly inputs: readonly ValueKept[] }
    readonly call: {
      readonly conversation: ConversationKept
      readonly values: readonly ValueKept[]
      readonly endorsements: readonly EndorsementKept[]
    }
    readonly result: { readonly conversation: ConversationKept; readonly call: CallKept }
    readonly write: { readonly value: ValueKept; readonly resource: ResourceKept | null }
    readonly read: { readonly conversation: ConversationKept; readonly resource: ResourceKept | null }
    readonly endorse: { readonly conversation: ConversationKept; readonly values: readonly ValueKept[] }
  }
}

/** What the kernel derives from the settings, by command. */
export interface Facts {
  readonly open: null
  readonly spawn: null
  readonly ingest: null
  readonly show: null
  readonly derive: null
  readonly call: Judged & Declared
  readonly result: Declared
  readonly write: Judged
  readonly read: null
  readonly endorse: {
    readonly tenant: TenantId
    readonly endorsers: readonly Role[]
    readonly endorsementMs: number
  }
  readonly withdraw: { readonly tenant: TenantId }
  readonly expire: null
}

interface Judged {
  /** The sources whose content may decide. */
  readonly trusted: readonly Source[]
}

interface Declared {
  /** What the deployment says of the tool; null where it says nothing. */
  readonly flow: ToolFlow | null
}

/** The statuses from which nothing follows any more. */
export const ended = ["returned", "used", "withdrawn", "expired"] as const satisfies readonly Status[]

interface Look {
  readonly register: Register<Taint>
}

const none = () => null
const judged = ({ register: { settings } }: Look): Judged => ({ trusted: settings.trusted })
const flowOf = ({ tools }: Settings, tool: ToolName): ToolFlow | null =>
  (Object.hasOwn(tools, tool) ? tools[tool] : undefined) ?? null

export const facts: Definition<Taint>["facts"] = {
  open: none,
  spawn: none,
  ingest: none,
  show: none,
  derive: none,
  call: ({ register, command: { tool } }) => ({ ...judged({ register }), flow: flowOf(register.settings, tool) }),
  result: ({ register, beside: { call } }) => ({ flow: flowOf(register.settings, call.kept.tool) }),
  write: judged,
  read: none,
  endorse: ({ register: { settings } }) => ({
    tenant: settings.tenant,
    endorsers: settings.endorsers,
    endorsementMs: settings.endorsementMs,
  }),
  withdraw: ({ register: { settings } }) => ({ tenant: settings.tenant }),
  expire: none,
}

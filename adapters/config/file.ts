/** The config file as it is written, before anything in it is looked up. The messages say what to write. */
import * as z from "zod"
import { ActorId, Principal, Role, TenantId } from "../../kernel/actors.ts"
import { GroupName, RouteName } from "../../kernel/approvals/approvals.ts"
import { Resource } from "../../kernel/break-glass/break-glass.ts"
import { Digest } from "../../kernel/digest.ts"
import { InspectorName, ToolPolicy } from "../../kernel/gate/policy.ts"
import { ReceiverName } from "../../kernel/notices/ports.ts"
import { ToolName } from "../../kernel/tool.ts"
import { ApiKeyId } from "../identity/api-keys.ts"
import { parsePublicKey, PublicKeyError } from "../identity/public-keys.ts"
import { WebhookUrl } from "../notify/webhook.ts"
import { DurationText } from "./duration.ts"
import { didYouMean } from "./nearest.ts"

/** Between the sentences for several unknown keys of one map, in the order in which the issue names them. */
export const BETWEEN_KEYS = "\n"

/** A map with these keys and no others. */
const section = <Shape extends z.ZodRawShape>(shape: Shape) => {
  const names = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return `write a map with ${names.join(", ")}`
      return issue.keys
        .map((key) => `there is no such key${didYouMean(key, names)}: the keys here are ${names.join(", ")}`)
        .join(BETWEEN_KEYS)
    },
  })
}

const text = (advice: string) => z.string(advice).min(1, advice)
const count = (advice = "write a whole number from 1") => z.int(advice).min(1, advice)
const list = <Item extends z.ZodType>(item: Item, of: string) => z.array(item, `write a list of ${of}`)
const some = <Item extends z.ZodType>(item: Item, of: string) => list(item, of).min(1, `write at least one of ${of}`)

/** Text that the kernel reads as `schema`, with our words where it doesn't. */
const named = <Schema extends z.ZodType>(schema: Schema, advice: string) =>
  z.string(advice).transform((written, context): z.output<Schema> => {
    const read = schema.safeParse(written)
    if (read.success) return read.data
    context.addIssue({ code: "custom", message: advice })
    return z.NEVER
  })

const plainName = "a name of letters, digits, _ and -, 64 at most"
const id = "write an id of letters, digits and . _ @ : -, 128 at most, that starts with a letter or digit"
const actorId = named(ActorId, id)
const groupName = named(GroupName, `write ${plainName} (a group's name may hold . and spaces too)`)
const routeName = named(RouteName, `write ${plainName}`)

const sshKey = z.string("write the line of an id_ed25519.pub file").transform((line, context) => {
  try {
    return parsePublicKey(line)
  } catch (error) {
    if (!(error instanceof PublicKeyError)) throw error
    context.addIssue({ code: "custom", message: error.message })
    return z.NEVER
  }
})

const SCHEMA_DIGEST = /^sha256:/
const schemaAdvice = "write the path of the tool's JSON schema file, or its digest as sha256: and 64 hexadecimal digits"
const toolSchema = text(schemaAdvice).transform((written, context) => {
  if (!SCHEMA_DIGEST.test(written)) return { path: written }
  const digest = Digest.safeParse(written.replace(SCHEMA_DIGEST, ""))
  if (digest.success) return { digest: digest.data }
  context.addIssue({ code: "custom", message: schemaAdvice })
  return z.NEVER
})

const choice = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, `write one of ${names.join(", ")}`)

const apiKey = section({
  id: named(ApiKeyId, "write a key id of letters, digits and -, 64 at most"),
  sha256: named(
    Digest,
    "write the 64 hexadecimal digits of the key's SHA-256 that `interlock keys add` prints, never the key itself",
  ),
  for: actorId.optional(),
})

export const ActorEntry = section({
  id: actorId,
  kind: choice(Principal.shape.kind.options),
  roles: list(named(Role, id), "roles").max(32, "write at most 32 roles").default([]),
  keys: list(sshKey, "public keys, each the line of an id_ed25519.pub file").default([]),
  apiKeys: list(apiKey, "API keys, each with id and sha256").default([]),
})
export type ActorEntry = z.infer<typeof ActorEntry>

export const GroupEntry = some(actorId, "actor ids").max(32, "write at most 32 members")

const stage = section({
  mode: choice(["sequential", "parallel"]),
  groups: some(section({ name: groupName, quorum: count() }), "groups, each with name and quorum").max(
    8,
    "write at most 8 groups",
  ),
  sla: DurationText,
})

export const RouteEntry = some(stage, "stages, each with mode, groups and sla").max(8, "write at most 8 stages")

const toolName = named(
  ToolName,
  "write a tool's name of letters, digits and . _ : / -, 128 at most, that starts with a letter or digit",
)

export const ToolEntry = section({
  name: toolName,
  schema: toolSchema,
  effect: choice(ToolPolicy.shape.effect.options),
  inspector: choice(InspectorName.options).optional(),
  writes: choice(ToolPolicy.shape.writes.options),
  route: routeName,
  uses: count(),
  lifetime: DurationText,
})

export const LimitsEntry = section({
  maxUses: count(),
  maxLifetime: DurationText,
  maxOpenRequests: count(),
  decisionRate: section({ max: count(), window: DurationText }),
})

const SCOPE_LIST = "what may be asked for, each with tool and prefix"

export const BreakGlassEntry = section({
  minDuration: DurationText,
  maxDuration: DurationText,
  /** How long a request waits for its countersignature. */
  requestLifetime: DurationText,
  /** How old the signature may be with which somebody asks. */
  factorLifetime: DurationText,
  grantable: list(
    section({
      tool: toolName,
      prefix: named(
        Resource,
        "write the address of a resource, or of what it lies under, 256 characters at most, without spaces and wildcards",
      ),
    }),
    SCOPE_LIST,
  ).max(64, "write at most 64 of them"),
  cooldown: DurationText,
  requestRate: section({ max: count(), window: DurationText }),
  maxActiveGrants: count(),
  countersigners: some(named(Role, id), "roles").max(32, "write at most 32 roles"),
  allowSelfCountersign: z.boolean("write true or false").default(false),
})
export type BreakGlassEntry = z.infer<typeof BreakGlassEntry>

const TenantEntry = section({
  id: named(TenantId, id),
  actors: some(ActorEntry, "actors, each with id and kind"),
  groups: z.record(groupName, GroupEntry, "write a map from a group's name to its members' ids"),
  routes: z.record(routeName, RouteEntry, "write a map from a route's name to its stages"),
  tools: list(ToolEntry, "tools, each with name, schema, effect, writes, route, uses and lifetime"),
  limits: LimitsEntry,
  breakGlass: BreakGlassEntry.optional(),
  permit: DurationText,
})
export type TenantEntry = z.infer<typeof TenantEntry>

const receiverName = named(
  ReceiverName,
  "write a name of letters, digits, _ and -, 64 at most: by it the receiver's place in the log is kept",
)

/** Who is told of emergency access, of every tenant; a new name is told everything from the first record on. */
const ReceiverEntry = z.union(
  [
    z.strictObject({
      name: receiverName,
      /** Where a signed POST goes to, and the file with the secret that both sides know. */
      webhook: WebhookUrl,
      secret: text("write the path of the file with the webhook's secret"),
    }),
    z.strictObject({ name: receiverName, stdout: z.literal(true) }),
  ],
  {
    error:
      "write a receiver: name, webhook (https://…, or http:// on this machine) and secret (the path of a file), or name and `stdout: true`",
  },
)
export type ReceiverEntry = z.infer<typeof ReceiverEntry>

const portAdvice = "write a port from 1 to 65535 (0 lets the system choose one)"

export const ConfigFile = section({
  version: z.literal(1, "write 1, the version of this format"),
  listen: section({
    host: text("write the address to listen on, such as 127.0.0.1").default("127.0.0.1"),
    port: z.int(portAdvice).min(0, portAdvice).max(65_535, portAdvice).default(7878),
  }).prefault({}),
  store: z.union([z.strictObject({ sqlite: text("") }), z.strictObject({ memory: z.literal(true) })], {
    error: "write either `sqlite: <path of the database>` or, to forget everything at the end, `memory: true`",
  }),
  signer: section({ key: text("write the path of the server's private key, an Ed25519 key in PKCS#8 PEM") }),
  notify: list(ReceiverEntry, "receivers").default([]),
  tenants: some(TenantEntry, "tenants"),
})
export type ConfigFile = z.infer<typeof ConfigFile>

/** The config file as it is written, before anything in it is looked up. The messages say what to write. */
import * as z from "zod"
import { TenantId } from "../../kernel/actors.ts"
import { ReceiverName } from "../../kernel/notices/ports.ts"
import { domainNames, domains } from "../domains.ts"
import { ANSWERS } from "../idempotency.ts"
import { WebhookUrl } from "../notify/webhook.ts"
import { DurationText } from "./duration.ts"
import { id, list, mapOf, named, some, text } from "./entries.ts"
import { LimitsSection } from "./limits.ts"
import { ActorEntry, toolShape } from "./tenant.ts"

/** What the domains add to a tenant. */
const sections: z.core.$ZodLooseShape = Object.fromEntries(
  domainNames.flatMap((domain) => Object.entries(domains[domain].config.shape)),
)

/** What the domains add to a tool. */
const toolSections: z.core.$ZodLooseShape = Object.fromEntries(
  domainNames.flatMap((domain) => Object.entries(domains[domain].config.tool.shape)),
)

const ToolEntry = mapOf({ ...toolSections, ...toolShape })

const TenantEntry = mapOf({
  ...sections,
  id: named(TenantId, id),
  actors: some(ActorEntry, "actors, each with id and kind"),
  tools: list(ToolEntry, "tools, each with name, schema, effect, writes, route, uses and lifetime"),
  permit: DurationText,
  idempotency: DurationText.prefault(ANSWERS),
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

/** Records of each tenant's log, by number. */
const recordNumbers = z.record(
  TenantId,
  z.int().min(0),
  "write for each tenant the number of a record in its log, such as { acme: 120 }",
)

/** A key that signed before the one in use: records from a number (the first where none is said) up to another, without that. */
const TrustedEntry = mapOf({
  publicKey: text("write the path of the former key's public half, in PEM or as JWK"),
  from: recordNumbers.default({}),
  until: recordNumbers,
  handover: text("write the path of the handover that `interlock keys rotate` wrote").optional(),
})

const portAdvice = "write a port from 1 to 65535 (0 lets the system choose one)"

export const ConfigFile = mapOf({
  version: z.literal(1, "write 1, the version of this format"),
  listen: mapOf({
    host: text("write the address to listen on, such as 127.0.0.1").default("127.0.0.1"),
    port: z.int(portAdvice).min(0, portAdvice).max(65_535, portAdvice).default(7878),
  }).prefault({}),
  store: z.union([z.strictObject({ sqlite: text("") }), z.strictObject({ memory: z.literal(true) })], {
    error: "write either `sqlite: <path of the database>` or, to forget everything at the end, `memory: true`",
  }),
  signer: mapOf({
    key: text("write the path of the server's private key, an Ed25519 key in PKCS#8 PEM"),
    trusted: list(TrustedEntry, "former keys, each with publicKey and until").default([]),
  }),
  clock: mapOf({ maxGap: DurationText.prefault("30d") }).prefault({}),
  notify: list(ReceiverEntry, "receivers").default([]),
  limits: LimitsSection,
  tenants: some(TenantEntry, "tenants"),
})
export type ConfigFile = z.infer<typeof ConfigFile>

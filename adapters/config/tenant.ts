/** What a tenant declares of its actors and tools, whatever its domains. */
import * as z from "zod"
import { Principal } from "../../kernel/actors.ts"
import { Digest } from "../../kernel/digest.ts"
import { DeclaredTool, InspectorName } from "../../kernel/tool.ts"
import { ApiKeyId } from "../identity/api-keys.ts"
import { ProofKey, thumbprintOf } from "../identity/proof-key.ts"
import { parsePublicKey, PublicKeyError } from "../identity/public-keys.ts"
import { actorId, choice, list, mapOf, named, role, text, toolName } from "./entries.ts"

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

const apiKey = mapOf({
  id: named(ApiKeyId, "write a key id of letters, digits and -, 64 at most"),
  sha256: named(
    Digest,
    "write the 64 hexadecimal digits of the key's SHA-256 that `interlock keys add` prints, never the key itself",
  ),
  for: actorId.optional(),
})

const PROOF_KEY =
  "write the agent's public key as a JWK with kty: OKP, crv: Ed25519 and x alone, as `interlock keys agent` prints it"
const proofKey = z.unknown().transform((written, context) => {
  const read = ProofKey.safeParse(written)
  if (read.success) return thumbprintOf(read.data)
  context.addIssue({ code: "custom", message: PROOF_KEY })
  return z.NEVER
})

export const ActorEntry = mapOf({
  id: actorId,
  kind: choice(Principal.shape.kind.options),
  roles: list(role, "roles").max(32, "write at most 32 roles").default([]),
  keys: list(sshKey, "public keys, each the line of an id_ed25519.pub file").default([]),
  proofKey: proofKey.optional(),
  apiKeys: list(apiKey, "API keys, each with id and sha256").default([]),
})
export type ActorEntry = z.infer<typeof ActorEntry>

/** What a tenant declares of a tool, whatever its domains have to know of it. */
export const toolShape = {
  name: toolName,
  schema: toolSchema,
  effect: choice(DeclaredTool.shape.effect.options),
  inspector: choice(InspectorName.options).optional(),
  writes: choice(DeclaredTool.shape.writes.options),
}
export const DeclaredToolEntry = z.object(toolShape)
export type DeclaredToolEntry = z.infer<typeof DeclaredToolEntry>

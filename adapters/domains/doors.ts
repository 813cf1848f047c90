import type { OpenAPIHono } from "@hono/zod-openapi"
import type { Command } from "commander"
import type * as z from "zod"
import type { Instant } from "../../kernel/time.ts"
import type { Section } from "../config/section.ts"
import type { DomainName, EntityOf } from "../domain.ts"
import type { Env } from "../http/auth.ts"
import type { RouteLimit } from "../http/limits.ts"
import type { Boundary } from "../library/boundary.ts"

/** What a domain hands over to the doors. Its types are concrete in its own folders; a table of them sees this. */
export interface Doors<N extends DomainName> {
  /** What its entities are called in paths and lists: `/v1/<items>`. */
  readonly items: string
  /** Its part of a tenant in the config file. */
  readonly config: Section
  /** Its namespace on the gate in process. */
  readonly library: (boundary: Boundary) => object
  /** How it stands in a tenant, in a few numbers. */
  readonly standing: {
    readonly schema: z.ZodType
    readonly of: (entities: readonly EntityOf<N>[], now: Instant) => object
  }
  /** Loaded by who serves, so that a gate in process brings no HTTP with it. `gate` has the domain's own namespace. */
  readonly http: () => Promise<{
    readonly mount: (app: OpenAPIHono<Env>, gate: never) => void
    readonly limits: readonly RouteLimit[]
  }>
  /** Loaded by the command line alone. */
  readonly cli: () => Promise<{ readonly register: (program: Command) => void }>
}

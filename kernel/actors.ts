import * as z from "zod"

const id = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@:-]*$/)

export const TenantId = id.brand("TenantId")
export type TenantId = z.infer<typeof TenantId>

export const ActorId = id.brand("ActorId")
export type ActorId = z.infer<typeof ActorId>

export const Role = id.brand("Role")
export type Role = z.infer<typeof Role>

/** Who somebody is: the id counts only together with the tenant, since two tenants may use one id. */
export const Principal = z.strictObject({
  id: ActorId,
  tenant: TenantId,
  kind: z.enum(["human", "agent", "service"]),
})
export type Principal = Readonly<z.infer<typeof Principal>>

/** Who somebody is, and nothing that they hold. */
export const principalOf = ({ id, tenant, kind }: Principal): Principal => ({ id, tenant, kind })

/** Whether two names are one actor: id AND tenant agree. */
export const isSame = (a: Identity, b: Identity): boolean => a.id === b.id && a.tenant === b.tenant

export type Identity = Readonly<Record<"id" | "tenant", string>>

/** A principal with its roles, as proven at the door, never as claimed in a body. */
export const Actor = z.strictObject({ ...Principal.shape, roles: z.array(Role).max(32).readonly() })
export type Actor = Readonly<z.infer<typeof Actor>>

/**
 * Who calls, and the person for whom: an agent acts for a person of its own tenant. Who calls in person is both.
 * A caller whose person belongs to another tenant can't be said: no parser lets it in.
 */
export const Caller = z
  .strictObject({ actor: Actor, person: Actor })
  .refine(({ actor, person }) => actor.tenant === person.tenant, {
    error: "an actor acts for a person of its own tenant",
  })
export type Caller = Readonly<z.infer<typeof Caller>>

/** Whether somebody has one of these roles. Where none is named, nobody has. */
export const hasOneOf = ({ roles }: Pick<Actor, "roles">, named: readonly Role[]): boolean =>
  roles.some((role) => named.includes(role))

/** The role that administers a tenant. */
export const ADMIN: Role = Role.parse("admin")

/** Whether somebody administers in person: no agent and no service does, whatever its roles. */
export const administersInPerson = ({ actor, person }: Caller): boolean =>
  actor.kind === "human" && isSame(actor, person) && actor.roles.includes(ADMIN)

/** The role of the gate itself, in which it says what it does. */
const GATE: Role = Role.parse("gate")

/** The gate as an actor: what it says of a call, it says in this name. */
export const gateOf = (tenant: TenantId): Actor => ({
  id: ActorId.parse("interlock"),
  tenant,
  kind: "service",
  roles: [GATE],
})

/** The role that reads a tenant's log. Whoever administers does not audit (separation of duties, NIST AC-5). */
export const AUDITOR: Role = Role.parse("auditor")

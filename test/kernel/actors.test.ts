import { describe, expect, it } from "vitest"
import { ADMIN, Actor, ActorId, Caller, Principal, Role, administersInPerson, hasOneOf } from "../../kernel/actors.ts"

const ann = () => ({ id: "ann", tenant: "acme", kind: "human", roles: ["dev"] })
const bot = () => ({ id: "bot", tenant: "acme", kind: "agent", roles: [] })

describe("an id", () => {
  it.each(["a", "7", "ann@acme.example", "svc:deploy-1.2_b", "A".repeat(128)])("may be %s", (id) => {
    expect(ActorId.parse(id)).toBe(id)
  })

  it.each(["", "a b", "-a", ".a", "a/b", "ä", "a\n", "\na", "A".repeat(129), 7, null])("is not %j", (id) => {
    expect(ActorId.safeParse(id).success).toBe(false)
  })
})

describe("an actor", () => {
  it("is what was proven of it, and nothing beside", () => {
    expect(Actor.parse(ann())).toEqual(ann())
    expect(Actor.safeParse({ ...ann(), admin: true }).success).toBe(false)
    expect(Actor.safeParse({ ...ann(), roles: undefined }).success).toBe(false)
    expect(Actor.safeParse({ ...ann(), roles: Array.from({ length: 32 }, (_, n) => `role-${n}`) }).success).toBe(true)
    expect(Actor.safeParse({ ...ann(), roles: Array.from({ length: 33 }, (_, n) => `role-${n}`) }).success).toBe(false)
    expect(Principal.safeParse(ann()).success).toBe(false)
    expect(ADMIN).toBe("admin")
  })

  it.each(["human", "agent", "service"])("may be a %s", (kind) => {
    expect(Actor.safeParse({ ...ann(), kind }).success).toBe(true)
  })

  it("is of no fourth kind", () => {
    expect(Actor.safeParse({ ...ann(), kind: "admin" }).success).toBe(false)
    expect(Actor.safeParse({ ...ann(), kind: "" }).success).toBe(false)
  })
})

describe("a caller", () => {
  it("is somebody in person, or an agent for a person of its own tenant", () => {
    expect(Caller.parse({ actor: ann(), person: ann() })).toEqual({ actor: ann(), person: ann() })
    expect(Caller.parse({ actor: bot(), person: ann() })).toEqual({ actor: bot(), person: ann() })
  })

  it("is never for a person of another tenant, nor for nobody", () => {
    expect(Caller.safeParse({ actor: bot(), person: { ...ann(), tenant: "globex" } }).error?.issues).toMatchObject([
      { message: "an actor acts for a person of its own tenant" },
    ])
    expect(Caller.safeParse({ actor: bot() }).success).toBe(false)
    expect(Caller.safeParse({ actor: bot(), person: ann(), tenant: "acme" }).success).toBe(false)
  })
})

describe("whoever has one of some roles", () => {
  const has = (roles: readonly string[], ...named: readonly string[]) =>
    hasOneOf(
      Actor.parse({ ...ann(), roles }),
      named.map((role) => Role.parse(role)),
    )

  it("has any of them", () => {
    expect(has(["dev", "lead"], "lead", "responder")).toBe(true)
    expect(has(["dev"], "lead", "responder")).toBe(false)
  })

  it("has none of none, nor any without a role", () => {
    expect(has(["dev"])).toBe(false)
    expect(has([], "dev")).toBe(false)
  })
})

describe("whoever administers in person", () => {
  const root = () => ({ id: "root", tenant: "acme", kind: "human", roles: ["dev", "admin"] })
  const administers = (actor: object, person = actor) => administersInPerson(Caller.parse({ actor, person }))

  it("is a person with the role, and nobody for them", () => {
    expect(administers(root())).toBe(true)
    expect(administers(ann())).toBe(false)
    expect(administers(bot(), root())).toBe(false)
    expect(administers({ ...bot(), roles: ["admin"] }, root())).toBe(false)
    expect(administers({ ...ann(), roles: ["admin"] }, root())).toBe(false)
    expect(administers(root(), ann())).toBe(false)
  })

  it.each(["agent", "service"])("is no %s, whatever its roles", (kind) => {
    expect(administers({ ...root(), kind })).toBe(false)
  })
})

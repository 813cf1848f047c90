import { describe, expect, it } from "vitest"
import { module as approvals } from "../../../kernel/approvals/index.ts"
import { module as breakGlass } from "../../../kernel/break-glass/index.ts"
import { module as budgets } from "../../../kernel/budgets/index.ts"
import { module, sessions } from "../../../kernel/sessions/index.ts"
import { CredentialId, SessionId } from "../../../kernel/sessions/sessions.ts"
import { stage } from "../../../kernel/sessions/stage.ts"
import { actor, digest, everybodysKeys, settings } from "../../fixtures/sessions.ts"

describe("what sessions hand over", () => {
  it("is named, reserves the use of a credential, and lets a directory name whom it enrols", () => {
    expect(module).toMatchObject({
      name: "sessions",
      reserved: ["present"],
      named: ["enrol"],
      told: [],
    })
    expect(sessions.definition).toMatchObject({ name: "sessions", opens: ["enrol", "open", "mint", "delegate"] })
  })

  it("has ids of sessions and of credentials, which the gate gives by what is opened", () => {
    const { prefixes } = module
    expect(prefixes).toEqual({ open: "session", mint: "credential", delegate: "credential" })
    expect(SessionId.parse(`${prefixes.open}_0a1b`)).toBe("session_0a1b")
    for (const prefix of [prefixes.mint, prefixes.delegate])
      expect(CredentialId.parse(`${prefix}_0a1b`)).toBe("credential_0a1b")
  })

  it("has settings of the policy, and the tenant that comes with the deployment, never with the policy", () => {
    const { tenant, ...policy } = settings()
    const deployment = { tenant: actor("x").tenant, policy: digest("policy"), keyring: everybodysKeys() }
    expect(module.settingsOf(policy, deployment)).toEqual({ ...policy, tenant })
    expect(module.policy.safeParse(policy).success).toBe(true)
    expect(module.policy.safeParse(settings()).success).toBe(false)
  })

  it("reads nothing of a tool, has a stage and no authority, asks nobody, and has nothing to be told", () => {
    const { tenant, ...policy } = settings()
    expect(tenant).toBe("acme")
    expect(module.tool.safeParse({}).success).toBe(true)
    expect(module.tool.safeParse({ more: 1 }).success).toBe(false)
    expect(module.asked(policy)).toEqual({ people: [], roles: [] })
    expect(module).toMatchObject({ stage, authority: null, notices: null, warnings: {} })
  })

  it("has people sign what they open and prove, each in their own name, in their tenant, at a moment, and nothing else", () => {
    const { opening, touch } = module.statements
    expect(Object.keys(module.statements)).toEqual(["opening", "touch"])
    expect([opening.what, touch.what]).toEqual(["a signed opening of a session", "a signed touch of a session"])
    const common = { tenant: "acme", subject: { id: "ann", tenant: "acme", kind: "human" }, at: 7 }
    const opened = { ...common, type: "interlock/session-opening/v1", agent: "bot" }
    const touched = { ...common, type: "interlock/session-touch/v1", session: "session_1" }
    const [open, proven] = [opening.schema.parse(opened), touch.schema.parse(touched)]
    expect([open, proven]).toEqual([opened, touched])
    expect([opening.signer(open), opening.tenant(open)]).toEqual([common.subject, "acme"])
    expect([touch.signer(proven), touch.tenant(proven)]).toEqual([common.subject, "acme"])
    for (const [{ schema }, said] of [
      [opening, opened],
      [touch, touched],
    ] as const) {
      expect(schema.safeParse({ ...said, more: 1 }).success).toBe(false)
      expect(schema.safeParse({ ...said, at: -1 }).success).toBe(false)
    }
    expect(opening.schema.safeParse({ ...opened, type: touched.type }).success).toBe(false)
    expect(touch.schema.safeParse({ ...touched, type: opened.type }).success).toBe(false)
  })

  it("has ended where nothing follows: a subject never has, nor has what is still to be swept", () => {
    expect(module.ended).toEqual(["expired", "revoked", "loggedOut", "spent", "lapsed"])
  })

  it("says of a guard that has the name of another domain's the very same", () => {
    const own = new Map<string, string>(Object.entries(module.sentences))
    for (const { sentences } of [approvals, breakGlass, budgets])
      for (const [name, says] of Object.entries<string>(sentences)) expect(own.get(name) ?? says).toBe(says)
  })
})

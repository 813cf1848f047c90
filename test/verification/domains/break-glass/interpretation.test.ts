import { describe, expect, it } from "vitest"
import { type Kept, GrantId } from "../../../../kernel/break-glass/break-glass.ts"
import { Instance } from "../../../../verification/domains/break-glass/instance.ts"
import { grantOf, interpretationOf } from "../../../../verification/domains/break-glass/interpretation.ts"
import { keyOf } from "../../../../verification/domains/signatures.ts"
import { ExplorationError } from "../../../../verification/explore/errors.ts"
import { instance } from "./instance.ts"

const interpretation = () => interpretationOf(Instance.parse(instance()).constants)

/** A grant of the form `good`, as it is sealed at the start. */
const sealed = (changes: Partial<Kept> = {}): Kept => {
  const { clock, form, settings, terms } = interpretation()
  const { holder, agent, reason, scope, durationMs } = form("good")
  return {
    ...{ tenant: settings.tenant, holder, agent, reason, scope, durationMs },
    factor: null,
    requestedAt: clock.start,
    lapsesAt: clock.at(2),
    terms: terms("g1good"),
    settlements: [],
    activatedAt: null,
    expiresAt: null,
    uses: { count: 0, last: null },
    ended: null,
    selfCountersigned: false,
    ...changes,
  }
}
const naming = (changes: Partial<Kept> = {}, grant = "g1") =>
  interpretation().nameOf.form(grantOf(grant), sealed(changes))

describe("the interpretation of break-glass", () => {
  it("knows a grant by its form, whatever happened to it", () => {
    expect(naming()).toBe("good")
    expect(naming({ selfCountersigned: true, uses: { count: 3, last: null } })).toBe("good")
  })

  it.each<[string, () => Partial<Kept>]>([
    ["tenant", () => ({ tenant: interpretation().actor("bobOfT2").tenant })],
    ["holder", () => ({ holder: interpretation().form("carols").holder })],
    ["agent", () => ({ agent: null })],
    ["reason", () => ({ reason: "a drill" })],
    ["scope", () => ({ scope: interpretation().form("wide").scope })],
    ["duration", () => ({ durationMs: 3 })],
    ["time to lapse", () => ({ lapsesAt: interpretation().clock.at(3) })],
    ["terms", () => ({ terms: interpretation().terms("g1long") })],
  ])("has no name for a grant that was sealed with another %s than its form", (_, changes) => {
    expect(() => naming(changes())).toThrow(ExplorationError)
  })

  it("has no name for the terms of one grant on another", () => {
    expect(() => naming({}, "g2")).toThrow(ExplorationError)
  })

  it("joins what the model keeps apart", () => {
    expect(interpretation().deed("lookBoth")).toEqual({
      tool: "shell",
      resources: [
        { address: "db.logs", opens: null },
        { address: "db.main", opens: null },
      ],
      opensToWorld: false,
    })
    expect(interpretation().deed("admitWorld")).toEqual({
      tool: "shell",
      resources: [
        { address: "db.main.users", opens: "rule" },
        { address: "db.main", opens: null },
      ],
      opensToWorld: true,
    })
    expect(interpretation().settings.grantable).toEqual([{ tool: "shell", prefix: "db.main", types: ["rule"] }])
    expect(interpretation().form("good").scope).toEqual([{ tool: "shell", prefix: "db.main" }])
  })

  it("says the times of what happened in ticks, and -1 of what did not", () => {
    const { clock, nameOf } = interpretation()
    expect([nameOf.tick(null), nameOf.tick(clock.at(2))]).toEqual([-1, 2])
  })

  it("has a holder prove a second factor with the one key that they have", () => {
    const { clock, factor, form, nameOf } = interpretation()
    const { holder } = form("good")
    const key = keyOf(holder)
    expect([factor("good", "none"), factor("good", "m1")]).toEqual([null, { key, at: clock.at(1) }])
    const proven = (given: Kept["factor"]) => nameOf.factor({ holder, factor: given })
    expect([proven(null), proven({ key, at: clock.at(1) })]).toEqual([-1, 1])
    expect(() => proven({ key: keyOf(form("carols").holder), at: clock.at(1) })).toThrow(ExplorationError)
  })

  it("takes the keys and roles of those who have lost them out of the keyring, and nobody else's", () => {
    const { actor, settings, settingsUnder } = interpretation()
    const { [keyOf(actor("alice"))]: alices, ...others } = settings.keyring
    expect(alices).toEqual(actor("alice"))
    expect(settingsUnder("same")).toEqual(settings)
    expect(settingsUnder("aliceKeyless")).toEqual({ ...settings, keyring: others })
    const demoted = { ...actor("bob"), roles: [] }
    const keyring = { ...settings.keyring, [keyOf(demoted)]: demoted }
    expect(settingsUnder("bobDemoted")).toEqual({ ...settings, keyring })
    expect(() => settingsUnder("nobodys")).toThrow(/no deployment named nobodys/)
  })

  it("has the policy of each deployment, and the rest as it was", () => {
    const { settings, settingsUnder } = interpretation()
    expect(settingsUnder("nothingGrantable")).toEqual({ ...settings, grantable: [] })
    expect(settingsUnder("longer")).toEqual({ ...settings, minDurationMs: 3, maxDurationMs: 4 })
    expect(settingsUnder("otherRole")).toEqual({ ...settings, countersigners: ["lead"] })
    expect(settings.allowSelfCountersign).toBe(false)
    expect(settingsUnder("alone")).toEqual({ ...settings, allowSelfCountersign: true })
  })

  it("takes no name for a grant that the kernel takes for none", () => {
    expect(GrantId.safeParse("g 1").success).toBe(false)
    expect(() => grantOf("g 1")).toThrow(/a grant/)
  })
})

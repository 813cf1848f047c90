import { describe, expect, it } from "vitest"
import { Kept } from "../../../../kernel/approvals/approvals.ts"
import { Principal } from "../../../../kernel/actors.ts"
import { chooseSeat, seatName } from "../../../../adapters/cli/approvals/seats.ts"

const who = (id: string, tenant = "acme") => Principal.parse({ id, tenant, kind: "human" })

/** Two stages, of which the first is open: platform (alice, bob), then security (bob, carol). */
const request = ({ opened = [0, null], delegated = [] }: { opened?: (number | null)[]; delegated?: unknown[] } = {}) =>
  Kept.pick({ stages: true, opened: true, delegations: true }).parse({
    stages: [
      { mode: "sequential", slaMs: 1, groups: [{ name: "platform", quorum: 1, seats: [who("alice"), who("bob")] }] },
      { mode: "sequential", slaMs: 1, groups: [{ name: "security", quorum: 1, seats: [who("bob"), who("carol")] }] },
    ],
    opened,
    delegations: delegated,
  })

const delegatedTo = (to: string) => ({
  seat: { stage: 0, group: "platform", member: who("alice") },
  by: { ...who("alice"), roles: [] },
  to: who(to),
  signature: null,
  at: 0,
})

const chosen = (...args: Parameters<typeof chooseSeat>) => seatName(chooseSeat(...args))

describe("the seat that a command speaks for", () => {
  it("is one's only one", () => {
    expect(chosen(request(), who("alice"), undefined)).toBe("1/platform/alice")
  })

  it("is the open one of several", () => {
    expect(chosen(request(), who("bob"), undefined)).toBe("1/platform/bob")
  })

  it("is the one that isn't open yet where there is no other, so that the gate says why not", () => {
    expect(chosen(request(), who("carol"), undefined)).toBe("2/security/carol")
  })

  it("is a delegated one", () => {
    expect(chosen(request({ delegated: [delegatedTo("dave")] }), who("dave"), undefined)).toBe("1/platform/alice")
  })

  it("has to be named among several open ones", () => {
    expect(() => chooseSeat(request({ opened: [0, 0] }), who("bob"), undefined)).toThrow(
      "bob holds several seats here: name one of 1/platform/bob, 2/security/bob with --seat",
    )
  })

  it("is nobody's of another tenant, whatever the id", () => {
    expect(() => chooseSeat(request(), who("alice", "umbrella"), undefined)).toThrow("alice holds no seat here")
  })

  it("is the named one, in full or for oneself", () => {
    expect(chosen(request(), who("bob"), "2/security")).toBe("2/security/bob")
    expect(chosen(request(), who("dave"), "1/platform/alice")).toBe("1/platform/alice")
  })

  it.each(["3/platform/bob", "platform", "1/platform", "0/platform/bob", ""])("isn't %j", (name) => {
    expect(() => chooseSeat(request(), who("dave"), name)).toThrow("there is no seat")
  })
})

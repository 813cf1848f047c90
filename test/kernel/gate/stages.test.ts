import { describe, expect, it } from "vitest"
import { RequestId } from "../../../kernel/approvals/approvals.ts"
import { GrantId } from "../../../kernel/break-glass/break-glass.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { type Access, Change, type Effects, type Reach, effectsOf } from "../../../kernel/effects.ts"
import { planOf } from "../../../kernel/gate/planned.ts"
import type { ToolPolicy } from "../../../kernel/gate/policy.ts"
import {
  type KnownCall,
  claimsIn,
  claimsOf,
  failingIn,
  isNeeded,
  liftBy,
  liftOf,
  ownSentences,
  weigh,
} from "../../../kernel/gate/stages.ts"
import { domainNames } from "../../../kernel/registry.ts"
import { action } from "../../fixtures/break-glass.ts"
import { activeGrant, call, found, now, policyOf, worldOf } from "./fixture.ts"

const known = (name: string, given: Parameters<typeof call>[1] = {}): KnownCall => {
  const asked = call(name, given)
  const planned = planOf(policyOf(), asked)
  if (typeof planned === "string") throw new Error(planned)
  const { plan, hash, tool } = planned
  const { caller, picked, presented, flow } = asked
  return { caller, plan, picked, presented, flow, depth: 1, hash, tool, now: now() }
}
const { registers } = worldOf()

const toolThat = (said: Pick<ToolPolicy, "effect" | "writes">): ToolPolicy => {
  const [tool] = policyOf().tools
  if (tool === undefined) throw new Error("the policy has no tool")
  return { ...tool, ...said }
}

const kinds = ["read", "write", "destructive"] as const
const words = ["allow", "step_up", "deny"] as const
const tools = () => kinds.flatMap((effect) => words.map((writes) => toolThat({ effect, writes })))

const only = (change: Change, iam: Access = "none", network: Reach = "none", unresolved: readonly string[] = []) =>
  effectsOf([{ address: "a", type: "t", change, iam, network }], unresolved, 1)

const judged = (tool: ToolPolicy, effects: Effects | null) => {
  const its = known("note.write")
  const { denies, asks } = weigh({ ...its, tool, plan: { ...its.plan, effects } }, registers)
  return { denied: denies, asked: asks }
}

describe("a call may not be let through without", () => {
  const policy = policyOf()
  const { sessions } = policy.domains
  const strict = { ...policy, domains: { ...policy.domains, sessions: { ...sessions, required: true } } }
  it.each<[string, Parameters<typeof worldOf>[1], readonly string[]]>([
    ["anything, where the policy asks for nothing", policy, []],
    ["a session's credential, where it asks for that", strict, ["sessions"]],
  ])("%s", (_, policy, needed) => {
    const { registers } = worldOf([], policy)
    expect(domainNames.filter((domain) => isNeeded(domain, known("note.write"), registers))).toEqual(needed)
  })
})

describe("a tool whose arguments nobody resolves is judged as it was declared", () => {
  it.each(tools().map((tool) => [tool.effect, tool.writes, tool] as const))("%s, writes %s", (effect, writes, tool) => {
    expect(judged(tool, null)).toEqual({
      denied: effect !== "read" && writes === "deny" ? ["policyAllows"] : [],
      asked: [
        ...(effect === "destructive" ? ["nothingIsDestroyed"] : []),
        ...(effect !== "read" && writes !== "allow" ? ["writesNeedNoApproval"] : []),
      ],
    })
  })
})

/** What each change is, said once more by hand: does it write, and what does it fail. */
const changes: Readonly<Record<Change, readonly [writes: boolean, fails: readonly string[]]>> = {
  create: [true, []],
  update: [true, []],
  replace: [true, ["nothingIsReplaced"]],
  destroy: [true, ["nothingIsDestroyed"]],
  read: [false, []],
  noop: [false, []],
  import: [true, []],
  move: [true, []],
  forget: [true, []],
  output: [true, []],
}

describe("a tool whose arguments are resolved is judged by what the call would do", () => {
  it.each(Change.options.flatMap((change) => tools().map((tool) => [change, tool.effect, tool.writes, tool] as const)))(
    "%s with a tool that is declared %s, writes %s",
    (change, _, writes, tool) => {
      const [isWrite, fails] = changes[change]
      expect(judged(tool, only(change))).toEqual({
        denied: isWrite && writes === "deny" ? ["policyAllows"] : [],
        asked: [...fails, ...(isWrite && writes !== "allow" ? ["writesNeedNoApproval"] : [])],
      })
    },
  )

  it.each([
    ["none", "none", []],
    ["changed", "none", ["accessIsUnchanged"]],
    ["granted-to-world", "none", ["accessIsUnchanged"]],
    ["none", "changed", []],
    ["none", "opened-to-world", ["networkIsUnopened"]],
    ["changed", "opened-to-world", ["accessIsUnchanged", "networkIsUnopened"]],
  ] as const)("access %s and network %s fail %j, even where every write is allowed", (iam, network, fails) => {
    const tool = toolThat({ effect: "write", writes: "allow" })
    expect(judged(tool, only("update", iam, network))).toEqual({ denied: [], asked: fails })
  })

  it("finds the one opened way among ways that only changed", () => {
    const tool = toolThat({ effect: "write", writes: "allow" })
    const at = (network: Reach) => ({ address: "a", type: "t", change: "update", iam: "none", network }) as const
    expect(judged(tool, effectsOf([at("changed"), at("opened-to-world"), at("changed")], [], 0)).asked).toEqual([
      "networkIsUnopened",
    ])
  })

  it("attack 7: asks where one of them lowers what protects, even where every write is allowed", () => {
    const tool = toolThat({ effect: "write", writes: "allow" })
    const at = { address: "a", type: "t", change: "update", iam: "none", network: "none", attributes: ["x"] } as const
    expect(judged(tool, effectsOf([at, at], [], 0)).asked).toEqual([])
    expect(judged(tool, effectsOf([at, { ...at, lowered: ["x"] }], [], 0)).asked).toEqual(["protectionIsKept"])
  })

  it.each(tools().map((tool) => [tool.effect, tool.writes, tool] as const))(
    "takes what is not resolved for a write: %s, writes %s",
    (_, writes, tool) => {
      expect(judged(tool, only("read", "none", "none", ["not known"]))).toEqual({
        denied: writes === "deny" ? ["policyAllows"] : [],
        asked: ["effectsAreResolved", ...(writes === "allow" ? [] : ["writesNeedNoApproval"])],
      })
    },
  )
})

describe("the sentences", () => {
  it("are these, in this order", () => {
    const failing = (kind: string) =>
      Object.entries(ownSentences).flatMap(([name, its]) => (its.failing === kind ? [name] : []))
    expect(failing("denies")).toEqual(["policyAllows"])
    expect(failing("asks")).toEqual([
      "effectsAreResolved",
      "nothingIsDestroyed",
      "nothingIsReplaced",
      "accessIsUnchanged",
      "networkIsUnopened",
      "protectionIsKept",
      "writesNeedNoApproval",
    ])
  })
})

describe("the domains", () => {
  it("take note of no call where no agent needs a budget", () => {
    expect(
      claimsOf(known("note.write"), registers, {
        seq: 0,
        previous: digestOf(new Uint8Array()),
        now: now(),
        clock: now(),
      }),
    ).toEqual([])
  })
})

describe("a stage", () => {
  const its = known("tf.ask", { found: found() })
  const call = { ...its, own: its.tool.domains["break-glass"] }
  const register = registers("break-glass")

  it("is asked each of its sentences, of the call and of its domain, and fails by those that don't hold", () => {
    const asked: unknown[] = []
    const sentence = (failing: "denies" | "asks", isTrue: boolean) => ({
      failing,
      holds: (...given: readonly unknown[]) => {
        asked.push(given)
        return isTrue
      },
    })
    const sentences = {
      grantIsThere: sentence("denies", false),
      toolIsSturdy: sentence("asks", true),
      nobodySleeps: sentence("asks", false),
    }
    expect(failingIn(sentences, call, register)).toEqual([
      { name: "grantIsThere", failing: "denies" },
      { name: "nobodySleeps", failing: "asks" },
    ])
    expect(asked).toEqual([1, 2, 3].map(() => [call, register]))
  })

  it("claims commands of its own domain, in their order; where there is none, nothing is claimed", () => {
    const grant = activeGrant()
    const uses = ["aws_thing.a", "aws_thing.b"].map((resource) => ({
      type: "use" as const,
      id: grant.id,
      by: call.caller,
      action: action("tf.ask", resource),
    }))
    const fresh = () => grant.id
    const claims = (...given: readonly unknown[]) =>
      given[0] === call && given[1] === register && given[2] === fresh ? uses : []
    expect(claimsIn("break-glass", { claims }, call, register, fresh)).toEqual(
      uses.map((command) => ({ domain: "break-glass", command })),
    )
    expect(claimsIn("break-glass", null, call, register, fresh)).toEqual([])
  })
})

describe("an authority", () => {
  const destroying = () => known("tf.ask", { found: found({ change: "destroy" }) })

  it("of people opens a request with what the policy says of the tool, under the id that it is given", () => {
    const lift = liftOf("approvals", null, ["asked"], known("mail.twice"), registers)
    if (lift.kind !== "opens") throw new Error(lift.kind)
    const id = RequestId.parse("req_1")
    const { domains, ...mail } = known("mail.twice").tool
    expect(mail.name).toBe("mail.twice")
    expect(lift.opens).toBe("submit")
    expect(lift.command(id)).toMatchObject({ type: "submit", id, ...domains.approvals })
  })

  it("that isn't there denies: under an entity of a domain without one nothing is lifted", () => {
    const { tool, ...call } = known("mail.send")
    const given = { ...call, tool, own: tool.domains.approvals }
    expect(liftBy(null, ["asked"], given, RequestId.parse("req_1"), registers("approvals"))).toEqual({
      kind: "denies",
      reasons: ["policyWasEvaluated"],
    })
  })

  it("of people is used where a request is named, whatever asks", () => {
    const id = RequestId.parse("req_1")
    for (const asks of [[], ["asked"]])
      expect(liftOf("approvals", id, asks, known("mail.send"), registers)).toMatchObject({
        kind: "claim",
        command: { type: "consume", id, plan: known("mail.send").hash },
      })
  })

  it("of a grant is needed only where something asks, and only where one is named", () => {
    const id = GrantId.parse("grant_1")
    expect(liftOf("break-glass", id, [], destroying(), registers)).toEqual({ kind: "unneeded" })
    expect(liftOf("break-glass", null, ["asked"], destroying(), registers)).toEqual({ kind: "unneeded" })
    expect(liftOf("break-glass", id, ["asked"], destroying(), registers)).toMatchObject({
      kind: "claim",
      command: { type: "use", id, action: { tool: "tf.ask", resources: [{ address: "aws_thing.a", opens: null }] } },
    })
  })

  it("lifts until its own end: a grant that has none is over", () => {
    const grant = activeGrant()
    const lift = liftOf("break-glass", grant.id, ["asked"], destroying(), registers)
    if (lift.kind !== "claim") throw new Error(lift.kind)
    expect(lift.until(grant)).toBe(grant.kept.expiresAt)
    expect(lift.until({ ...grant, kept: { ...grant.kept, expiresAt: null } })).toBe(grant.kept.requestedAt)
  })
})

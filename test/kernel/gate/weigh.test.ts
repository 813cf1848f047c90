import { describe, expect, it } from "vitest"
import { type Access, Change, type Effects, type Reach, effectsOf } from "../../../kernel/effects.ts"
import type { ToolPolicy } from "../../../kernel/gate/policy.ts"
import { denials, failing, stepUps } from "../../../kernel/gate/weigh.ts"
import { policyOf } from "./fixture.ts"

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

const judged = (tool: ToolPolicy, effects: Effects | null) => ({
  denied: failing(denials, { tool, effects }),
  asked: failing(stepUps, { tool, effects }),
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
    expect(Object.keys(denials)).toEqual(["policyAllows"])
    expect(Object.keys(stepUps)).toEqual([
      "effectsAreResolved",
      "nothingIsDestroyed",
      "nothingIsReplaced",
      "accessIsUnchanged",
      "networkIsUnopened",
      "writesNeedNoApproval",
    ])
  })
})

import { describe, expect, it } from "vitest"
import { type Resource, effectsOf } from "../../../kernel/effects.ts"
import { renderEffects, when } from "../../../adapters/cli/render.ts"

const resource = (change: Resource["change"], more: Partial<Resource> = {}): Resource => ({
  address: `thing.${change}`,
  type: "thing",
  change,
  iam: "none",
  network: "none",
  ...more,
})

describe("what a person reads before deciding", () => {
  it("has every change, the worst first, whatever the order of the plan", () => {
    const changes = ["read", "output", "import", "move", "forget", "create", "update", "replace", "destroy"] as const
    const text = renderEffects(
      effectsOf(
        changes.map((change) => resource(change)),
        [],
        3,
      ),
    )
    const order = text.flatMap((line) => /thing\.(\w+)/.exec(line)?.[1] ?? [])
    expect(order).toEqual(["destroy", "replace", "update", "create", "forget", "move", "import", "output", "read"])
    const totals = "  1 destroyed, 1 replaced, 5 updated, 1 created, 1 read, 3 unchanged"
    expect([text[0], text.at(-1)]).toEqual([totals, totals])
  })

  it("attack 7: names what changes, what protects and falls first, and where an object comes from", () => {
    const part = { imports: "db-prod", movedFrom: "thing.prod", attributes: ["engine", "port"], lowered: ["port"] }
    const lines = renderEffects(effectsOf([resource("update", part)], [], 0))
    expect(lines[1]).toContain("thing.update  imports db-prod  was thing.prod")
    expect(lines.slice(2, 4).map((line) => line.trim())).toEqual(["LOWERS port", "engine, port"])
  })

  it("tells what is opened and granted, and what isn't known", () => {
    const text = renderEffects(
      effectsOf([resource("create", { iam: "granted-to-world", network: "opened-to-world" })], ["thing: who knows"], 0),
    ).join("\n")
    expect(text).toContain("GRANTS ACCESS TO EVERYBODY")
    expect(text).toContain("OPENS TO THE WORLD")
    expect(text).toContain("? not known: thing: who knows")
  })
})

describe("attack 18: a moment that a service names", () => {
  it("is a date, in UTC", () => {
    expect(when(Date.UTC(2026, 10, 28, 11))).toBe("2026-11-28T11:00:00.000Z")
    expect(when(8_640_000_000_000_000)).toBe("+275760-09-13T00:00:00.000Z")
  })

  it("is told as none where no calendar has it, and ends nothing", () => {
    expect(when(8_640_000_000_000_001)).toBe("beyond every date")
    expect(when(Number.MAX_SAFE_INTEGER)).toBe("beyond every date")
  })
})

describe("attack 14: an address", () => {
  it("fakes no line of ours: what is not printable ASCII in it, and each blank after a blank, is escaped", () => {
    const address = `a["${" ".repeat(70)}"]\n- destroy b\u0301\u202e`
    const lines = renderEffects(effectsOf([resource("create", { address })], [], 0))
    expect(lines).toHaveLength(3)
    expect(lines.join("\n")).not.toMatch(/[^\n\x20-\x7e]/)
    expect(lines[1]).not.toContain("    ")
  })
})

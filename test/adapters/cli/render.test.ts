import { describe, expect, it } from "vitest"
import { type Resource, effectsOf } from "../../../kernel/effects.ts"
import { renderEffects } from "../../../adapters/cli/render.ts"
import { plain } from "../../../adapters/cli/terminal.ts"

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
    const order = text.split("\n").flatMap((line) => /thing\.(\w+)/.exec(line)?.[1] ?? [])
    expect(order).toEqual(["destroy", "replace", "update", "create", "forget", "move", "import", "output", "read"])
    expect(text).toContain("1 destroyed, 1 replaced, 5 updated, 1 created, 1 read, 3 unchanged")
  })

  it("names what changes, what protects and falls first, and where an object comes from", () => {
    const part = { imports: "db-prod", movedFrom: "thing.prod", attributes: ["engine", "port"], lowered: ["port"] }
    const lines = renderEffects(effectsOf([resource("update", part)], [], 0)).split("\n")
    expect(lines[0]).toContain("thing.update  imports db-prod  was thing.prod")
    expect(lines.slice(1, 3).map((line) => line.trim())).toEqual(["LOWERS port", "engine, port"])
  })

  it("tells what is opened and granted, and what isn't known", () => {
    const text = renderEffects(
      effectsOf([resource("create", { iam: "granted-to-world", network: "opened-to-world" })], ["thing: who knows"], 0),
    )
    expect(text).toContain("GRANTS ACCESS TO EVERYBODY")
    expect(text).toContain("OPENS TO THE WORLD")
    expect(text).toContain("? not known: thing: who knows")
  })
})

describe("text from outside", () => {
  it.each(["\u001b[31m", "\u0007", "\u202e", "\u200b", "\u2028", "\n", "\u009b"])("loses %j", (character) => {
    expect(plain(`a${character}b`)).toMatch(/^a\ufffd.*b$/)
  })
})

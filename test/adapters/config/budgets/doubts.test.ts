import { describe, expect, it } from "vitest"
import { changed, config, sshLine } from "../fixture.ts"
import { budgetLines } from "./fixture.ts"

const BUDGETS = "tenants[0].budgets"

/** What is doubted of the section of budgets, with some of the file changed. */
const doubted = (...changes: readonly (readonly [from: string | RegExp, to: string])[]): readonly string[] => {
  const text = changes.reduce((before, [from, to]) => changed(from, to, before.split("\n")), budgetLines().join("\n"))
  return config(text)
    .warnings.map(({ message }) => message)
    .filter((message) => message.startsWith(BUDGETS))
}

describe("a valid section of budgets that is likely not meant", () => {
  it("is none where all is well", () => {
    expect(doubted()).toEqual([])
  })

  it("is none where there is no section", () => {
    expect(doubted([/\n {4}budgets:\n(.*\n?)*/, ""])).toEqual([])
  })

  it("has one administrator who can sign: a budget takes two", () => {
    const one = `${BUDGETS}: one administrator has an SSH key, and a budget is widened and thawed by two: give two people the role admin, and a key`
    expect(doubted([/dora, kind: human, roles: \[admin\]/, "dora, kind: human, roles: []"])).toEqual([one])
    expect(
      doubted([/(dora, kind: human, roles: \[admin\]), keys: \[.*\]/, "dora, kind: human, roles: [admin]"]),
    ).toEqual([one])
  })

  it("has none, and counts no service that has the role", () => {
    const none = `${BUDGETS}: no administrator has an SSH key, and a budget is widened and thawed by two: give two people the role admin, and a key`
    const nobodys = [
      [/alice, kind: human, roles: \[admin\]/, "alice, kind: human, roles: []"],
      [/dora, kind: human, roles: \[admin\]/, "dora, kind: human, roles: []"],
    ] as const
    expect(doubted(...nobodys)).toEqual([none])
    expect(doubted(...nobodys, ["roles: [executor]", "roles: [executor, admin]"])).toEqual([none])
  })

  it("has administrators enough with a third one", () => {
    const erin = `      - { id: erin, kind: human, roles: [admin], keys: [${sshLine()}] }\n    groups:`
    expect(doubted(["    groups:", erin])).toEqual([])
  })

  it("has nobody who reports, be the role nobody's or a person's alone", () => {
    const nobody = `${BUDGETS}.reporters: no service has such a role, so nobody reports how a call went: each lapses as charged, and as many as \`unknown\` says stop their agent`
    expect(doubted(["reporters: [executor]", "reporters: [runner]"])).toEqual([nobody])
    expect(doubted(["reporters: [executor]", "reporters: []"])).toEqual([nobody])
    expect(doubted(["reporters: [executor]", "reporters: [admin]"])).toEqual([nobody])
    expect(doubted(["reporters: [executor]", "reporters: [runner, executor]"])).toEqual([])
  })

  it.each([
    [
      "window: 1h",
      "window: 86401s",
      "window: this is more than 1 days, and so long an agent that has called often waits",
    ],
    [
      "lease: 15m",
      "lease: 8d",
      "lease: this is more than 7 days, and so long nobody knows whether a call that was not reported still runs",
    ],
    [
      "window: 1h",
      "window: 9s",
      "window: this is less than 10 seconds: an agent calls as often as its cap in each of them, and three times the same",
    ],
    [
      "lease: 15m",
      "lease: 9999",
      "lease: this is less than 10 seconds: a call has that long to be made and reported before its outcome counts as unknown",
    ],
  ])("has a length of time that nobody means: %s as %s", (from, to, message) => {
    expect(doubted([from, to])).toEqual([`${BUDGETS}.${message}`])
  })

  it.each([
    ["window: 1h", "window: 1d"],
    ["window: 1h", "window: 10s"],
    ["lease: 15m", "lease: 7d"],
    ["lease: 15m", "lease: 10s"],
  ])("and not one that is just right: %s as %s", (from, to) => {
    expect(doubted([from, to])).toEqual([])
  })

  it("has an agent that can have no budget", () => {
    const text = changed(
      "roles: [executor] }",
      "roles: [executor] }\n      - { id: reservation_1, kind: agent }",
      budgetLines(),
    )
    expect(config(text).warnings.map(({ message }) => message)).toContain(
      `tenants[0].actors[3].id: "reservation_1" reads like a reservation, so that it can't have a budget: rename it`,
    )
  })

  it("says all of it at once", () => {
    expect(
      doubted(["window: 1h", "window: 1s"], ["lease: 15m", "lease: 30d"], ["reporters: [executor]", "reporters: []"]),
    ).toHaveLength(3)
  })
})

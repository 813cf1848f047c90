import { describe, expect, it } from "vitest"
import { changed, config } from "../fixture.ts"
import { taintLines } from "./fixture.ts"

const TAINT = "tenants[0].taint"

/** What is doubted of the section of taint, with some of the file changed. */
const doubted = (...changes: readonly (readonly [from: string | RegExp, to: string])[]): readonly string[] => {
  const text = changes.reduce((before, [from, to]) => changed(from, to, before.split("\n")), taintLines().join("\n"))
  return config(text)
    .warnings.map(({ message }) => message)
    .filter((message) => message.startsWith(TAINT))
}

describe("a valid section of taint that is likely not meant", () => {
  it("is none where all is well, and where there is no section", () => {
    expect(doubted()).toEqual([])
    expect(doubted([/\n {4}taint:\n(.*\n?)*/, ""])).toEqual([])
  })

  it("trusts nothing, and has nobody who endorses", () => {
    expect(doubted(["trusted: [user, state]", "trusted: []"], ["endorsers: [reviewer]", "endorsers: []"])).toEqual([
      expect.stringContaining(`${TAINT}.trusted: nothing is trusted`),
      expect.stringContaining(`${TAINT}.endorsers: nobody endorses`),
    ])
  })

  it("names a role that nobody holds who could sign, or an agent holds", () => {
    expect(doubted(["endorsers: [reviewer]", "endorsers: [admin]"])).toEqual([
      expect.stringContaining(`${TAINT}.endorsers[0]: no person with an SSH key has the role "admin"`),
    ])
    expect(doubted(["{ id: deployer, kind: agent,", "{ id: deployer, kind: agent, roles: [reviewer],"])).toEqual([
      `${TAINT}.endorsers[0]: the agent deployer has this role, and only people endorse`,
    ])
  })

  it("leaves a tool out, or says that it reads and brings nothing", () => {
    const none = [/ {6}tools:\n {8}terraform(.*\n?)*/, "      tools: {}\n"] as const
    expect(doubted(["trusted: [user, state]", "trusted: [user]"], none)).toEqual([
      expect.stringContaining(`${TAINT}.tools: "terraform.apply" isn't declared here`),
    ])
    expect(
      doubted(
        ["effect: egress", "effect: read"],
        ["trusted: [user, state]", "trusted: [user]"],
        ["sources: [state]", "sources: []"],
        ["effect: write", "effect: destructive"],
      ),
    ).toEqual([
      expect.stringContaining(`"terraform.apply" is said to read here, and is declared destructive`),
      expect.stringContaining(`what "terraform.apply" reads comes from nowhere by this`),
    ])
  })

  it("has endorsements that are good for too long, or not long enough", () => {
    expect(doubted(["endorsement: 10m", "endorsement: 2d"])).toEqual([
      expect.stringContaining(`${TAINT}.endorsement: this is more than 1 days`),
    ])
    expect(doubted(["endorsement: 10m", "endorsement: 5s"])).toEqual([
      expect.stringContaining(`${TAINT}.endorsement: this is less than 30 seconds`),
    ])
  })
})

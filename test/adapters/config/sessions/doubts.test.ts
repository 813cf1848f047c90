import { describe, expect, it } from "vitest"
import { changed, config, lines } from "../fixture.ts"
import { sessionLines } from "./fixture.ts"

const SESSIONS = "tenants[0].sessions"

/** What is doubted of the section of sessions, with some of the file changed. */
const doubted = (...changes: readonly (readonly [from: string | RegExp, to: string])[]): readonly string[] => {
  const text = changes.reduce((before, [from, to]) => changed(from, to, before.split("\n")), sessionLines().join("\n"))
  return config(text)
    .warnings.map(({ message }) => message)
    .filter((message) => message.startsWith(SESSIONS))
}

describe("a valid section of sessions that is likely not meant", () => {
  it("is none where all is well, and where there is no section", () => {
    expect(doubted()).toEqual([])
    expect(doubted([/\n {4}sessions:\n(.*\n?)*/, ""])).toEqual([])
  })

  it("is left out where there are agents, which call with their API keys alone then", () => {
    const without = (text: string) => config(text).warnings.map(({ message }) => message)
    const saying = expect.stringContaining("tenants[0]: agents call with their API keys alone") as unknown
    expect(without(lines().join("\n"))).toContainEqual(saying)
    const nobody = changed(/ {6}- \{ id: deployer, .*\n/, "", lines())
    expect(without(changed("[alice, bob, deployer]", "[alice, bob]", nobody.split("\n")))).not.toContainEqual(saying)
  })

  it("has nobody who can open one", () => {
    expect(doubted([/, keys: \[ssh-ed25519 [^\]]*\]/, ""])).toEqual([
      `${SESSIONS}: no person has an SSH key, and a session is opened by a signature: nobody opens one`,
    ])
  })

  it("has a role in its directory that nobody has, or an agent has", () => {
    expect(doubted(["directory: [registrar]", "directory: [registrar, office]"])).toEqual([
      `${SESSIONS}.directory[1]: nobody has the role "office": nobody enrols or disables anybody by it`,
    ])
    expect(doubted(["{ id: helper, kind: agent }", "{ id: helper, kind: agent, roles: [registrar] }"])).toEqual([
      `${SESSIONS}.directory[0]: the agent helper has this role, and says by it for whom agents may act`,
    ])
    expect(doubted(["directory: [registrar]", "directory: [admin]"])).toEqual([])
  })

  it("has no agent that may call anything", () => {
    expect(doubted([/agents:\n {8}deployer:\n.*\n/, "agents: {}\n"])).toEqual([
      `${SESSIONS}.agents: no agent may call anything for anybody, so that a session is good for nothing`,
    ])
  })

  it("lets an agent do what no call of the tool does", () => {
    expect(doubted(["effects: [read, write]", "effects: [read, destructive]"])).toEqual([
      `${SESSIONS}.agents.deployer[0].effects[1]: "terraform.apply" is declared to have the effect write at most, so that no call of it is destructive`,
    ])
  })

  it.each([
    [
      "factor: 15m",
      "factor: 13h",
      "factor: this is longer than lifetime: who opens a session never has to prove again",
    ],
    ["lifetime: 12h", "lifetime: 25h", "lifetime: this is more than 1 days, and so long an agent acts for a person"],
    ["idle: 30m", "idle: 59s", "idle: this is less than 60 seconds: a person has to give a sign of life as often"],
    ["credential: 45s", "credential: 4s", "credential: this is less than 5 seconds: a call has that long to be made"],
    ["factor: 15m", "factor: 4s", "factor: this is less than 5 seconds: what a person has signed has that long to"],
  ])("has a length of time that nobody means: %s as %s", (from, to, message) => {
    expect(doubted([from, to])).toEqual([expect.stringContaining(`${SESSIONS}.${message}`)])
  })

  it.each([
    ["factor: 15m", "factor: 12h"],
    ["lifetime: 12h", "lifetime: 1d"],
    ["idle: 30m", "idle: 60s"],
    ["credential: 45s", "credential: 5s"],
    ["factor: 15m", "factor: 5s"],
  ])("and not one that is just right: %s as %s", (from, to) => {
    expect(doubted([from, to])).toEqual([])
  })

  it("has lengths of time that are all too short, or too long, and says so of each", () => {
    expect(
      doubted(["lifetime: 12h", "lifetime: 59s"], ["idle: 30m", "idle: 1s"], ["factor: 15m", "factor: 1s"]),
    ).toHaveLength(3)
    expect(doubted(["lifetime: 12h", "lifetime: 3d"], ["factor: 15m", "factor: 2d"])).toHaveLength(2)
  })
})

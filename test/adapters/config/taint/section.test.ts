import { describe, expect, it } from "vitest"
import { TenantId } from "../../../../kernel/actors.ts"
import { Policy } from "../../../../kernel/gate/policy.ts"
import { changed, config, lines, problems } from "../fixture.ts"
import { taintLines } from "./fixture.ts"

const policyIn = (text: string) => config(text).policies.get(TenantId.parse("acme"))
const taintIn = (text: string) => policyIn(text)?.domains.taint
const text = () => taintLines().join("\n")

/** What is wrong with the file where something in it is written otherwise. */
const wrong = (...changes: readonly (readonly [from: string | RegExp, to: string])[]): readonly string[] =>
  problems(changes.reduce((before, [from, to]) => changed(from, to, before.split("\n")), text())).map((problem) =>
    problem.replace(/^\d+:\d+: /, ""),
  )

describe("the section of taint", () => {
  it("gives the kernel's settings", () => {
    const policy = policyIn(text())
    expect(policy?.domains.taint).toEqual({
      required: true,
      mode: "value",
      trusted: ["user", "state"],
      endorsers: ["reviewer"],
      endorsementMs: 600_000,
      tools: {
        "terraform.apply": {
          effect: "egress",
          arguments: { "/plan": "trusted", "/to": "trusted", "/note": "any" },
          recipients: ["/to"],
          adds: { sources: ["state"], readers: "anyone" },
        },
      },
    })
    expect(Policy.parse(policy)).toEqual(policy)
  })

  it("is strict, and names no recipients, where it doesn't say", () => {
    const strict = changed(/ {6}mode: .*\n/, "", taintLines())
    expect(taintIn(strict)?.mode).toBe("strict")
    const reads = changed(
      "effect: egress",
      "effect: read",
      changed(/ {10}recipients: .*\n/, "", taintLines()).split("\n"),
    )
    expect(taintIn(reads)?.tools).toMatchObject({ "terraform.apply": { recipients: [] } })
  })

  it("may be left out: then nobody needs a conversation, and nothing is trusted", () => {
    expect(taintIn(lines().join("\n"))).toEqual({
      required: false,
      mode: "strict",
      trusted: [],
      tools: {},
      endorsers: [],
      endorsementMs: 1,
    })
  })

  it.each([
    [
      "a source that is nowhere",
      ["trusted: [user, state]", "trusted: [usr]"],
      /there is no source "usr".*did you mean "user"/,
    ],
    [
      "what nobody has labelled",
      ["trusted: [user, state]", "trusted: [unknown]"],
      /"unknown" is what nobody has labelled/,
    ],
    [
      "a tool that is nowhere",
      ["        terraform.apply:", "        terraform.aply:"],
      /there is no tool "terraform.aply"/,
    ],
    [
      "what sends without a trusted argument",
      [/\/plan: trusted, \/to: trusted/, "/to: any"],
      /what is egress can't be taken back/,
    ],
    ["what sends to nobody", ["recipients: [/to]", "recipients: []"], /a tool that sends has somebody who gets it/],
    [
      "a recipient that is no argument",
      ["recipients: [/to]", "recipients: [/too]"],
      /there is no argument "\/too".*did you mean "\/to"/,
    ],
    [
      "an argument inside another one",
      ["/note: any", "/note/text: any"],
      /write the JSON pointer of an argument itself/,
    ],
    [
      "the place of what can't be taken apart",
      ["/note: any", '"/": any'],
      /write the JSON pointer of an argument itself/,
    ],
    ["a name twice", ["sources: [user, mail]", "sources: [user, user]"], /name each once/],
    ["another mode", ["mode: value", "mode: loose"], /write one of strict, value/],
    ["readers that are none", ["readers: anyone", "readers: nobody"], /write anyone, or a list of readers/],
  ] as const)("refuses %s, and says what to do", (_, change, saying) => {
    expect(wrong(change).join("\n")).toMatch(saying)
  })

  it("refuses more than a record holds", () => {
    const many = Array.from({ length: 17 }, (_, index) => `/a${index}: any`).join(", ")
    expect(wrong(["/note: any", many]).join()).toContain("write at most 11 arguments")
    const sources = Array.from({ length: 33 }, (_, index) => `s${index}`).join(", ")
    expect(wrong(["sources: [user, mail]", `sources: [user, ${sources}]`]).join()).toContain("write at most 32 sources")
  })
})

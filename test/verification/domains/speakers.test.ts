import { describe, expect, it } from "vitest"
import { approvals } from "../../../verification/domains/approvals/index.ts"
import { breakGlass } from "../../../verification/domains/break-glass/index.ts"
import { unheard } from "../../../verification/domains/speakers.ts"
import { instance as request } from "./approvals/instance.ts"
import { instance as grant } from "./break-glass/instance.ts"

describe("whom an alphabet names", () => {
  it("is who says each command, for whom and to whom, by kind and by tenant, each once", () => {
    const { speakers } = approvals.open({
      ...request(),
      alphabet: [
        { action: "Tick", params: [] },
        { action: "Submit", params: [["r1"], ["good", "easy"], ["v1"]] },
        {
          action: "Approve",
          params: [["r1"], ["bob", "carol", "bobOfT2"], ["opsBob"], ["p1"], ["good", "none"], ["v1"]],
        },
        { action: "Delegate", params: [["r1"], ["bob"], ["opsBob"], ["robo"], ["good"]] },
        { action: "Expire", params: [["r1"]] },
      ],
    })
    const own = { isOwn: true }
    expect(speakers).toEqual([
      { command: "submit", part: "by", kind: "agent", ...own },
      { command: "submit", part: "for", kind: "human", ...own },
      { command: "approve", part: "by", kind: "human", ...own },
      { command: "approve", part: "by", kind: "human", isOwn: false },
      { command: "delegate", part: "by", kind: "human", ...own },
      { command: "delegate", part: "to", kind: "agent", ...own },
    ])
  })

  it("is nobody where the sweeper alone says it", () => {
    const alphabet = [
      { action: "Lapse", params: [["g1"]] },
      { action: "Deny", params: [["g1"], ["sweeper"]] },
    ]
    expect(breakGlass.open({ ...grant(), alphabet }).speakers).toEqual([
      { command: "deny", part: "by", kind: "service", isOwn: true },
    ])
  })

  it("is to be every kind, of the tenant and of another, in each part that a command has", () => {
    expect(unheard([{ command: "delegate", part: "to", kind: "human", isOwn: true }])).toEqual([
      "no alphabet tries delegate to a foreign human",
      "no alphabet tries delegate to an agent of the tenant",
      "no alphabet tries delegate to a foreign agent",
      "no alphabet tries delegate to a service of the tenant",
      "no alphabet tries delegate to a foreign service",
    ])
  })
})

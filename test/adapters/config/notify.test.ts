import { describe, expect, it } from "vitest"
import { changed, config, lines, problems } from "./fixture.ts"

const with_ = (...receivers: readonly string[]) =>
  changed("tenants:", `notify: [${receivers.join(", ")}]\ntenants:`, lines())
const pager = "{ name: pager, webhook: https://pager.example/hook, secret: pager.secret }"

describe("who is told of emergency access", () => {
  it("is nobody where the file says nothing", () => {
    expect(config(lines().join("\n")).notify).toEqual([])
  })

  it("is a webhook with the file of its secret, or standard output", () => {
    expect(config(with_(pager, "{ name: console, stdout: true }")).notify).toEqual([
      { name: "pager", webhook: "https://pager.example/hook", secret: "/etc/interlock/pager.secret" },
      { name: "console", stdout: true },
    ])
  })

  it.each([
    ["a webhook that everybody on the way can read", pager.replace("https:", "http:")],
    ["a webhook without a secret", "{ name: pager, webhook: https://pager.example/hook }"],
    ["neither of both", "{ name: pager }"],
    ["both", "{ name: pager, webhook: https://pager.example/hook, secret: s, stdout: true }"],
    ["a name that is none", pager.replace("pager,", "the pager,")],
  ])("is never %s", (_, receiver) => {
    expect(problems(with_(receiver))).toEqual([
      expect.stringMatching(/^4:\d+: notify\[0\].*: (write a |a webhook's URL begins with https)/),
    ])
  })

  it("is named once, since the place in the log is kept by the name", () => {
    expect(problems(with_(pager, pager))).toEqual([
      expect.stringMatching(/^4:\d+: notify\[1\]\.name: a receiver "pager" is declared above/),
    ])
  })
})

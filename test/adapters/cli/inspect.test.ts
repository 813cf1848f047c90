import { describe, expect, it } from "vitest"
import { cli } from "./cli.ts"

const corpus = (name: string) => `test/corpus/terraform/${name}.json`

describe("interlock inspect terraform", () => {
  it("prints whether it is everything, counts, iam, network and resources as JSON, and nothing else", async () => {
    const { code, stdout } = await cli(["inspect", "terraform", corpus("mixed-with-deletes"), "--json"])
    expect(code).toBe(4)
    const printed: unknown = JSON.parse(stdout)
    expect(Object.keys(Object(printed) as object)).toEqual([
      "resolved",
      "unresolved",
      "counts",
      "iam",
      "network",
      "resources",
    ])
    expect(printed).toMatchObject({
      resolved: false,
      counts: { create: 5, update: 2, replace: 0, destroy: 2, read: 0, noop: 7 },
      iam: [{ type: "aws_lambda_permission", iam: "changed" }],
      network: [{ type: "aws_lambda_function" }, { type: "aws_security_group" }, { type: "aws_security_group_rule" }],
    })
  })

  it.each([
    ["iam-policy-create", 0, true],
    ["cloudtrail-read", 4, false],
  ])("says of %s by its status %i whether everything is known", async (name, status, resolved) => {
    for (const format of [["--json"], []]) {
      const { code, stdout } = await cli(["inspect", "terraform", corpus(name), ...format])
      expect(code).toBe(status)
      expect(stdout.includes(format.length === 0 ? "? not known" : '"resolved":true')).toBe(
        format.length === 0 ? !resolved : resolved,
      )
    }
  })

  it("shows people what is lost first", async () => {
    const { stdout } = await cli(["inspect", "terraform", corpus("mixed-with-deletes")])
    const changes = stdout.split("\n").flatMap((line) => /^ {2}[-~+] (\w+)/.exec(line)?.[1] ?? [])
    expect(changes.slice(0, 4)).toEqual(["destroy", "destroy", "update", "create"])
  })

  it("is loud about what opens to the world", async () => {
    const { stdout } = await cli(["inspect", "terraform", corpus("format-1.2-foreach-sg-route53")])
    expect(stdout).toContain("OPENS TO THE WORLD")
  })

  it("refuses what can't be read, in a sentence, with exit code 1", async () => {
    const { code, stderr } = await cli(["inspect", "terraform", corpus("malformed-corrupted")])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^interlock: .+\n$/)
  })

  it("and a plan that PowerShell wrote with `>`, with what to write instead", async () => {
    const { code, stdout, stderr } = await cli(["inspect", "terraform", corpus("lifecycle-check")])
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).toMatch(/byte order mark .* write it as UTF-8 without a mark \(PowerShell's `>` writes UTF-16/)
  })

  it("names what it needs where there is no file", async () => {
    const { code, stderr } = await cli(["inspect", "terraform", "/nowhere.json"])
    expect([code, stderr]).toEqual([
      2,
      "interlock: /nowhere.json can't be read: name a file with the output of `terraform show -json PLAN`\n",
    ])
  })
})

import { describe, expect, it } from "vitest"
import { adviceFor } from "../../../adapters/cli/advice.ts"
import { cli } from "./cli.ts"
import { impostor } from "./impostor.ts"
import { served } from "./served.ts"

/** Words of HTTP, which mean nothing to whoever types commands. */
const OF_HTTP =
  /\/v1\/|openapi|`guards`|`errors`|header|Retry-After|Authorization|Content-Type|idempotency key|\bGET |\bPOST /i

const problems = [
  "method-not-allowed",
  "not-json",
  "key-reused",
  "too-many",
  "too-many-wrong-keys",
  "not-recorded",
  "clock-unfit",
  "timeout",
  "malformed",
]

describe("when to try again", () => {
  const tooMany = "urn:interlock:problem:too-many"

  it.each([
    [null, "in a moment"],
    [1, "in a moment"],
    [42, "in 42 seconds"],
    [61, "in 2 minutes"],
    [86_394, "in 24 hours"],
  ])("is said as people say it: after %s seconds", (seconds, said) => {
    expect(adviceFor(tooMany, seconds)).toContain(`Try again ${said};`)
  })

  it("is nothing that other advice speaks of", () => {
    expect(adviceFor("urn:interlock:problem:timeout", 42)).toBe("Take it as a denial.")
    expect(adviceFor("urn:interlock:problem:none", 42)).toBeNull()
  })
})

describe("what the command line advises", () => {
  it("speaks of commands and options, never of HTTP", async () => {
    const { as, asked, sign, alice, bob, deployer } = await served()
    const id = await asked()
    const told = [
      await as(bob, "show", "req_0"),
      await sign(alice, "approve", id),
      await as(bob, "cancel", id),
      await as(bob, "clock", "confirm", "--yes"),
      await as({ apiKey: `ik_bob-1_${"A".repeat(43)}` }, "list"),
      await as(deployer, "consume", id, "--tool", "terraform.apply", "package.json"),
    ]
    for (const { code, stderr } of told) {
      expect(code).toBeGreaterThan(0)
      expect(stderr).not.toMatch(OF_HTTP)
    }
    expect(told[0]?.stderr).toContain("`interlock list`")
  })

  it.each(problems)("%s too", async (name) => {
    const problem = {
      type: `urn:interlock:problem:${name}`,
      title: "No.",
      status: 422,
      detail: "See the header `Allow`.",
    }
    const { env } = await impostor(() => ({ status: 422, body: JSON.stringify(problem) }))
    expect((await cli(["list"], env)).stderr).not.toMatch(OF_HTTP)
  })
})

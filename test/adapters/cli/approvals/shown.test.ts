import { describe, expect, it } from "vitest"
import { ShowAnswer } from "../../../../adapters/http/approvals/schemas.ts"
import { cli } from "../cli.ts"
import { impostor } from "../impostor.ts"
import { served } from "../served.ts"

/** A request as bob is shown it, and what a service that says something else of it gets. */
const shownTo = async () => {
  const world = await served()
  const { as, bob, asked: ask } = world
  const id = await ask()
  const answer = ShowAnswer.parse(JSON.parse((await as(bob, "show", id, "--json")).stdout))
  const me = { id: "bob", tenant: "acme", kind: "human", roles: [] }
  const approve = async (request: object, actor: object = me) => {
    const { asked, env } = await impostor((path) => ({
      body: JSON.stringify(
        path === "/v1/whoami"
          ? { tenant: "acme", actor, person: actor }
          : { ...answer, request: { ...answer.request, ...request } },
      ),
    }))
    const { code, stdout, stderr } = await cli(["approve", id, "--yes", "--identity", bob.identity], env)
    return { code, stdout, stderr, signed: asked.filter((line) => line.startsWith("POST")).length > 0 }
  }
  return { ...world, id, request: answer.request, approve }
}

describe("attack 19: what is signed", () => {
  it("is shown, all of it", async () => {
    const { id, request, sign, bob, as } = await shownTo()
    const { stdout } = await sign(bob, "approve", id)
    const { decisions } = ShowAnswer.parse(JSON.parse((await as(bob, "show", id, "--json")).stdout)).request
    const statement = decisions[0]?.signature?.statement
    expect(statement).toMatchObject({ policy: request.policy, request: id })
    for (const line of [
      "type              interlock/approval/v1",
      "tenant            acme",
      `request           ${id}`,
      "requester.actor   deployer, agent of acme",
      "requester.person  alice, human of acme",
      `plan              ${request.plan}`,
      `policy            ${request.policy}`,
      `uses              ${request.uses}`,
      "seat.stage        0, counted from 0",
      "seat.group        platform",
      "seat.member       bob, human of acme",
      "approver          bob, human of acme",
      "decision          approve",
      `expiresAt         ${new Date(request.expiresAt).toISOString()}`,
    ])
      expect(stdout).toContain(`  ${line}\n`)
    expect(Object.keys(statement ?? {})).toHaveLength(11)
  })

  it.each<[string, (request: Awaited<ReturnType<typeof shownTo>>["request"]) => object]>([
    [
      "another requester than the plan's",
      ({ requester }) => ({ requester: { ...requester, person: requester.actor } }),
    ],
    ["another agent than the plan's", ({ requester }) => ({ requester: { ...requester, actor: requester.person } })],
    [
      "another initiator",
      ({ requester }) => ({ initiator: { id: "mallory", tenant: "acme", kind: requester.person.kind } }),
    ],
    ["another tenant", () => ({ tenant: "globex" })],
  ])("is no claim of the service: %s", async (_, change) => {
    const { request, approve } = await shownTo()
    const { code, stderr, signed } = await approve(change(request))
    expect([code, signed]).toEqual([1, false])
    expect(stderr).toContain("decide nothing, and find out why")
  })

  it("is no request of another tenant than the caller's", async () => {
    const { approve } = await shownTo()
    const elsewhere = { id: "bob", tenant: "globex", kind: "human", roles: [] }
    const { code, stderr, signed } = await approve({}, elsewhere)
    expect([code, signed]).toEqual([1, false])
    expect(stderr).toMatch(/(another tenant than yours|two tenants at once): sign nothing/)
  })
})

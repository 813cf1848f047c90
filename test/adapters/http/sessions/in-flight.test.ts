import { describe, expect, it } from "vitest"
import { VerdictAnswer } from "../../../../adapters/http/schemas.ts"
import { calling } from "../../library/sessions/calling.ts"
import { read } from "../fixture.ts"
import { DECISIONS, agents, deniedFor, note } from "./agents.ts"
import { held } from "./held.ts"

const SECOND = 1 / 60

type World = Awaited<ReturnType<typeof agents>>
/** What happens while the call is on its way. */
type Meanwhile = (world: World, session: string) => unknown

const touched =
  (minutes: number): Meanwhile =>
  async ({ at, post }, session) => {
    at(minutes)
    const { status } = await post("bob", `/v1/sessions/${session}/touch`, { statement: null, proof: null })
    expect(status).toBe(200)
  }
const passed =
  (minutes: number, how = {}): Meanwhile =>
  ({ at }) => {
    at(minutes, how)
  }
const endedBy =
  (name: "bob" | "alice"): Meanwhile =>
  ({ post }, session) =>
    post(name, `/v1/sessions/${session}/end`, {})

/**
 * The service has let a call of bob's deployer in and waits for the rest of its body; then the test says what happens, and the rest comes.
 * Bob's last sign of life is one of `touches`, in minutes; the credential is minted half a minute before `then`.
 */
const across = async (then: number, meanwhile: Meanwhile, touches: readonly number[] = []) => {
  const world = await agents(calling((text) => text.replaceAll("lifetime: 8h", "lifetime: 40m")))
  const { opened, minted, presented, send, at, sizeOf, last } = world
  const session = await opened()
  for (const minutes of touches) await touched(minutes)(world, session)
  at(then - 30 * SECOND)
  const credential = await minted(session)
  const { stream, waits, release } = held(note())
  const headers = await presented(credential, DECISIONS, note())
  const answered = send(null, DECISIONS, { method: "POST", body: stream, headers, duplex: "half" })
  await waits
  await meanwhile(world, session)
  const size = await sizeOf()
  release()
  const verdict = await read(VerdictAnswer, await answered)
  expect(await sizeOf()).toBe(size + 1)
  expect(await last()).toMatchObject({ type: "decision", verdict: verdict.verdict })
  return { told: deniedFor(verdict), permit: verdict.permit }
}

describe("a call that is let in and still on its way", () => {
  it.each<[what: string, then: number, meanwhile: Meanwhile, touches?: number[]]>([
    ["nothing happens", 10, passed(10)],
    ["its session is idle in a millisecond", 30, passed(30, { before: true })],
    ["its session would be idle by now, and its person is there", 29.5, touched(29.8)],
    ["its session is over in a millisecond", 40, passed(40, { before: true }), [20]],
  ])("is allowed where %s", async (_, ...given) => {
    expect(await across(...given)).toEqual({ told: ["allow"], permit: expect.stringMatching(/^eyJ/) as unknown })
  })

  it.each<[what: string, why: string, then: number, meanwhile: Meanwhile, touches?: number[]]>([
    ["its session becomes idle", "sessionIsNotIdle", 30, passed(30)],
    ["its session's time is over, though its person is there", "sessionIsUnexpired", 40, passed(40), [20, 39]],
    ["its person logs out", "sessionIsOpen", 10, endedBy("bob")],
    ["an administrator revokes its session", "sessionIsOpen", 10, endedBy("alice")],
    ["its person is disabled", "subjectIsEnabled", 10, ({ post }) => post("ci", "/v1/subjects/bob/disable", {})],
  ])("is denied where %s, and that is recorded", async (_, why, ...given) => {
    expect(await across(...given)).toEqual({ told: ["deny", why], permit: null })
  })
})
